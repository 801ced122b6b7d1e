/** Measures what reading backup headers costs: ranges, bytes and time per file. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BackupHistory } from '../demo/backup-writer/backup-history';
import { withFileRangeSource } from '../shared/adapters/file-range-source';
import { readBackupFile } from '../shared/adapters/read-backup-file';
import type { BackupFileReading } from '../shared/core/backup-header';

/** One line of the table: the files of one layout. */
export interface HeaderCost {
  readonly layout: string;
  readonly files: number;
  /** Most range reads that a file took. */
  readonly reads: number;
  /** Most bytes that a file took. */
  readonly bytes: number;
  /** Mean bytes of a file. */
  readonly meanSize: number;
  /** Median time per file, from opening to closing it, in milliseconds. */
  readonly milliseconds: number;
}

interface Measured {
  readonly reading: BackupFileReading;
  readonly milliseconds: number;
}

const ROUNDS = 5;

/**
 * Reads every backup of a folder through the file system, several times, and prints a table by layout.
 *
 * @param folder backups to read; default: the recorded material beside the repository, or generated files without it
 * @param print gets the table line by line
 */
export async function benchHeaderReader(
  folder = resolve('..', 'shared', 'backups'),
  print: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Promise<readonly HeaderCost[]> {
  if (!existsSync(folder)) return withGeneratedBackups((generated) => benchHeaderReader(generated, print));
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(bak|trn)$/.test(path),
  );
  const measured: Measured[] = [];
  for (const path of paths) measured.push(await measure(join(folder, path)));
  const costs = [...byLayout(measured)].map(([layout, group]) => summarize(layout, group));
  print(`header reader: ${paths.length} files, ${ROUNDS} rounds`);
  for (const line of table(costs)) print(line);
  return costs;
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

function summarize(layout: string, group: readonly Measured[]): HeaderCost {
  const readings = group.map(({ reading }) => reading);
  return {
    layout,
    files: group.length,
    reads: Math.max(...readings.map(({ cost }) => cost.reads)),
    bytes: Math.max(...readings.map(({ cost }) => cost.bytes)),
    meanSize: Math.round(readings.reduce((sum, { size }) => sum + size, 0) / group.length),
    milliseconds: median(group).milliseconds,
  };
}

const COLUMNS = ['layout', 'files', 'reads', 'bytes', 'mean size', 'ms'] as const;

function table(costs: readonly HeaderCost[]): string[] {
  const rows = costs.map(({ layout, files, reads, bytes, meanSize, milliseconds }) =>
    [layout, files, reads, bytes, meanSize, milliseconds.toFixed(2)].map(String),
  );
  const lines = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return lines.map((line) => line.map(pad).join('  '));
}

async function withGeneratedBackups<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'header-reader-'));
  try {
    const history = new BackupHistory({ databaseName: 'Sales', seed: 1 });
    const taken = [
      history.full(),
      ...Array.from({ length: 20 }, () => history.work().log({ dataBytes: 200_000 })),
    ];
    await Promise.all(
      taken.map(({ files }, index) => writeFile(join(folder, `${index}.bak`), files[0] ?? '')),
    );
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
