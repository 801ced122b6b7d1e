/** Facts with a probe of the source: closed, and of the tail, unless a row says otherwise. */
import type { Facts } from '../../shared/core/facts/facts';
import type { ProbedLog, ProbedSource, SourceReading } from '../../shared/core/migration/probe-reading';
import type { ProbeDemand } from '../../shared/core/migration/policy';
import { aReadyFacts, at, aTail, oneTail, withControl, withPolicy } from './facts';
import { FAMILY_GUID, TAIL_GUID } from './probe-answer';

export const A_DEMAND: ProbeDemand = { source: 'required', minutes: 60 };

/** The tail's row in msdb, as taken WITH NORECOVERY. */
export function aProbedLog(change: Partial<ProbedLog> = {}): ProbedLog {
  return {
    setGuid: TAIL_GUID,
    lastLsn: aTail().lastLsn,
    finishedAt: at(-180),
    familyGuid: FAMILY_GUID,
    copyOnly: false,
    damaged: false,
    readOnly: false,
    noRecovery: true,
    ...change,
  };
}

/** A source that is restoring after it. */
export function aProbedSource(change: Partial<ProbedSource> = {}): ProbedSource {
  return {
    at: at(-120),
    server: 'SQL01',
    version: '13.0.5026.0',
    database: 'Shop',
    state: 'RESTORING',
    readOnly: false,
    compatibilityLevel: 130,
    availabilityGroups: false,
    history: 'read',
    log: aProbedLog(),
    openTransactions: 0,
    ...change,
  };
}

/** The same, read-only instead. */
export function aReadOnlySource(change: Partial<ProbedSource> = {}): ProbedSource {
  return aProbedSource({
    state: 'ONLINE',
    readOnly: true,
    log: aProbedLog({ noRecovery: false, readOnly: true }),
    ...change,
  });
}

/** Ready facts that ask for a probe, and have it. */
export function aProbedFacts(
  change: Partial<ProbedSource> = {},
  {
    reading,
    probe = A_DEMAND,
  }: { readonly reading?: Partial<SourceReading>; readonly probe?: ProbeDemand | null } = {},
): Facts {
  const facts = aReadyFacts({ tail: oneTail(aTail({ setKey: TAIL_GUID })) });
  const found = aProbedSource(change);
  const sourceReading: SourceReading = {
    by: 'ada@example.com',
    at: at(-100),
    via: 'paste',
    found,
    ...reading,
  };
  return withControl(withPolicy(facts, probe === null ? {} : { probe }), { sourceReading });
}

/** The same without any reading. */
export function unprobedFacts(probe: ProbeDemand | null = A_DEMAND): Facts {
  return withControl(aProbedFacts({}, { probe }), { sourceReading: undefined });
}
