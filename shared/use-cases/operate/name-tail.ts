/** An operator's `tail`: "this is the last log". What is bound is the backup that the blob holds, not its name. */
import { collectSets, type BackupSet } from '../../core/chain/collect-sets';
import { isExcluded } from '../../core/facts/chain-input';
import { formatLsn } from '../../core/lsn';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import { isOffline } from '../../core/migration/offline';
import type { Registration } from '../../core/migration/registration';
import { ContainerUnavailableError } from '../../ports/backup-container';
import type { Capabilities } from '../capabilities';
import { ingestByName } from '../ingest/ingest-blob';
import { didYouMean } from '../ingest/near-blobs';
import {
  type ActionOutcome,
  type Operator,
  type Refusal,
  act,
  done,
  entry,
  inTheWay,
  KEEP,
  refuse,
  withoutApproval,
} from '../operator-actions';

/**
 * Names the tail. The blob is read now, for its event may be late; one that holds no readable backup is refused, for
 * nothing could be bound. A later name replaces an earlier one and ends an approval given for it.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer; without storage the ledger's record is bound.
 */
export async function nameTail(caps: Capabilities, operator: Operator, blob: string): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  const control = (await caps.ledger.control(operator.id))?.value;
  if (registration === undefined || control === undefined) return { kind: 'unknownMigration' };
  const busy = inTheWay(control, 'name the tail');
  if (busy !== undefined) return { kind: 'refused', refusal: busy };
  const found = await setIn(caps, registration, control, blob);
  if (typeof found === 'string')
    return { kind: 'refused', refusal: `Cannot name ${blob} as the tail: ${found}` };
  const { key: setKey, lastLsn } = found;
  return act(caps, operator, (current, at) => {
    const late = inTheWay(current, 'name the tail');
    if (late !== undefined) return refuse(late);
    const { namedTail: before } = current;
    if (before?.blob === blob && before.setKey === setKey && before.lastLsn === lastLsn) return KEEP;
    const named: ControlRow = { ...current, namedTail: { by: operator.by, at, blob, setKey, lastLsn } };
    const { control: next, entries } = withoutApproval(
      named,
      operator,
      at,
      `${operator.by} named ${blob} as the tail`,
    );
    const text = `Tail named: ${blob}, which ends at LSN ${formatLsn(lastLsn)}`;
    const facts = { blob, setKey, lastLsn: formatLsn(lastLsn) };
    return done(next, entry(at, 'tailNamed', operator, text, facts), ...entries);
  });
}

/** The set that the blob holds; or why there is none to name, as a clause. */
async function setIn(
  caps: Capabilities,
  registration: Registration,
  control: ControlRow,
  blob: string,
): Promise<BackupSet | Refusal> {
  const record = await recordOf(caps, registration, blob);
  if (record === undefined || record.state === 'removed')
    return `there is no such blob in ${folderText(registration)}; upload it, or compare the name with the file board${await didYouMean(caps, registration, blob)}`;
  if (isExcluded(record, control.exclusions))
    return 'this version of it is excluded, so it does not count as a backup; include it first, or upload it again';
  if (record.misplaced) return 'it is in a sub-folder that the engine does not read';
  if (record.state !== 'read') return record.reason ?? `it is ${record.state}`;
  const [set] = collectSets(record.sets, registration.engine);
  if (set === undefined) return 'it holds no backup set';
  return set.type === 'log' || isOffline(control)
    ? set
    : `it is a ${set.type} backup; the tail is a log backup`;
}

/** Where it was looked for, as an operator finds it again. @example folderText(registration) // 'https://acct.blob.core.windows.net/sql-backups/shop/, where every name begins with shop/' */
function folderText({ backups: { containerUrl, prefix } }: Pick<Registration, 'backups'>): string {
  const begin = prefix === '' ? '' : `, where every name begins with ${prefix}`;
  return `${containerUrl.replace(/\/+$/, '')}/${prefix}${begin}`;
}

async function recordOf(
  caps: Capabilities,
  registration: Registration,
  blob: string,
): Promise<BackupRecord | undefined> {
  try {
    const found = await ingestByName(caps, registration, blob);
    if (found.kind === 'gone') return undefined;
  } catch (error) {
    if (!(error instanceof ContainerUnavailableError)) throw error;
  }
  return (await caps.ledger.backupVersions(registration.id, blob)).find((version) => version.current);
}
