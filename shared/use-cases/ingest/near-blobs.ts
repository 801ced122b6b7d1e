/** Blobs that somebody who mistyped a name may have meant. */
import type { Registration } from '../../core/migration/registration';
import { nearNames } from '../../core/near-names';
import { ContainerUnavailableError } from '../../ports/backup-container';
import type { Capabilities } from '../capabilities';

/** Names looked at; in a folder of more a mistyped one is told fewer. */
const MOST_NAMES = 50_000;

/**
 * A clause that names what is near in the migration's folder; empty when nothing is, and where storage does not answer.
 *
 * @example await didYouMean(caps, registration, 'log_142.trn') // '; did you mean log_0142.trn?'
 */
export async function didYouMean(
  { containers }: Pick<Capabilities, 'containers'>,
  { backups }: Pick<Registration, 'backups'>,
  blob: string,
): Promise<string> {
  const names: string[] = [];
  try {
    for await (const { name } of containers.at(backups.containerUrl).list(backups.prefix)) {
      names.push(name);
      if (names.length >= MOST_NAMES) break;
    }
  } catch (error) {
    if (!(error instanceof ContainerUnavailableError)) throw error;
  }
  const near = nearNames(blob, names);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}
