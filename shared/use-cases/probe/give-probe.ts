/** An operator gives the result of a probe: the source's permits or forbids a request, the target's is evidence. */
import { toJson } from '../../core/json';
import { formatLsn } from '../../core/lsn';
import type { ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import type {
  ProbedDatabase,
  ProbedSource,
  ProbeSide,
  SourceReading,
  TargetReading,
} from '../../core/migration/probe-reading';
import { instanceOf } from '../../core/migration/target-name';
import { isSameName } from '../../core/names';
import { judgeTarget, ofInstance } from '../../core/probe/judge-target';
import { readProbeResult } from '../../core/probe/read-result';
import {
  DEFAULT_PROBE_MINUTES,
  readingObjection,
  replacementObjection,
  targetObjection,
} from '../../core/readiness/probe-checks';
import { type Capabilities, nowIso } from '../capabilities';
import {
  type ActionOutcome,
  type Operator,
  KEEP,
  act,
  done,
  entry,
  inTheWay,
  refuse,
} from '../operator-actions';
import { readTargetReading, saveTargetReading } from './target-reading-store';

/** What an operator gives. */
export interface ProbeOrder {
  readonly side: ProbeSide;
  /** What the T-SQL answered, as a client showed it. */
  readonly result: string;
}

/**
 * Reads and stores it. What cannot be read, is of another database, too old, or from before what the same server has told already is refused
 * with the remedy; the same result again changes nothing.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function giveProbe(
  caps: Capabilities,
  operator: Operator,
  { side, result }: ProbeOrder,
): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  if (registration === undefined) return { kind: 'unknownMigration' };
  const read = readProbeResult(result, side);
  if (read.kind === 'unreadable') return mistyped(read.reason);
  const wanted = (side === 'source' ? registration.source : registration.target).databaseName;
  if (!isSameName(read.found.database, wanted))
    return mistyped(`it is of database ${read.found.database}, but the ${side} is ${wanted}`);
  const given = { by: operator.by, via: 'paste' } as const;
  return read.kind === 'source'
    ? giveSource(caps, operator, { ...given, found: read.found })
    : giveTarget(caps, operator, instanceOf(registration.target.managedInstanceId), {
        ...given,
        found: read.found,
      });
}

function mistyped(reason: string): ActionOutcome {
  return { kind: 'mistyped', field: 'result', reason };
}

async function giveSource(
  caps: Capabilities,
  operator: Operator,
  given: Omit<SourceReading, 'at'>,
): Promise<ActionOutcome> {
  return act(caps, operator, (control, at) => {
    const busy = inTheWay(control, `${VERB} source`);
    if (busy !== undefined) return refuse(busy);
    const reading: SourceReading = { ...given, at };
    const minutes = control.policy.probe?.minutes ?? DEFAULT_PROBE_MINUTES;
    const { sourceReading: before } = control;
    const objection =
      readingObjection(reading, at, minutes) ?? replacementObjection(before?.found, reading.found);
    if (objection !== undefined) return refuse(`Cannot ${VERB} source: ${objection}`);
    if (before && toJson(before.found) === toJson(reading.found)) return KEEP;
    return done({ ...control, sourceReading: reading }, sourceLine(operator, reading));
  });
}

const VERB = 'accept the probe of the';

function sourceLine(operator: Operator, { at, via, found }: SourceReading): JournalEntry {
  const { log } = found;
  const newest =
    log?.lastLsn === undefined
      ? `backup history ${found.history}`
      : `newest log ${log.setGuid ?? 'without id'}, up to LSN ${formatLsn(log.lastLsn)}`;
  return entry(at, 'probed', operator, `Probed the source: ${describe(found)}; ${newest}`, {
    ...factsOf('source', via, found),
    history: found.history,
    ...(log?.setGuid !== undefined && { setKey: log.setGuid }),
    ...(log?.lastLsn !== undefined && { lastLsn: formatLsn(log.lastLsn) }),
    ...(log?.noRecovery !== undefined && { noRecovery: log.noRecovery }),
    ...(found.openTransactions !== undefined && { openTransactions: found.openTransactions }),
  });
}

async function giveTarget(
  { ledger, clock }: Capabilities,
  operator: Operator,
  instance: string,
  given: Omit<TargetReading, 'at'>,
): Promise<ActionOutcome> {
  const place = ofInstance(given.found, instance);
  if (place.state !== 'met') return mistyped(`${place.reason}: run the T-SQL there`);
  const control = (await ledger.control(operator.id))?.value;
  if (control === undefined) return { kind: 'unknownMigration' };
  if (!isCutOver(control)) return { kind: 'refused', refusal: `Cannot ${VERB} target: ${STILL_RESTORING}` };
  const reading: TargetReading = { ...given, at: nowIso(clock) };
  const objection =
    targetObjection(reading.found, reading.at, control.attempt?.sentAt) ??
    replacementObjection((await readTargetReading(ledger, operator.id))?.found, reading.found);
  if (objection !== undefined) return { kind: 'refused', refusal: `Cannot ${VERB} target: ${objection}` };
  const checks = judgeTarget(reading.found, instance, control.sourceReading?.found);
  const shown = checks.map(({ code, state }) => `${code} ${state}`).join(', ');
  const text = `Probed the target: ${describe(reading.found)}; ${shown}`;
  const facts = factsOf('target', reading.via, reading.found);
  await saveTargetReading(
    ledger,
    operator.id,
    reading,
    entry(reading.at, 'probed', operator, text, {
      ...facts,
      ...Object.fromEntries(checks.map(({ code, state }) => [code, state])),
    }),
  );
  return { kind: 'changed', control };
}

const STILL_RESTORING =
  'the cutover is not completed, and until then the service restores it; probe it afterwards';

function isCutOver({ attempt, ended }: ControlRow): boolean {
  return (
    attempt?.state === 'confirmed' || attempt?.state === 'completedUnproven' || ended?.phase === 'completed'
  );
}

function describe({ database, server, state, readOnly, at }: ProbedDatabase): string {
  const how = state === undefined ? 'not there' : `${state}${readOnly ? ', read-only' : ''}`;
  return `${database} on ${server ?? 'a server without a name'} was ${how} at ${at}`;
}

function factsOf(
  side: ProbeSide,
  via: 'paste',
  found: ProbedDatabase | ProbedSource,
): NonNullable<JournalEntry['facts']> {
  const { at: takenAt, server, version, state, readOnly, compatibilityLevel, dataBytes } = found;
  return {
    ...{ side, via, takenAt, version },
    ...(server !== undefined && { server }),
    ...(state !== undefined && { state }),
    ...(readOnly !== undefined && { readOnly }),
    ...(compatibilityLevel !== undefined && { compatibilityLevel }),
    ...(dataBytes !== undefined && { dataBytes }),
  };
}
