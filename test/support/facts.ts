/** Builders of facts for tests: a migration whose cutover is ready, and small changes to it. */
import type { EngineStatus } from '../../shared/core/engine/engine-status';
import type { Facts, RestoredVersion, TailFacts } from '../../shared/core/facts/facts';
import { parseLsn } from '../../shared/core/lsn';
import type { Approval, Attempt, ControlRow, Hold, TailReference } from '../../shared/core/migration/control';
import { DEFAULT_POLICY, type Policy } from '../../shared/core/migration/policy';
import type { Registration } from '../../shared/core/migration/registration';
import { quietFingerprint } from '../../shared/core/readiness/pending';

/** When the assessment of `aReadyFacts` began. */
export const NOW = '2026-03-01T22:00:00.000Z';
export const OPERATION = '11111111-2222-3333-4444-555555555555';
export const OTHER_OPERATION = '99999999-2222-3333-4444-555555555555';

/** `NOW` moved by seconds. */
export function at(seconds: number): string {
  return new Date(Date.parse(NOW) + seconds * 1000).toISOString();
}

export function aTail(overrides: Partial<TailReference> = {}): TailReference {
  return { blob: 'log9.final.trn', setKey: 'set-9', lastLsn: parseLsn('37000000129600001'), ...overrides };
}

export function aStatus(overrides: Partial<EngineStatus> = {}): EngineStatus {
  return {
    kind: 'dms',
    asOf: at(1),
    state: 'running',
    rawState: 'InProgress',
    provisioningState: 'Succeeded',
    atRest: true,
    online: true,
    operationId: OPERATION,
    sourceDatabaseName: 'Shop',
    containerName: 'backups',
    fullRestored: true,
    pendingLogs: 0,
    sets: [],
    invalidFiles: [],
    lastRestoredFile: 'log9.final.trn',
    blockingReasons: [],
    ...overrides,
  };
}

export function aPolicy(overrides: Partial<Policy> = {}): Policy {
  return { ...DEFAULT_POLICY, mode: 'auto', ...overrides };
}

export function aControl(overrides: Partial<ControlRow> = {}): ControlRow {
  return {
    policy: aPolicy(),
    operationId: OPERATION,
    exclusions: [],
    earlierAttempts: [],
    ...overrides,
  };
}

export function aRegistration(overrides: Partial<Registration> = {}): Registration {
  return {
    id: 'prod-shop',
    engine: 'dms',
    source: { databaseName: 'Shop' },
    target: { managedInstanceId: '/subscriptions/s/resourceGroups/g/x/mi', databaseName: 'Shop' },
    backups: { containerUrl: 'https://acct.blob.core.windows.net/backups', prefix: '' },
    start: 'adopt',
    policy: aPolicy(),
    registeredBy: 'rita@example.com',
    registeredAt: at(-86_400),
    ...overrides,
  };
}

export function aHold(overrides: Partial<Hold> = {}): Hold {
  return { number: 1, by: 'bob@example.com', at: at(-90), reason: 'testing', ...overrides };
}

export function anApproval(overrides: Partial<Approval> = {}): Approval {
  return {
    by: 'ada@example.com',
    at: at(-60),
    expiresAt: at(3540),
    target: 'mi/Shop',
    tail: aTail(),
    operationId: OPERATION,
    ...overrides,
  };
}

export function anAttempt(overrides: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    state: 'intended',
    tail: aTail(),
    operationId: OPERATION,
    requestedBy: 'policy:auto',
    requestedAt: at(-40),
    ...overrides,
  };
}

/** What is known of one tail. */
export function oneTail(
  tail: TailReference,
  change: Partial<Extract<TailFacts, { kind: 'one' }>> = {},
): Extract<TailFacts, { kind: 'one' }> {
  const source = { databaseName: 'Shop', serverName: 'SQL01' };
  return { kind: 'one', tail, files: [tail.blob], proof: 'marked', empty: false, source, ...change };
}

/** The service restored the version of the tail that is there now. */
export const PROVEN: RestoredVersion = { kind: 'proven', by: 'setId', reason: 'its id is told' };

/** Facts on which every check is met, in mode auto. */
export function aReadyFacts(overrides: Partial<Facts> = {}): Facts {
  const tail = aTail();
  return {
    at: NOW,
    registration: aRegistration(),
    control: aControl(),
    preflight: { asOf: NOW, rows: [] },
    chain: {
      status: 'complete',
      summary: 'the chain is complete up to log9.final.trn',
      anchorFile: 'full.bak',
      chainEnd: tail.lastLsn,
      pathFiles: 3,
      lastFile: tail.blob,
      lastFiles: [tail.blob],
      counts: { inChain: 3 },
      withoutChecksum: [],
      checksumUnknown: [],
      sources: [
        { databaseName: 'Shop', serverName: 'SQL01', files: ['full.bak', 'log8.trn', tail.blob], sets: 3 },
      ],
      errors: [],
    },
    tail: oneTail(tail),
    engine: { kind: 'read', status: aStatus() },
    progress: { restoredToTail: true, lastIsTail: true, lastRestoredKnown: true, version: PROVEN },
    listing: { kind: 'listed', unsettled: [], unsettledCount: 0 },
    stability: { fingerprint: quietFingerprint(aStatus()) ?? '', count: 2, countedAt: at(1) },
    ...overrides,
  };
}

/** The facts with another reading; `undefined` members become unknown. */
export function withStatus(facts: Facts, change: Partial<EngineStatus>): Facts {
  const before = facts.engine.kind === 'read' ? facts.engine.status : aStatus();
  return { ...facts, engine: { kind: 'read', status: { ...before, ...change } } };
}

/** The facts with another control row. */
export function withControl(facts: Facts, change: Partial<ControlRow>): Facts {
  return { ...facts, control: { ...facts.control, ...change } };
}

/** The facts with another policy. */
export function withPolicy(facts: Facts, change: Partial<Policy>): Facts {
  return withControl(facts, { policy: { ...facts.control.policy, ...change } });
}

/** The facts with another chain. */
export function withChain(facts: Facts, change: Partial<Facts['chain']>): Facts {
  return { ...facts, chain: { ...facts.chain, ...change } };
}

/** A service that could not be asked, and a target database that could not be read. */
export const TROUBLE = { kind: 'trouble', code: 'unreachable', message: 'no answer' } as const;
