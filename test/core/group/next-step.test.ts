/** What a group waits for next, and who does it. */
import { type NextFacts, nextStepOf } from '../../../shared/core/group/next-step';

type Member = NextFacts['members'][number];

const missing = { required: 2, standing: 1, missing: '1 of 2 approvals, by ada' };
const member = (id: string, change: Partial<Member> = {}): Member => ({ id, standing: 'waits', ...change });
const waiting = { standing: 'waiting' } as const;

test.each<[string, NextFacts, string | undefined]>([
  ['nothing, once it has ended', { decision: { standing: 'ended' }, members: [], late: [] }, undefined],
  [
    'what ends a stop goes before everything',
    {
      decision: { standing: 'stopped', remedy: 'release the group' },
      members: [member('a', { approvals: missing })],
      late: ['b'],
    },
    'operator: release the group',
  ],
  [
    'who failed keeps a group that waits',
    { decision: waiting, members: [member('a', { standing: 'failed' })], late: ['b'] },
    'operator: look at a, and drop what stays failed',
  ],
  [
    'who failed does not keep a group that goes on',
    { decision: { standing: 'going' }, members: [member('a', { standing: 'failed' })], late: ['b'] },
    'operator: see to what is late: b',
  ],
  [
    'approvals before what is late',
    { decision: waiting, members: [member('a', { approvals: missing }), member('b')], late: ['c'] },
    'operator: approve the set: a',
  ],
  [
    'an approval that is there is not asked for',
    { decision: waiting, members: [member('a', { approvals: { required: 1, standing: 1 } })], late: ['c'] },
    'operator: see to what is late: c',
  ],
  [
    'a closed window',
    { decision: waiting, members: [member('a', { window: { state: 'closed' } })], late: [] },
    'app: waits for the window of a',
  ],
  [
    'what is on its way',
    { decision: { standing: 'going' }, members: [member('a', { standing: 'inFlight' })], late: [] },
    'service: completes the cutover of a',
  ],
  [
    'nothing is missing',
    { decision: { standing: 'going' }, members: [member('a', { standing: 'goes' })], late: [] },
    'app: looks at the members again, gives the go, and sends each request once',
  ],
])('%s', (_name, facts, expected) => {
  const next = nextStepOf(facts);
  expect(next && `${next.who}: ${next.what}`).toBe(expected);
});
