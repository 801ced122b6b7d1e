/** Which lines of the journal are told, and what a message says. */
import { chainOn } from '../../../shared/core/evidence/journal-chain';
import { type Subject, messageOf } from '../../../shared/core/notify/message';
import { NOTIFIED_EVENTS, addressProblem } from '../../../shared/core/notify/receivers';
import { lineOf, OF_SHOP } from './messages';

test('a message has the fields of the event, the target, a link and an id of its own', () => {
  const line = lineOf();
  expect(JSON.parse(JSON.stringify(messageOf(OF_SHOP, line, 'cutover.example.com')))).toEqual({
    id: `shop:1:${line.hash!.slice(0, 16)}`,
    event: 'held',
    level: 'information',
    migration: 'shop',
    sequence: 1,
    target: 'prod-mi/Shop',
    headline: 'Held by ada@example.com: the disk is full',
    at: '2026-12-04T22:00:00.000Z',
    by: 'ada@example.com',
    link: 'https://cutover.example.com/api/migrations/shop',
  });
});

test('the id is the same on a repeat, and another where a migration is registered anew', () => {
  expect(messageOf(OF_SHOP, lineOf())!.id).toBe(messageOf(OF_SHOP, lineOf())!.id);
  const anew = lineOf({ at: '2026-12-05T22:00:00.000Z' });
  expect(messageOf(OF_SHOP, anew)!.id).not.toBe(messageOf(OF_SHOP, lineOf())!.id);
});

test('a message of a member names its group, and one of a group has its own id and link', () => {
  expect(messageOf({ ...OF_SHOP, group: 'wave-1' } as Subject, lineOf())).toMatchObject({
    migration: 'shop',
    group: 'wave-1',
  });
  const facts = { group: 'wave-1', event: 'groupHeld' };
  const line = lineOf({ kind: 'groupChanged', facts });
  const message = messageOf({ kind: 'group', id: 'wave-1' }, line, 'cutover.example.com')!;
  expect(message).toMatchObject({
    id: `group:wave-1:1:${line.hash!.slice(0, 16)}`,
    event: 'groupHeld',
    group: 'wave-1',
    link: 'https://cutover.example.com/api/groups/wave-1',
  });
  expect(message).not.toHaveProperty('migration');
});

test('an end tells the hash of its line, which `evidence verify --head` finds', () => {
  const line = lineOf({ kind: 'ended', facts: { state: 'completed', proven: true } });
  expect(messageOf(OF_SHOP, line)).toMatchObject({
    event: 'ended',
    journalHead: line.hash,
    journalEntries: 1,
  });
});

test.each([
  ['a line that is no event', lineOf({ kind: 'phaseChanged' })],
  ['a trouble without an event', lineOf({ kind: 'trouble' })],
  ['an event of the log alone', lineOf({ kind: 'trouble', facts: { event: 'swept' } })],
  ['a line of a version before the chain', { ...lineOf(), sequence: undefined, hash: undefined }],
])('nobody is told of %s', (_, line) => {
  expect(messageOf(OF_SHOP, line)).toBeUndefined();
});

test('a text that is too long is cut', () => {
  expect(messageOf(OF_SHOP, lineOf({ text: 'x'.repeat(9_000) }))!.headline).toHaveLength(1_000);
});

test('an id has no full stop, which would be a separator of what is signed', () => {
  const { lines } = chainOn('shop', undefined, [lineOf(), lineOf()]);
  for (const line of lines) expect(messageOf(OF_SHOP, line)!.id).toMatch(/^shop:\d+:[0-9a-f]{16}$/);
});

test('no event of the log alone can be named by a rule', () => {
  const ofTheLog = ['standing', 'arrived', 'sweepFound', 'swept', 'sweepFailed', 'sweepUnfinished'];
  expect(NOTIFIED_EVENTS.filter((event) => ofTheLog.includes(event))).toEqual([]);
  expect(NOTIFIED_EVENTS).toContain('blocked');
});

test.each([
  ['https://hooks.example.com/a?sig=x', ['hooks.example.com'], undefined],
  ['https://prod-1.westeurope.logic.azure.com:443/x', ['*.logic.azure.com'], undefined],
  ['https://logic.azure.com/x', ['*.logic.azure.com'], 'HostNotAllowed'],
  ['https://evil-logic.azure.com/x', ['*.logic.azure.com'], 'HostNotAllowed'],
  ['https://hooks.example.com.evil.org/x', ['*.example.com', 'hooks.example.com'], 'HostNotAllowed'],
  ['https://hooks.example.com:8443/x', ['hooks.example.com'], 'HostNotAllowed'],
  ['https://hooks.example.com:8443/x', ['hooks.example.com:8443'], undefined],
  ['https://HOOKS.example.com/x', ['hooks.example.com'], undefined],
  ['http://hooks.example.com/x', ['hooks.example.com'], 'InvalidUrl'],
  ['http://127.0.0.1:9000/x', ['127.0.0.1:9000'], undefined],
  ['http://127.0.0.1:9000/x', [], 'HostNotAllowed'],
  ['https://user@hooks.example.com/x', ['hooks.example.com'], 'InvalidUrl'],
  ['hooks.example.com', ['hooks.example.com'], 'InvalidUrl'],
])('sending to %s with the list %j: %s', (url, hosts, code) => {
  expect(addressProblem(url, hosts)?.code).toBe(code);
});
