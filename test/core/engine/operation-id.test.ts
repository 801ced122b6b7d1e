import { isSameOperation } from '../../../shared/core/engine/operation-id';

const ID = 'b02a0f1e-5871-4fee-b14e-4b19fa019bb1';

test.each<[string, string | undefined, string | undefined, boolean]>([
  ['one id', ID, ID, true],
  ['its other case', ID, ID.toUpperCase(), true],
  ['another', ID, ID.replace('b0', 'c0'), false],
  ['a beginning of it', ID, ID.slice(0, 8), false],
  [
    'a run of a restore in its other case',
    'created:2026-11-20T12:06:54.364Z',
    'created:2026-11-20t12:06:54.364z',
    true,
  ],
  ['one that is unknown', ID, undefined, false],
  ['one for an unknown one', undefined, ID, false],
  ['two unknown ones', undefined, undefined, false],
])('%s', (_name, one, other, same) => {
  expect(isSameOperation(one, other)).toBe(same);
});
