/** `/_control/migrations`: what the emulated engine knows, without the service's omissions and roundings. */
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import { seenSets } from '../engine/restore-simulator';
import { byRestoreOrder, ignoreReason, roleOf } from '../engine/restore-walk';
import { formatTime } from '../wire/json';
import { countPending } from '../wire/status-details';

/** Sums up a migration for people and tests. */
export function summarise(migration: Migration, emulation: Emulation): object {
  const context = emulation.contextFor(migration);
  const { files, sets, view, invalid } = seenSets(migration, context);
  return {
    id: migration.id,
    engine: migration.flavour.engine,
    database: migration.name,
    phase: migration.phase.kind,
    since: formatTime(migration.createdAt),
    operationId: migration.operationId,
    source: migration.source,
    chainEnd: migration.restore.chainEnd,
    pendingLogs: countPending(sets, view, 'log'),
    sets: sets.toSorted(byRestoreOrder).map((set) => ({
      files: set.files.map((file) => file.name),
      // Which versions of them: what no service tells.
      etags: set.files.map((file) => file.etag),
      type: set.header.type,
      firstLsn: set.header.firstLsn,
      lastLsn: set.header.lastLsn,
      role: roleOf(set, view),
      complete: set.complete,
      ignoreReason: ignoreReason(set, view.progress),
    })),
    invalidFiles: invalid.map((file) => ({
      name: file.name,
      reason: file.content.kind === 'invalid' ? file.content.reason : 'Backup of another database',
    })),
    hiddenFiles: migration.files.filter((file) => !files.includes(file)).map((file) => file.name),
    scanTrouble: emulation.scanTroubles.get(migration.id.toLowerCase()),
  };
}
