/** An operator's `tail … --unchanged`: what lay under the tail's name was never overwritten. */
import type { TailFacts } from '../../core/facts/facts';
import { formatLsn } from '../../core/lsn';
import type { ControlRow } from '../../core/migration/control';
import { type Assessed, assessMigration } from '../assess/assess-migration';
import { type Capabilities, nowIso } from '../capabilities';
import { type ActionOutcome, type Operator, entry, inTheWay } from '../operator-actions';
import { nameTail } from './name-tail';

/** What the operator typed. */
export interface UnchangedRequest {
  readonly blob: string;
  /** LSN at which the tail ends, as decimal text; absent: not typed. */
  readonly lastLsn?: string;
}

/**
 * Takes an operator's word that the tail was uploaded once only, where nothing but a reading in time is missing to know
 * it (restored-version.ts). It names the tail where nothing else does, and binds the versions that are there now: an
 * upload over them makes it void.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function confirmUnchanged(
  caps: Capabilities,
  operator: Operator,
  { blob, lastLsn }: UnchangedRequest,
): Promise<ActionOutcome> {
  let assessed = await assessMigration(caps, operator.id, 'thorough');
  if (assessed && !isTail(assessed.facts.tail, blob)) {
    const named = await nameTail(caps, operator, blob);
    if (named.kind !== 'changed') return named;
    assessed = await assessMigration(caps, operator.id, 'thorough');
  }
  if (!assessed) return { kind: 'unknownMigration' };
  const { facts, control } = assessed;
  const busy = inTheWay(control.value, 'confirm the tail');
  if (busy !== undefined) return { kind: 'refused', refusal: busy };
  if (facts.tail.kind !== 'one' || !isTail(facts.tail, blob))
    return refused(blob, tailProblem(facts.tail, blob));
  if (lastLsn !== formatLsn(facts.tail.tail.lastLsn))
    return {
      kind: 'mistyped',
      field: 'lastLsn',
      reason: `type the LSN at which ${blob} ends, as the file board shows it`,
    };
  return confirm(caps, operator, blob, assessed);
}

async function confirm(
  caps: Capabilities,
  operator: Operator,
  blob: string,
  { facts, control }: Assessed,
): Promise<ActionOutcome> {
  const { version } = facts.progress;
  switch (version?.kind) {
    case undefined:
      return refused(blob, 'the service has not restored it last, so nothing needs to be confirmed yet');
    case 'proven':
      return { kind: 'changed', control: control.value };
    case 'unproven':
    case 'another':
    case 'untold':
      return refused(blob, version.reason);
    case 'confirmable': {
      const at = nowIso(caps.clock);
      const { tail, versions } = version;
      const next: ControlRow = { ...control.value, unchangedTail: { by: operator.by, at, tail, versions } };
      const names = versions.map((one) => one.blob).join(', ');
      const text = `${operator.by} confirmed that ${names} was never overwritten, by its end, LSN ${formatLsn(tail.lastLsn)}`;
      const outcome = await caps.ledger.changeControl(operator.id, control.etag, next, [
        entry(at, 'tailConfirmed', operator, text, {
          blob,
          setKey: tail.setKey,
          lastLsn: formatLsn(tail.lastLsn),
          versions: versions.map((one) => one.etag).join(' '),
        }),
      ]);
      return outcome.kind === 'changed'
        ? { kind: 'changed', control: next }
        : refused(blob, 'the migration has changed; check it again');
    }
  }
}

function isTail(tail: TailFacts, blob: string): boolean {
  return tail.kind === 'one' && tail.files.includes(blob);
}

function tailProblem(tail: TailFacts, blob: string): string {
  switch (tail.kind) {
    case 'one':
      return `the tail is ${tail.tail.blob}`;
    case 'ambiguous':
      return `more than one tail is marked (${tail.blobs.join(', ')})`;
    case 'unreadable':
      return `the tail ${tail.blob} cannot be used: ${tail.reason}`;
    case 'none':
      return `${blob} is no tail`;
  }
}

function refused(blob: string, reason: string): ActionOutcome {
  return { kind: 'refused', refusal: `Cannot confirm that ${blob} is unchanged: ${reason}` };
}
