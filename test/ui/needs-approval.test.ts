/** What is ready and lacks approvals has one word, wherever it stands. */
import { groupSign, memberSign } from '../../ui/groups/words';
import { NEEDS_APPROVAL, signOf } from '../../ui/text/words';
import { aBoardOfGroup, theGroups } from './support/groups';
import { theNight } from './support/rows';

const member = (id: string) => aBoardOfGroup().members.find((one) => one.id === id)!;
const row = theNight().find(({ id }) => id === 'prod-payroll')!;
const group = theGroups().find(({ id }) => id === 'night-3')!;

test('in the list, in a group and in the list of groups', () => {
  expect([signOf(row), memberSign(member('db08')), groupSign(group)]).toEqual([
    NEEDS_APPROVAL,
    NEEDS_APPROVAL,
    NEEDS_APPROVAL,
  ]);
});

test.each([
  ['a row whose step is another one', signOf({ ...row, next: { who: 'app', what: 'sends' } }), 'Ready'],
  ['a member without a tail', memberSign(member('db12')), 'Not ready'],
  ['a member that is held', memberSign({ ...member('db08'), reason: 'held by eve' }), 'Not ready'],
  ['a group with a failure', groupSign({ ...group, counts: { failed: 1 } }), 'Waiting'],
  ['a group that waits for a tail', groupSign({ ...group, waitsFor: 'a (no tail is named)' }), 'Waiting'],
])('not for %s', (_title, sign, word) => expect(sign.word).toBe(word));
