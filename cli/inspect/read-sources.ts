/** Reads many files, some at a time. */
import type { BackupFileReading, HeaderError } from '../../shared/core/backup-header';
import { toBackupSetRows } from '../../shared/core/mtf/backup-set-rows';
import type { BackupSource } from './backup-source';
import type { InspectedFile } from './inspection';

const AT_ONCE = 16;

/**
 * Reads the headers of all sources; the result is in their order.
 *
 * @param progress told after each file how many are done
 */
export async function readSources(
  sources: readonly BackupSource[],
  progress: (done: number) => void = () => undefined,
): Promise<readonly InspectedFile[]> {
  const files: InspectedFile[] = [];
  const queue = sources.entries();
  let done = 0;
  const work = async () => {
    for (const [index, source] of queue) {
      files[index] = toFile(source, await source.read());
      done += 1;
      progress(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, sources.length) }, work));
  return files;
}

function toFile({ path, location }: BackupSource, result: BackupFileReading | HeaderError): InspectedFile {
  if (!('sets' in result)) return { path, location, error: result, rows: [] };
  return { path, location, reading: result, error: result.error, rows: toBackupSetRows(path, result) };
}
