/** A source database that takes backups, file by file, and the migration that follows it. */
import { BackupHistory } from '../../demo/backup-writer/backup-history';
import type { LocalStack } from '../local-stack';

/** One backup file, named as a blob of its migration. */
export interface SourceFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The backups of migration `id`; different ids never share a GUID. */
export class Source {
  private readonly history: BackupHistory;
  private logs = 0;

  constructor(readonly id: string) {
    this.history = new BackupHistory({ databaseName: id, seed: 1 });
  }

  /** The full backup. */
  full(): SourceFile {
    return this.file('full.bak', this.history.full().files);
  }

  /** The next log. @param name default `log_000001.trn` and so on */
  log(name?: string): SourceFile {
    this.logs += 1;
    const numbered = `log_${String(this.logs).padStart(6, '0')}.trn`;
    return this.file(name ?? numbered, this.history.work().log().files);
  }

  /** The last log. */
  tail(name = 'tail.trn'): SourceFile {
    return this.file(name, this.history.work().log({ tail: true }).files);
  }

  private file(name: string, files: readonly Uint8Array[]): SourceFile {
    return { name: `${this.id}/${name}`, content: files[0] ?? new Uint8Array() };
  }
}

const REST_SECONDS = 120;

/**
 * The beginning of most measurements: a migration that follows its source and looks again only when it is told to.
 *
 * Registers `id`, uploads a full and a log, and waits until it is at rest between two polls of 120 s.
 */
export async function followQuietly(local: LocalStack, id: string): Promise<Source> {
  const source = new Source(id);
  for (const { name, content } of [source.full(), source.log()]) await local.upload(name, content);
  await local.register(id, { restPollSeconds: REST_SECONDS, windowPollSeconds: 1 });
  await local.until(
    id,
    'rest',
    ({ phase, chain, asOf, nextCheckAt }) =>
      phase === 'following' &&
      chain?.path.files === 2 &&
      nextCheckAt !== undefined &&
      Date.parse(nextCheckAt) - Date.parse(asOf) > REST_SECONDS / 2,
  );
  return source;
}
