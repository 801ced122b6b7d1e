/** The estate reader: what each answer of the management API becomes. */
import type { ArmAnswer, NoResponse } from '../../../shared/adapters/arm/arm-answer';
import { createEstateReader } from '../../../shared/adapters/estate/arm-estate-reader';
import type { Question } from '../../../shared/core/preflight/question';

const asOf = '2026-11-30T08:00:00.000Z';
const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg';
const instance = `${GROUP}/providers/Microsoft.Sql/managedInstances/mi`;
const group = `${GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg`;

const answer = (status: number, json?: unknown, code?: string): ArmAnswer => ({
  kind: 'answer',
  status,
  json,
  emptyBody: json === undefined,
  bodyText: JSON.stringify(json ?? ''),
  ...(code !== undefined && { error: { code, message: 'said so' } }),
});

const readerOf = (answers: Readonly<Record<string, ArmAnswer | NoResponse>>) =>
  createEstateReader({
    read: (path) => Promise.resolve({ answer: answers[path.split('?')[0] ?? ''] ?? answer(500), asOf }),
  });

const ask = (question: Question, one: ArmAnswer | NoResponse) =>
  readerOf({ [question.id]: one, [`${question.id}/databases`]: one }).read(question);

describe('one resource', () => {
  const question: Question = { kind: 'managedInstance', id: instance };

  test.each<[string, ArmAnswer | NoResponse, object]>([
    ['404 with an error of the service', answer(404, {}, 'ResourceNotFound'), { kind: 'absent' }],
    [
      '404 of a subscription that cannot be seen',
      answer(404, {}, 'SubscriptionNotFound'),
      { kind: 'failed' },
    ],
    ['404 of somebody else', answer(404, '<html>'), { kind: 'failed' }],
    [
      '403',
      answer(403, {}, 'AuthorizationFailed'),
      { kind: 'denied', action: 'Microsoft.Sql/managedInstances/read' },
    ],
    ['401', answer(401, {}, 'InvalidAuthenticationToken'), { kind: 'failed' }],
    ['500', answer(500), { kind: 'failed', reason: 'the service answered 500' }],
    [
      'no answer',
      { kind: 'noResponse', code: 'timeout', certainlyNotSent: false, reason: 'no answer within 10 s' },
      { kind: 'failed', reason: 'no answer within 10 s' },
    ],
    ['200 without an id', answer(200, { properties: {} }), { kind: 'failed' }],
    [
      '200',
      answer(200, { id: instance, properties: { state: 'Ready' } }),
      { kind: 'read', value: { state: 'Ready' } },
    ],
    [
      'a member of a wrong type, which is unknown',
      answer(200, { id: instance, properties: { state: 7 } }),
      { kind: 'read', value: { state: undefined } },
    ],
  ])('%s', async (_, one, expected) => {
    expect(await ask(question, one)).toMatchObject({ ...expected, asOf });
  });
});

test('a rule that cannot be read makes the whole group unreadable', async () => {
  const rule = {
    name: 'deny',
    properties: { direction: 'Outbound', access: 'Block', priority: 100, protocol: '*' },
  };
  const question: Question = { kind: 'networkSecurityGroup', id: group };
  const read = await ask(question, answer(200, { id: group, properties: { securityRules: [rule] } }));
  expect(read).toMatchObject({ kind: 'failed', reason: expect.stringContaining('securityRules.0') });
});

describe('a list', () => {
  const question: Question = { kind: 'managedDatabases', id: instance };
  const next = `${GROUP}/page2`;

  test('is read to its last page', async () => {
    const reader = readerOf({
      [`${instance}/databases`]: answer(200, { value: [{ name: 'a' }], nextLink: next }),
      [next]: answer(200, { value: [{ name: 'b' }] }),
    });
    expect(await reader.read(question)).toMatchObject({ value: [{ name: 'a' }, { name: 'b' }] });
  });

  test('is not read when a page fails', async () => {
    const reader = readerOf({
      [`${instance}/databases`]: answer(200, { value: [{ name: 'a' }], nextLink: next }),
    });
    expect(await reader.read(question)).toMatchObject({ kind: 'failed' });
  });

  test('without end is not read', async () => {
    const reader = readerOf({
      [`${instance}/databases`]: answer(200, { value: [], nextLink: next }),
      [next]: answer(200, { value: [], nextLink: next }),
    });
    expect(await reader.read(question)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('50'),
    });
  });
});
