/** The runbook of a migration, from its status and what is registered. */
import { isOffline } from '../../core/migration/offline';
import type { Registration } from '../../core/migration/registration';
import type { RunbookDocument } from '../../core/runbook/document';
import { makeRunbook } from '../../core/runbook/make-runbook';
import { lastBackupName, tailFileName } from '../../core/runbook/names';
import type { Ledger } from '../../ports/ledger';
import type { Capabilities } from '../capabilities';
import { readPreflight } from '../preflight/preflight-store';
import { readStatus } from './read-status';

/** Names that are tried for the next tail; a source whose tail was taken more often gets the last one, and BACKUP refuses it. */
const MOST_TAILS = 20;

/** Makes it; undefined when no such migration is registered. */
export async function readRunbook(caps: Capabilities, id: string): Promise<RunbookDocument | undefined> {
  const registration = await caps.ledger.registration(id);
  const found = await readStatus(caps, id);
  const control = (await caps.ledger.control(id))?.value;
  if (registration === undefined || found === undefined || control === undefined) return undefined;
  const { document: status } = found;
  const { result } = await readPreflight(caps.ledger, id);
  const tailFile = isOffline(control)
    ? lastBackupName(registration, status)
    : await unusedTailFile(caps.ledger, registration, control.policy.tailProof);
  return makeRunbook({
    ...{ registration, control, status },
    ...(result !== undefined && { preflight: result }),
    ...(tailFile !== undefined && { tailFile }),
  });
}

/** The first name that no blob ever had: the service reports files by name only. */
async function unusedTailFile(
  ledger: Pick<Ledger, 'backupVersions'>,
  { id, backups }: Registration,
  proof: Parameters<typeof tailFileName>[1],
): Promise<string> {
  for (let number = 1; number < MOST_TAILS; number++) {
    const file = tailFileName(id, proof, number);
    if ((await ledger.backupVersions(id, `${backups.prefix}${file}`)).length === 0) return file;
  }
  return tailFileName(id, proof, MOST_TAILS);
}
