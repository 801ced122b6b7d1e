/** What recording a version of a blob does to the ledger: pure, so that every ledger decides alike. */
import { toJson } from '../../core/json';
import { maxLsn, type Lsn } from '../../core/lsn';
import type { BackupRecord, RecordState } from '../../core/migration/backup-record';

/** What to write; `record.current` tells whether the version is the current one of its name afterwards. */
export type RecordStep =
  { readonly kind: 'unchanged' } | { readonly kind: 'inserted' | 'updated'; readonly record: BackupRecord };

/** How much a state tells. An ETag stands for fixed content, so knowledge of it only grows; `removed` is no knowledge of content. */
const KNOWLEDGE: Record<RecordState, number> = {
  removed: 0,
  growing: 1,
  unreadable: 1,
  notABackup: 2,
  unusable: 2,
  read: 3,
};

/**
 * Joins an incoming record with what is stored.
 *
 * A version becomes current unless storage dates it before the current one (a slow reader of an overwritten blob
 * comes late); dates are whole seconds, so on a tie the last recorded wins and the next listing puts it right.
 * A removed version always gives way, and takes over from nobody. Knowledge of a version is never replaced by
 * less, and a removal keeps what was read.
 *
 * @param current the name's current record, whatever its ETag
 * @param stored the stored record of the incoming version; may be the current one
 */
export function mergeRecord(
  current: BackupRecord | undefined,
  stored: BackupRecord | undefined,
  incoming: BackupRecord,
): RecordStep {
  const isCurrent = current === undefined || current.etag === incoming.etag || takesOver(incoming, current);
  if (stored === undefined) return { kind: 'inserted', record: { ...incoming, current: isCurrent } };
  const better = isWorse(incoming, stored) ? stored : keepSets(incoming, stored);
  const record = { ...better, seenAt: stored.seenAt, foundBy: stored.foundBy, current: isCurrent };
  return stableJson(record) === stableJson({ ...stored, current: stored.etag === current?.etag })
    ? { kind: 'unchanged' }
    : { kind: 'updated', record };
}

/** The greatest LastLSN of the log sets in a record; undefined when it holds no log. */
export function lastLogLsn(record: BackupRecord): Lsn | undefined {
  const ends = record.sets.filter((set) => set.type === 'log').map((set) => set.lastLsn);
  return ends.length === 0 ? undefined : ends.reduce(maxLsn);
}

function takesOver(incoming: BackupRecord, current: BackupRecord): boolean {
  if (incoming.state === 'removed') return false;
  if (current.state === 'removed') return true;
  return !(Date.parse(incoming.lastModified) < Date.parse(current.lastModified));
}

/** What 0.1.0 called no backup may be unknown bytes: such a reading gives way to a better one. */
function knowledge({ state, mayHoldBackup }: BackupRecord): number {
  return state === 'notABackup' && mayHoldBackup === undefined ? KNOWLEDGE.unreadable : KNOWLEDGE[state];
}

function isWorse(incoming: BackupRecord, stored: BackupRecord): boolean {
  return incoming.state !== 'removed' && knowledge(incoming) < knowledge(stored);
}

function keepSets(incoming: BackupRecord, stored: BackupRecord): BackupRecord {
  const forgets = incoming.state === 'removed' && incoming.sets.length === 0;
  return forgets ? { ...incoming, sets: stored.sets } : incoming;
}

/** JSON with sorted keys, so that equal values give equal text. */
function stableJson(value: unknown): string {
  return JSON.stringify(JSON.parse(toJson(value)), (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
