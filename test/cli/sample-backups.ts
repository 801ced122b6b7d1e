import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';

/** Files of a small database, by name: full, differential, three logs; the second full is in two stripes. */
export function salesBackups(): Record<string, Uint8Array> {
  const history = new BackupHistory({ databaseName: 'Sales', seed: 1, serverName: 'SQL01' });
  const files: Record<string, Uint8Array> = {};
  const keep = (name: string, taken: { files: readonly Uint8Array[] }) => {
    taken.files.forEach((bytes, index) => (files[index === 0 ? name : `${name}.${index + 1}`] = bytes));
  };
  keep('full.bak', history.full());
  keep('log_1.trn', history.work().log());
  keep('diff.bak', history.work().differential());
  keep('log_2.trn', history.work().log());
  keep('log_3.trn', history.work().log());
  return files;
}

/** Writes files below a temporary folder, hands it over, and removes it. */
export async function withFolder<T>(
  files: Record<string, Uint8Array | string>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'inspect-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
