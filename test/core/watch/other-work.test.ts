import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import { otherWork } from '../../../shared/core/watch/other-work';
import { aPolicy, aStatus } from '../../support/facts';

test.each<[string, EngineStatus['state'], 'adopt' | 'create', 'auto' | 'offline', RegExp | undefined]>([
  ['one that is adopted runs already', 'running', 'adopt', 'auto', undefined],
  [
    'one that is to be created runs already',
    'running',
    'create',
    'auto',
    /^The service runs this migration already/,
  ],
  ['one that is to be created has failed', 'failed', 'create', 'auto', undefined],
  [
    'a cutover is being completed',
    'completing',
    'adopt',
    'auto',
    /^A cutover has begun that this app did not request/,
  ],
  ['the cutover is made', 'succeeded', 'adopt', 'auto', /^A cutover has begun that this app did not request/],
  ['the service of an offline one cuts over by itself', 'completing', 'adopt', 'offline', undefined],
])('%s', (_name, state, start, mode, said) => {
  const warning = otherWork(
    { start, policy: aPolicy({ mode }) },
    { kind: 'read', status: aStatus({ state }) },
  );
  if (said === undefined) expect(warning).toBeUndefined();
  else expect(warning).toMatch(said);
});

test('what is absent, or cannot be read, is no sign', () => {
  const registration = { start: 'create', policy: aPolicy() } as const;
  expect(otherWork(registration, { kind: 'absent' })).toBeUndefined();
  expect(
    otherWork(registration, { kind: 'trouble', code: 'unreachable', message: 'no answer' }),
  ).toBeUndefined();
});
