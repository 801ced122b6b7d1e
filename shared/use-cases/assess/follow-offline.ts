/**
 * What the service does by itself in an offline migration, written into the control row: its last backup as the tail,
 * its cutover as an attempt that is observed and proven like any other. Nothing is ever sent.
 */
import { withServiceAttempt } from '../../core/cutover/attempt';
import { lastBackupToTell, serviceCutover } from '../../core/cutover/service-cutover';
import { isSameOperation } from '../../core/engine/operation-id';
import type { ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import { isBeyondRestore, isOffline, THE_SERVICE } from '../../core/migration/offline';
import type { Registration } from '../../core/migration/registration';
import type { Capabilities } from '../capabilities';
import { saveServiceEvidence } from '../cutover/evidence';
import type { Gathered } from './gather-facts';

/**
 * Writes down what the facts show, by the ETag they were gathered with.
 *
 * @returns true when the row was changed: the facts are to be gathered anew
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function followOffline(
  caps: Pick<Capabilities, 'ledger'>,
  gathered: Gathered,
): Promise<boolean> {
  if (!isOffline(gathered.control.value)) return false;
  const next = (await nameTheTail(caps, gathered)) ?? (await beginAttempt(caps, gathered));
  if (next === undefined) {
    if (endsWithoutTail(gathered)) await saveServiceEvidence(caps.ledger, gathered, undefined);
    return false;
  }
  const { id } = gathered.facts.registration;
  const outcome = await caps.ledger.changeControl(id, gathered.control.etag, next.control, [next.entry]);
  return outcome.kind === 'changed';
}

interface Step {
  readonly control: ControlRow;
  readonly entry: JournalEntry;
}

/**
 * The backup after which the service cuts over is the tail, once it is in the ledger: the one it tells, else the one
 * that the migration was created with (the Log Replay Service tells none). A person's word stays.
 */
async function nameTheTail(
  caps: Pick<Capabilities, 'ledger'>,
  { facts, control: { value: control } }: Gathered,
): Promise<Step | undefined> {
  if (control.ended || control.operationId === undefined || control.namedTail) return undefined;
  const name = lastBackupToTell(facts);
  const blob = name === undefined ? undefined : await blobOf(caps, facts.registration, name);
  if (blob === undefined) return undefined;
  const text = `Tail ${blob}: the service cuts over by itself after it`;
  return {
    control: { ...control, namedTail: { blob, by: THE_SERVICE, at: facts.at } },
    entry: { at: facts.at, kind: 'tailNamed', by: THE_SERVICE, text, facts: { blob } },
  };
}

/** The service may write the whole name of a blob, or what follows the folder it reads. */
async function blobOf(
  { ledger }: Pick<Capabilities, 'ledger'>,
  { id, backups: { prefix } }: Registration,
  name: string,
): Promise<string | undefined> {
  for (const blob of new Set([`${prefix}${name}`, name])) {
    const versions = await ledger.backupVersions(id, blob);
    if (versions.some((one) => one.current && !one.misplaced)) return blob;
  }
  return undefined;
}

/** The evidence is saved first, so that there is no attempt without it. */
async function beginAttempt(
  caps: Pick<Capabilities, 'ledger'>,
  gathered: Gathered,
): Promise<Step | undefined> {
  const { facts, control } = gathered;
  const request = serviceCutover(facts);
  if (request === undefined) return undefined;
  await saveServiceEvidence(caps.ledger, gathered, request.number);
  const seen = facts.engine.kind === 'read' ? facts.engine.status.lastRestoredFile : undefined;
  const text = `Attempt ${request.number}: the service began the cutover at ${request.tail.blob} by itself; nothing was sent`;
  return {
    control: withServiceAttempt(control.value, request, facts.at, seen),
    entry: {
      at: facts.at,
      kind: 'attemptChanged',
      by: THE_SERVICE,
      text,
      facts: {
        attempt: request.number,
        tail: request.tail.blob,
        lastLsn: request.tail.lastLsn.toString(),
        operationId: request.operationId,
      },
    },
  };
}

/** The service cuts over after a backup that the ledger cannot tell: no attempt is written down, the files at hand are. */
function endsWithoutTail({ facts: { engine, tail }, control: { value: control } }: Gathered): boolean {
  return (
    control.attempt === undefined &&
    control.ended === undefined &&
    tail.kind !== 'one' &&
    engine.kind === 'read' &&
    isBeyondRestore(engine.status) &&
    (engine.status.operationId === control.operationId ||
      isSameOperation(engine.status.operationId, control.operationId))
  );
}
