/**
 * The optional readiness checks that a probe of the source feeds: it is closed, and the tail is its last log backup.
 *
 * A reading is bound to the tail by the id of the backup set: what was read before the tail, on a server that did not take it, or
 * too long ago is none. Where the policy asks for no probe, only a reading of this very tail, or of a later log, can be in the way.
 */
import type { Facts } from '../facts/facts';
import { formatLsn } from '../lsn';
import type { TailReference } from '../migration/control';
import type { ProbedDatabase, ProbedLog, ProbedSource, SourceReading } from '../migration/probe-reading';
import { isSameName } from '../names';
import { secondsBetween } from '../timing';
import { type CheckRow, type Outcome, met, notConfigured, unknown, unmet } from './check';

const NEXT = {
  who: 'operator',
  what: 'probe the source with the T-SQL that the command prints; correct first what the reason says',
  action: 'probe',
} as const;

/** Rows about the source by its own word. */
export const PROBE_CHECKS = [
  {
    code: 'source.closed',
    isOptional: true,
    evaluate: probed(closed),
    next: NEXT,
    demands:
      'where the policy asks for it (`probe`): by a probe the source is restoring after a tail `WITH NORECOVERY`, or is and was read-only when the tail was taken, without open transactions',
    remedy:
      'close the source, take a new tail if it was open after the last one, name it, and probe again (docs/probe.md)',
  },
  {
    code: 'source.tail-is-last',
    isOptional: true,
    evaluate: probed(tailIsLast),
    next: NEXT,
    demands:
      'where the policy asks for it (`probe`): by a probe the newest log backup in msdb is the tail, by its id, and is not damaged',
    remedy:
      'run the T-SQL on the server that took the tail, after it. If a later log was taken, that one is the tail: upload it, and name it',
  },
] as const satisfies readonly CheckRow[];

/** How old a reading may be where the policy says nothing. */
export const DEFAULT_PROBE_MINUTES = 60;
/** Seconds that a server's clock may be ahead of ours. */
export const PROBE_CLOCKS_APART = 60;

/** How the newest log backup of a reading stands to the tail. */
type Binding = 'tail' | 'later' | 'earlier' | 'contradictory' | 'untold';

interface Bound {
  readonly found: ProbedSource;
  readonly binding: Binding;
  readonly tail: TailReference;
}

function probed(judge: (bound: Bound) => Outcome): (facts: Facts) => Outcome {
  return (facts) => {
    const { policy, sourceReading: reading } = facts.control;
    const isDemanded = policy.probe !== undefined;
    const objection = readingObjection(reading, facts.at, policy.probe?.minutes);
    if (reading === undefined || objection !== undefined)
      return isDemanded ? unknown(objection ?? NO_READING, 'probeMissing') : NOT_ASKED;
    if (facts.tail.kind !== 'one') return isDemanded ? unmet('no tail is known') : NOT_ASKED;
    const { tail } = facts.tail;
    const binding = bindingOf(reading.found.log, tail);
    const outcome = judge({ found: reading.found, binding, tail });
    if (isDemanded) return outcome;
    const isOfTail = binding !== 'earlier' && binding !== 'untold';
    return isOfTail && outcome.state !== 'unknown' ? outcome : NOT_ASKED;
  };
}

const NOT_ASKED = notConfigured('not configured: the policy asks for no probe of the source');
const NO_READING = 'the source was not probed yet';

/**
 * Why a reading does not count at a moment, a clause; undefined when it does. Both clocks count, the server's and ours, so that none that
 * is wrong makes an old reading a new one.
 *
 * @param minutes how old it may be; undefined: `DEFAULT_PROBE_MINUTES`
 * @example readingObjection(undefined, at, 60) // 'the source was not probed yet'
 */
export function readingObjection(
  reading: SourceReading | undefined,
  at: string,
  minutes: number = DEFAULT_PROBE_MINUTES,
): string | undefined {
  if (reading === undefined) return NO_READING;
  const { at: takenAt } = reading.found;
  const ages = [secondsBetween(takenAt, at), secondsBetween(reading.at, at)];
  if (!ages.every((age) => age >= -PROBE_CLOCKS_APART)) return ofTheFuture(takenAt);
  if (ages.some((age) => age > minutes * 60))
    return `the probe of ${takenAt} is older than ${minutes} min: probe again`;
  return undefined;
}

function ofTheFuture(takenAt: string): string {
  return `the probe of ${takenAt} is dated after this assessment: correct the clocks, and probe again`;
}

/**
 * Why a reading of the target is none of after the cutover, a clause; undefined when it is.
 *
 * @param at now, ISO 8601 UTC
 * @param sentAt when the request was sent; absent where the app sent none
 * @example targetObjection(found, at, undefined) // undefined
 */
export function targetObjection(
  { at: takenAt }: ProbedDatabase,
  at: string,
  sentAt: string | undefined,
): string | undefined {
  if (!(secondsBetween(takenAt, at) >= -PROBE_CLOCKS_APART)) return ofTheFuture(takenAt);
  return sentAt !== undefined && secondsBetween(takenAt, sentAt) > PROBE_CLOCKS_APART
    ? `the probe of ${takenAt} was taken before the cutover was requested at ${sentAt}: probe again`
    : undefined;
}

/**
 * Why a reading may not take the place of the last one, a clause: of the same server, and taken before it. Otherwise an answer from before the
 * source was opened could be given again after it. Undefined when it may.
 *
 * @example replacementObjection(undefined, found) // undefined
 */
export function replacementObjection(
  before: ProbedDatabase | undefined,
  found: ProbedDatabase,
): string | undefined {
  if (before === undefined || !isSameName(before.server ?? '', found.server ?? '')) return undefined;
  return secondsBetween(found.at, before.at) > 0
    ? `a later one of the same server, of ${before.at}, was given already: probe again`
    : undefined;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function bindingOf(log: ProbedLog | undefined, tail: TailReference): Binding {
  if (log?.setGuid === undefined || log.lastLsn === undefined || !GUID.test(tail.setKey)) return 'untold';
  if (log.setGuid === tail.setKey) return log.lastLsn === tail.lastLsn ? 'tail' : 'contradictory';
  return log.lastLsn < tail.lastLsn ? 'earlier' : 'later';
}

function closed({ found, binding }: Bound): Outcome {
  const { state, readOnly, database } = found;
  const there = `${database} on ${serverOf(found)}`;
  switch (state) {
    case undefined:
      return unmet(`no database ${database} is visible on ${serverOf(found)}`);
    case 'RESTORING':
      return afterTail(found, binding, 'noRecovery', {
        met: `${there} is restoring since the tail, which was taken WITH NORECOVERY`,
        unmet: `${there} is restoring, but its newest log was not taken WITH NORECOVERY: it is a copy, or was restored since`,
      });
    case 'ONLINE':
      if (readOnly === undefined)
        return unknown(`whether ${there} is read-only was not reported`, 'probeUntold');
      if (!readOnly) return unmet(`${there} is online and takes writes`);
      return readOnlySource(found, binding, there);
    default:
      return unmet(`${there} is ${state}, neither restoring nor read-only`);
  }
}

function readOnlySource(found: ProbedSource, binding: Binding, there: string): Outcome {
  const taken = afterTail(found, binding, 'readOnly', {
    met: `${there} is read-only, was so when the tail was taken, and has no open transaction; that it was not opened in between, only a tail WITH NORECOVERY proves`,
    unmet: `${there} is read-only now, but was not when its newest log was taken: what was written in between is in no backup`,
  });
  const { openTransactions: open } = found;
  if (taken.state === 'unmet' || open === 0) return taken;
  if (open === undefined)
    return unknown(
      `the login may not see the open transactions of ${there}: grant it VIEW SERVER STATE`,
      'probeDenied',
    );
  return unmet(`${there} is read-only, and has ${open} open transactions`);
}

/** What the tail's row in msdb says of how it was taken. */
function afterTail(
  { log, history }: ProbedSource,
  binding: Binding,
  flag: 'noRecovery' | 'readOnly',
  texts: { readonly met: string; readonly unmet: string },
): Outcome {
  if (history === 'denied') return unknown(DENIED, 'probeDenied');
  if (binding !== 'tail')
    return unknown('how the tail was taken is not known: it is not the newest log there', 'probeUntold');
  const told = log?.[flag];
  if (told === undefined) return unknown('msdb does not report how the tail was taken', 'probeUntold');
  return told ? met(texts.met) : unmet(texts.unmet);
}

const DENIED = 'the login may not read the backup history: grant it SELECT on msdb.dbo.backupset';

function tailIsLast({ found, binding, tail }: Bound): Outcome {
  const { log, history } = found;
  const server = serverOf(found);
  if (history === 'denied') return unknown(DENIED, 'probeDenied');
  const newest = log?.lastLsn === undefined ? 'none' : `one that ends at LSN ${formatLsn(log.lastLsn)}`;
  switch (binding) {
    case 'tail':
      return asLast(found, tail);
    case 'later':
      return unmet(
        `another log was taken after the tail ${tail.blob}: the newest of ${found.database} on ${server} is ${newest}, the tail ends at LSN ${formatLsn(tail.lastLsn)}`,
      );
    case 'contradictory':
      return unmet(
        `the id of the tail ${tail.blob} belongs to ${newest} on ${server}, but the tail ends at LSN ${formatLsn(tail.lastLsn)}`,
      );
    case 'earlier':
    case 'untold':
      return unknown(
        `${server} does not know the tail ${tail.blob} (the newest log in its msdb: ${newest}): ${whereToAsk(found)}`,
        'probeUntold',
      );
  }
}

/** The history of a backup is kept in the msdb of the replica that took it; replicas do not share one. */
function whereToAsk({ availabilityGroups }: ProbedSource): string {
  return availabilityGroups
    ? 'each replica of an availability group keeps a history of its own: probe the one that took the tail'
    : 'probe after the tail, on the server that took it';
}

function asLast(found: ProbedSource, { blob, lastLsn }: TailReference): Outcome {
  const { log, lastLogBackupLsn } = found;
  const server = serverOf(found);
  if (log?.damaged === undefined)
    return unknown(`msdb does not report whether ${blob} is damaged`, 'probeUntold');
  if (log.damaged) return unmet(`damage was detected when ${blob} was taken: take another log`);
  if (log.finishedAt !== undefined && secondsBetween(log.finishedAt, found.at) < -1)
    return unknown(
      `${server} says that ${blob} was finished at ${log.finishedAt}, after the probe at ${found.at}: its clock went back; probe again`,
      'probeMissing',
    );
  if (lastLogBackupLsn !== undefined && lastLogBackupLsn !== lastLsn)
    return unmet(
      `the database on ${server} says that its last log backup ends at LSN ${formatLsn(lastLogBackupLsn)}, not where the tail ${blob} does`,
    );
  return met(
    `${blob} is the newest log of ${found.database} on ${server}, by its id, at ${found.at}${log.copyOnly ? '; copy-only' : ''}`,
  );
}

function serverOf({ server }: ProbedSource): string {
  return server ?? 'a server without a name';
}
