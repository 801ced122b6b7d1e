/** What is offered in which state, what is sent, and what is told of answers. */
import { statusChanges } from '../../ui/actions/changes';
import { actingOn, lackingOf } from '../../ui/actions/acting';
import { migrationOffers } from '../../ui/actions/migration-offers';
import type { Offer } from '../../ui/actions/offer';
import { reportOf, trialOf } from '../../ui/actions/report';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import { tokenOf } from '../../ui/actions/me';
import { aBoard, aReadyDocument, aStatusDocument } from './support/documents';

const TARGET = 'mi-prod-weu/Orders';
const hold = { number: 3, by: 'bob', at: '2026-03-01T22:00:00.000Z', reason: 'not yet' };
const attempt = {
  attempt: 1,
  requestedBy: 'ada',
  requestedAt: '2026-03-01T22:00:00.000Z',
} as const;

const offersOf = (status: StatusDocument, board = aBoard()): readonly Offer[] =>
  migrationOffers({ status, board, etag: '"7"', now: Date.parse('2026-03-01T22:00:00.000Z') });

const offer = (key: string, status: StatusDocument): Offer => {
  const found = offersOf(status).find((one) => one.key === key);
  if (found === undefined) throw new Error(`${key} is not offered`);
  return found;
};

const ready = aReadyDocument();
const manual = aReadyDocument({ policy: { ...ready.policy, mode: 'manual' } });
const auto = aReadyDocument({
  policy: { ...ready.policy, mode: 'auto' },
  next: { who: 'app', what: 'send' },
  approvals: undefined,
});

test.each<[string, StatusDocument, string[]]>([
  ['a gap', aStatusDocument(), ['tail', 'hold', 'revoke', 'exclude', 'cancel']],
  ['ready', ready, ['approve', 'tail', 'hold', 'revoke', 'exclude', 'cancel']],
  ['ready, mode auto', auto, ['tail', 'hold', 'exclude', 'cancel']],
  [
    'mode auto that is paused',
    { ...auto, autoPaused: { by: 'bob', at: hold.at, reason: 'released' } },
    ['approve', 'tail', 'hold', 'exclude', 'cancel'],
  ],
  [
    'held',
    { ...manual, holds: [hold], next: undefined, readiness: { ready: false, checks: [] } },
    ['release', 'tail', 'hold', 'revoke', 'exclude', 'cancel'],
  ],
  ['sent', { ...ready, cutover: { ...attempt, state: 'sent' } }, []],
  ['unknown whether it was sent', { ...ready, cutover: { ...attempt, state: 'unknown' } }, ['hold']],
  ['ended', { ...ready, phase: 'completed' }, []],
])('what is offered: %s', (_title, status, keys) => {
  expect(offersOf(status).map(({ key }) => key)).toEqual(keys);
});

test.each<[string, Offer, Record<string, string>, string | undefined, unknown]>([
  ['approve', offer('approve', ready), {}, TARGET, { confirm: TARGET, expectedTail: 'orders_log_7.trn' }],
  ['cutover', offer('approve', manual), {}, TARGET, { confirm: TARGET, expectedTail: 'orders_log_7.trn' }],
  ['hold', offer('hold', ready), { reason: 'wait' }, undefined, { reason: 'wait' }],
  ['release', offer('release', { ...ready, holds: [hold] }), {}, undefined, { hold: 3 }],
  ['revoke', offer('revoke', ready), { reason: 'no', of: '' }, undefined, { reason: 'no' }],
  ['revoke', offer('revoke', ready), { reason: 'no', of: 'ada' }, undefined, { reason: 'no', of: 'ada' }],
  ['tail', offer('tail', ready), { blob: 'orders_log_6.trn' }, undefined, { blob: 'orders_log_6.trn' }],
  ['cancel', offer('cancel', ready), {}, TARGET, { confirm: TARGET }],
])('%s is sent as the contract has it', (verb, { calls }, values, typed, body) => {
  expect(calls(values, typed)).toEqual([
    { method: 'POST', path: `/api/migrations/prod-orders/${verb}`, body },
  ]);
});

test('a waiver is added to the others, by the ETag that was seen', () => {
  const checks = [{ code: 'backups.checksums', state: 'unmet', reason: 'none', since: hold.at }] as const;
  const waive = [{ check: 'backups.checksums', reason: 'old' }] as const;
  const found = offer('waive', {
    ...ready,
    readiness: { ready: false, checks },
    policy: { ...ready.policy, waive },
  });
  const [call] = found.calls({ reason: 'verified' }, undefined);
  expect(call).toEqual({
    method: 'PATCH',
    path: '/api/migrations/prod-orders',
    ifMatch: '"7"',
    body: { policy: { waive: [...waive, { check: 'backups.checksums', reason: 'verified' }] } },
  });
});

test.each([
  ['nothing typed', '', ['confirm']],
  ['another name', 'mi-prod-weu/Order', ['confirm']],
  ['another case', TARGET.toUpperCase(), ['confirm']],
  ['the name', TARGET, []],
])('what cannot be undone is sent only with the name: %s', (_title, typed, lacking) => {
  for (const key of ['approve', 'cancel']) {
    const acting = actingOn(offer(key, ready), { of: 'migration', status: ready });
    expect(lackingOf({ ...acting, typed })).toEqual(lacking);
  }
});

test('a reason and a choice are asked for; who gives none is told of which', () => {
  const seen = { of: 'migration', status: ready } as const;
  expect(lackingOf(actingOn(offer('hold', ready), seen))).toEqual(['reason']);
  expect(lackingOf(actingOn(offer('tail', ready), seen))).toEqual(['blob']);
  expect(lackingOf(actingOn(offer('exclude', ready), seen))).toEqual(['blob', 'reason']);
});

const refused = (status: number) =>
  ({ kind: 'refused', status, detail: 'Cannot do it', fields: [] }) as const;

test.each([
  ['stored', [{ kind: 'done', body: {} }], 'done', 'Held.'],
  [
    'one of two approvals',
    [{ kind: 'done', body: { given: 1, required: 2 } }],
    'done',
    'Your approval is stored. 1 of 2 approvals count; still missing: one other operator.',
  ],
  [
    'one of three approvals',
    [{ kind: 'done', body: { given: 1, required: 3 } }],
    'done',
    'Your approval is stored. 1 of 3 approvals count; still missing: 2 other operators.',
  ],
  [
    'the last of two approvals',
    [{ kind: 'done', body: { given: 2, required: 2 } }],
    'done',
    'Held. 2 of 2 approvals count.',
  ],
  ['stored, no status', [{ kind: 'done', body: { detail: 'It is stored' } }], 'done', 'Held. It is stored.'],
  ['refused', [refused(409)], 'refused', 'Cannot do it'],
  ['nothing was stored', [refused(503)], 'refused', 'Cannot do it'],
  ['unclear', [refused(504)], 'unclear', 'Unclear whether it was stored: Cannot do it.'],
  ['no answer', [{ kind: 'away', detail: 'reset' }], 'unclear', 'Unclear whether it was stored: reset.'],
  [
    'a member refused',
    [{ kind: 'done', body: { members: [{ id: 'a', outcome: 'refused' }] } }],
    'refused',
    'Not of',
  ],
] as const)('what is told: %s', (_title, replies, kind, text) => {
  const report = reportOf([], [...replies], 'Held.');
  expect(report.kind).toBe(kind);
  expect(report.text.startsWith(text)).toBe(true);
});

test('a rehearsal of an approval counts what is being given as no trouble, beside a check as all else', () => {
  const missing = { what: 'approvals', reason: "waiting for an operator's approval" };
  const told = (...stops: readonly object[]) =>
    trialOf([], [{ kind: 'done', body: { wouldSend: false, stops } }]);
  expect(told(missing)).toMatchObject({
    kind: 'done',
    text: expect.stringMatching(/^Nothing but the approval is missing/),
    lines: ["approvals: waiting for an operator's approval"],
  });
  expect(told(missing, { what: 'check', code: 'tail.proven', reason: 'no tail is named' }).kind).toBe(
    'refused',
  );
});

test('a rehearsal tells everything that would stop the request', () => {
  const stops = [{ what: 'check', code: 'tail.proven', reason: 'no tail is named' }];
  expect(trialOf([], [{ kind: 'done', body: { wouldSend: false, stops } }]).lines).toEqual([
    'tail.proven: no tail is named',
  ]);
  expect(trialOf([], [{ kind: 'done', body: { wouldSend: true, stops: [] } }]).kind).toBe('done');
});

test.each<[string, StatusDocument, string[]]>([
  ['nothing', ready, []],
  ['held', { ...ready, holds: [hold] }, ['bob holds it: not yet']],
  ['phase', { ...ready, phase: 'completed' }, ['The phase is completed, was ready']],
  [
    'an approval',
    {
      ...ready,
      approvals: {
        ...ready.approvals!,
        given: [
          { ...ready.approvals!.given[0]!, state: 'revoked', reason: 'by bob' },
          { by: 'eve', at: hold.at, expiresAt: hold.at, tail: 'x', state: 'granted' },
        ],
      },
    },
    ['The approval of ada@example.com is revoked: by bob', 'eve approved'],
  ],
])('what has changed meanwhile: %s', (_title, after, lines) => {
  expect(statusChanges(ready, after)).toEqual(lines);
});

test('a hold that is gone was released', () => {
  expect(statusChanges({ ...ready, holds: [hold] }, ready)).toEqual(['Hold 3 of bob was released']);
});

test.each([
  ['on one machine', 'local:dev', 'bob', 'as:bob'],
  ['as oneself', 'local:dev', '', undefined],
  ['with a sign-in', 'ada@example.com', 'bob', undefined],
  ['a name that no token has', 'local:dev', 'b b', undefined],
])('another name: %s', (_title, name, actAs, token) => {
  expect(tokenOf({ me: { name, roles: [] }, actAs })).toBe(token);
});
