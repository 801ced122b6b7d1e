/** What `--fork` and `--anchor` mean among the backups at hand. */
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { collectSets } from '../../shared/core/chain/collect-sets';
import { endFork, startFork } from '../../shared/core/chain/forks';
import { normalizeGuid } from '../../shared/core/chain/guid';
import { CliError } from '../exit-codes';

/** Shorter beginnings of a fork's id are too easily typed wrong. */
const FEWEST_DIGITS = 4;

/**
 * Finds the fork that begins so.
 *
 * @throws {CliError} When there is none, or more than one; names those that there are.
 */
export function findFork(rows: readonly BackupSetRow[], begin: string): string {
  const wanted = normalizeGuid(begin) ?? '';
  const forks = new Set(rows.flatMap((row) => [startFork(row), endFork(row)]));
  const known = [...forks].filter((fork) => fork !== undefined).sort();
  const fitting = known.filter((fork) => wanted.length >= FEWEST_DIGITS && fork.startsWith(wanted));
  const [found] = fitting;
  if (found !== undefined && fitting.length === 1) return found;
  const which = known.length === 0 ? 'none is known' : `there are ${known.join(', ')}`;
  const why =
    wanted.length < FEWEST_DIGITS
      ? `give at least ${FEWEST_DIGITS} digits of its id`
      : fitting.length === 0
        ? 'no backup here is on it'
        : 'several begin with it';
  throw new CliError(`Cannot follow recovery fork "${begin}": ${why}; ${which}`);
}

/**
 * Finds the full backup that is meant, by its file or by its set's GUID.
 *
 * @returns the key of its set, for `anchorGuid`
 * @throws {CliError} When there is none, or more than one; names those that there are.
 */
export function findAnchor(rows: readonly BackupSetRow[], anchor: string): string {
  const guid = normalizeGuid(anchor);
  const fulls = collectSets(rows).filter(({ type }) => type === 'full');
  const fitting = fulls.filter(
    ({ key, stripes, spares }) =>
      key === guid || [...stripes, ...spares].some(({ file }) => isNamed(file, anchor)),
  );
  const [found] = fitting;
  if (found !== undefined && fitting.length === 1) return found.key;
  const names = fulls.map(({ label, key }) => `${label} (${key})`).join(', ');
  throw new CliError(
    `Cannot start from "${anchor}": ${fitting.length === 0 ? 'it is no full backup here' : 'it names several'}; the full backups are ${names || 'none'}`,
  );
}

function isNamed(file: string, name: string): boolean {
  return file === name || file.endsWith(`/${name}`) || file.endsWith(`\\${name}`);
}
