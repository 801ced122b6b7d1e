/** G2 and G4: when a cutover may be ordered at all, over arbitrary combinations of facts. */
import fc from 'fast-check';
import { withServiceAttempt } from '../../../shared/core/cutover/attempt';
import { serviceCutover } from '../../../shared/core/cutover/service-cutover';
import type { Facts } from '../../../shared/core/facts/facts';
import { fromJson, toJson } from '../../../shared/core/json';
import { ATTEMPT_STATES, type AttemptState, type ControlRow } from '../../../shared/core/migration/control';
import { assessReadiness } from '../../../shared/core/readiness/checks';
import { cutoverApproval } from '../../../shared/core/readiness/cutover-approval';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH, type WatchState } from '../../../shared/core/watch/watch-state';
import {
  aControl,
  anApproval,
  anAttempt,
  aPolicy,
  aReadyFacts,
  aStatus,
  aTail,
  at,
  NOW,
  OTHER_OPERATION,
} from '../../support/facts';

const OPEN: readonly AttemptState[] = ['intended', 'sending', 'sent', 'unknown'];
const act = { by: 'bob@example.com', at: at(-90) };
const otherTail = aTail({ blob: 'log10.final.trn', setKey: 'set-10' });

const anyAttempt = fc.record({
  number: fc.integer({ min: 1, max: 5 }),
  state: fc.constantFrom(...ATTEMPT_STATES),
  code: fc.constantFrom(undefined, 'Conflict', 'AccessDenied'),
  tail: fc.constantFrom(aTail(), otherTail),
  settledAt: fc.constantFrom(undefined, at(-30), at(-300)),
});

/** Mostly absent, so that ready facts are not rare. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const anyControl: fc.Arbitrary<ControlRow> = fc
  .record({
    mode: fc.constantFrom('manual' as const, 'approve' as const, 'auto' as const, 'auto' as const),
    approval: fc.option(
      fc.record({
        at: fc.constantFrom(at(-60), at(60), at(-400)),
        expiresAt: fc.constantFrom(at(3000), at(-1)),
        tail: fc.constantFrom(aTail(), otherTail),
      }),
      { nil: undefined },
    ),
    holds: maybe(fc.constant([{ ...act, number: 1, reason: 'held' }])),
    attempt: fc.oneof(fc.constant(undefined), anyAttempt),
    earlier: fc.array(anyAttempt, { maxLength: 3 }),
    cancel: maybe(
      fc.constantFrom('intended' as const, 'sending' as const, 'sent' as const, 'refused' as const),
    ),
    ended: maybe(fc.constant({ phase: 'completed' as const, at: NOW, reason: 'done' })),
    manualOnly: maybe(fc.constant('rebuilt')),
  })
  .map(({ mode, approval, attempt, earlier, cancel, holds, ended, manualOnly }) =>
    aControl({
      policy: aPolicy({ mode }),
      approvals: approval && [anApproval(approval)],
      attempt: attempt && anAttempt(attempt),
      earlierAttempts: earlier.map((one) => anAttempt(one)),
      cancel: cancel && { ...act, state: cancel },
      holds,
      ended,
      manualOnly,
    }),
  );

const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    control: anyControl,
    engine: fc.oneof(
      { weight: 6, arbitrary: fc.constant(aStatus()) },
      { weight: 1, arbitrary: fc.constant(aStatus({ pendingLogs: 1 })) },
      { weight: 1, arbitrary: fc.constant(aStatus({ operationId: OTHER_OPERATION })) },
      { weight: 1, arbitrary: fc.constant(aStatus({ state: 'completing' })) },
      { weight: 1, arbitrary: fc.constant(aStatus({ expiresAt: at(-1), progress: { percent: 3 } })) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    tail: fc.constantFrom(aReadyFacts().tail, aReadyFacts().tail, aReadyFacts().tail, {
      kind: 'none' as const,
    }),
  })
  .map(({ control, engine, tail }) =>
    aReadyFacts({
      control,
      tail,
      engine: engine
        ? { kind: 'read', status: engine }
        : { kind: 'trouble', code: 'unreachable', message: 'no answer' },
    }),
  );

const anyMemory: fc.Arbitrary<WatchState> = fc.record({
  phase: fc.constantFrom('registered' as const, 'seeding' as const, 'ready' as const, 'confirming' as const),
  ready: fc.boolean(),
  checks: fc.constant({}),
  clocks: fc.option(
    fc.record({
      limit: fc.constantFrom(undefined, { at: at(-1) }, { operation: OTHER_OPERATION, at: at(60) }),
      retriable: fc.constantFrom(undefined, { at: at(-86_400) }),
      completing: fc.constantFrom(undefined, { at: at(-60) }),
      warned: fc.constantFrom(undefined, [{ key: 'windowCloses', rank: 4 }]),
    }),
    { nil: undefined },
  ),
});

const RUNS = { numRuns: 300 };
/** Enough that orders are met often. */
const MANY_RUNS = { numRuns: 1000 };

test('the same memory, facts and timing give the same decision, whatever was decided in between', () => {
  fc.assert(
    fc.property(anyMemory, anyFacts, anyFacts, (memory, facts, others) => {
      const first = decide(memory, facts, AZURE_TIMING);
      decide(memory, others, AZURE_TIMING);
      const copy: Facts = fromJson(toJson(facts));
      expect(decide(memory, copy, AZURE_TIMING)).toEqual(first);
    }),
    RUNS,
  );
});

test('a new attempt is ordered only when ready, with the word given, not held, not ended, and no attempt open', () => {
  let ordered = 0;
  fc.assert(
    fc.property(anyMemory, anyFacts, (memory, facts) => {
      const { commands } = decide(memory, facts, AZURE_TIMING);
      const order = commands.find((command) => command.kind === 'cutOver');
      const { attempt, holds, ended } = facts.control;
      if (order === undefined) return;
      if (attempt && OPEN.includes(attempt.state)) {
        expect(order.attempt).toBe(attempt.number);
        expect(ended).toBeUndefined();
        return;
      }
      ordered += 1;
      expect(order.attempt).toBe((attempt?.number ?? 0) + 1);
      expect(assessReadiness(facts).ready).toBe(true);
      expect([holds, ended]).toEqual([undefined, undefined]);
      expect(facts.tail.kind === 'one' && cutoverApproval(facts, facts.tail.tail).kind).toBe('granted');
    }),
    MANY_RUNS,
  );
  expect(ordered).toBeGreaterThan(10);
});

test('no memory makes an order out of facts that give none', () => {
  fc.assert(
    fc.property(anyMemory, anyFacts, (memory, facts) => {
      expect(decide(memory, facts, AZURE_TIMING).commands).toEqual(
        decide(NEW_WATCH, facts, AZURE_TIMING).commands,
      );
    }),
    RUNS,
  );
});

test('every decision ends with one wait or one end, and orders at most one thing before', () => {
  fc.assert(
    fc.property(anyMemory, anyFacts, (memory, facts) => {
      const kinds = decide(memory, facts, AZURE_TIMING).commands.map((command) => command.kind);
      expect(['wait', 'end']).toContain(kinds.at(-1));
      expect(kinds.length).toBeLessThanOrEqual(2);
      expect(kinds.slice(0, -1)).not.toContain('wait');
    }),
    RUNS,
  );
});

test('a decision does not change what it was given', () => {
  fc.assert(
    fc.property(anyMemory, anyFacts, (memory, facts) => {
      const before = toJson({ memory, facts });
      decide(memory, facts, AZURE_TIMING);
      expect(toJson({ memory, facts })).toBe(before);
    }),
  );
});

describe('G1, G2: an offline migration is never asked to cut over', () => {
  const anyOffline = fc.oneof(
    fc.constant({ mode: 'offline' as const, offline: undefined }),
    fc.constant({ mode: 'offline' as const, offline: true as const }),
    fc.constant({ mode: 'auto' as const, offline: true as const }),
    fc.constant({ mode: 'manual' as const, offline: true as const }),
  );
  const anyOfflineFacts = fc.tuple(anyFacts, anyOffline).map(([facts, { mode, offline }]) => ({
    ...facts,
    control: { ...facts.control, offline, policy: aPolicy({ mode }) },
  }));

  test('whatever else is so: not ready, no word given, no new attempt ordered', () => {
    fc.assert(
      fc.property(anyMemory, anyOfflineFacts, (memory, facts) => {
        expect(assessReadiness(facts).ready).toBe(false);
        if (facts.tail.kind === 'one') expect(cutoverApproval(facts, facts.tail.tail).kind).toBe('pending');
        const order = decide(memory, facts, AZURE_TIMING).commands.find(({ kind }) => kind === 'cutOver');
        if (order === undefined) return;
        // Only one that is there already is taken up: to be withdrawn, or to be observed.
        expect(facts.control.attempt).toMatchObject({ number: (order as { attempt: number }).attempt });
        expect(OPEN).toContain(facts.control.attempt?.state);
      }),
      MANY_RUNS,
    );
  });

  test('the service’s own cutover is written down only when it is seen, and not over an open attempt', () => {
    let seen = 0;
    fc.assert(
      fc.property(anyOfflineFacts, (facts) => {
        const order = serviceCutover(facts);
        if (order === undefined) return;
        seen += 1;
        expect(facts.engine).toMatchObject({ kind: 'read', status: { operationId: order.operationId } });
        expect(facts.engine.kind === 'read' && facts.engine.status.state).toBe('completing');
        const { attempt } = withServiceAttempt(facts.control, order, facts.at);
        expect(attempt).toMatchObject({ state: 'sent', requestedBy: 'service', number: order.number });
        expect(attempt?.sender).toBeUndefined();
        expect(facts.control.attempt && OPEN.includes(facts.control.attempt.state)).not.toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(seen).toBeGreaterThan(10);
  });
});
