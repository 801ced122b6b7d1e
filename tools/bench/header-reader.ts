/** Measures what reading backup headers costs: ranges, bytes and time per file. */
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileRangeSource } from '../../shared/adapters/file-range-source';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import type { BackupFileReading } from '../../shared/core/backup-header';
import { BackupHistory } from '../demo/backup-writer/backup-history';
import { type Row, row } from './row';
import { withTempFolder } from './temp-folder';

interface Measured {
  readonly reading: BackupFileReading;
  readonly milliseconds: number;
}

const ROUNDS = 5;

/** What is to be reached by layout; other layouts are bounded by the reader's limits. */
const TARGETS = [
  { layout: /^plain, (512|1024|2048|4096) B filemarks, one set$/, reads: 2, bytes: 96 * 1024 },
  { layout: /^compressed, .*, one set$/, reads: 3 },
];

/**
 * Reads every backup of a folder through the file system, several times; figures by layout.
 *
 * @param folder backups to read; default: generated ones
 */
export async function benchHeaderReader(folder?: string): Promise<readonly Row[]> {
  if (folder === undefined) return withGeneratedBackups(benchHeaderReader);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(bak|trn)$/.test(path),
  );
  if (paths.length === 0) throw new Error(`Cannot read ${folder}: it holds no .bak or .trn file`);
  const measured: Measured[] = [];
  for (const path of paths) measured.push(await measure(join(folder, path)));
  return [...byLayout(measured)].flatMap(([layout, group]) => summarize(layout, group));
}

async function measure(path: string): Promise<Measured> {
  const rounds: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    const reading = await withFileRangeSource(path, readBackupFile);
    rounds.push({ reading, milliseconds: Number(process.hrtime.bigint() - start) / 1e6 });
  }
  return median(rounds);
}

function median(rounds: readonly Measured[]): Measured {
  const ordered = rounds.toSorted((a, b) => a.milliseconds - b.milliseconds);
  const middle = ordered[Math.floor(ordered.length / 2)];
  if (!middle) throw new Error('Cannot take a median: nothing was measured');
  return middle;
}

function byLayout(measured: readonly Measured[]): Map<string, Measured[]> {
  const groups = new Map<string, Measured[]>();
  for (const one of measured) {
    const layout = layoutOf(one.reading);
    groups.set(layout, [...(groups.get(layout) ?? []), one]);
  }
  return groups;
}

function layoutOf({ compressed, media, sets, error }: BackupFileReading): string {
  if (error) return `error ${error.name}`;
  const count = sets.length === 1 ? 'one set' : `${sets.length} sets`;
  return `${compressed ? 'compressed' : 'plain'}, ${media?.filemarkBlock ?? '?'} B filemarks, ${count}`;
}

function summarize(layout: string, group: readonly Measured[]): readonly Row[] {
  const costs = group.map(({ reading }) => reading.cost);
  const target = TARGETS.find((one) => one.layout.test(layout));
  const what = `${layout} (${group.length} files)`;
  return [
    row(`${what}: range reads, most`, Math.max(...costs.map(({ reads }) => reads)), 'reads', {
      target: target?.reads,
    }),
    row(`${what}: bytes, most`, Math.max(...costs.map(({ bytes }) => bytes)), 'bytes', {
      target: target?.bytes,
    }),
    row(`${what}: time per file, median`, median(group).milliseconds, 'ms'),
  ];
}

function withGeneratedBackups<T>(use: (folder: string) => Promise<T>): Promise<T> {
  return withTempFolder(async (folder) => {
    const history = new BackupHistory({ databaseName: 'Sales', seed: 1 });
    const taken = [
      history.full(),
      ...Array.from({ length: 20 }, () => history.work().log({ dataBytes: 200_000 })),
    ];
    await Promise.all(
      taken.map(({ files }, index) => writeFile(join(folder, `${index}.bak`), files[0] ?? '')),
    );
    return use(folder);
  });
}
