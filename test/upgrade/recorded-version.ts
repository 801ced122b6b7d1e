/** What a released version stored: see test/fixtures/README.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TableClient, type TableEntity } from '@azure/data-tables';
import type { HistoryEvent } from '../../tools/localhost/durable/history';

/** A row as the table service gave it. */
export interface RecordedRow extends TableEntity {
  readonly table: string;
}

/** A generation of an orchestration, whole or as far as it had come when the host was killed. */
export interface RecordedHistory {
  readonly name: string;
  readonly instanceId: string;
  readonly executionId: string;
  readonly parentInstanceId: string | null;
  readonly input: unknown;
  readonly end: 'Running' | 'Completed' | 'ContinuedAsNew';
  readonly history: readonly HistoryEvent[];
}

/** The tables of 0.1.0. */
export const recordedRows = (): readonly RecordedRow[] => read('rows.json') as RecordedRow[];

/** The histories of 0.1.0. */
export const recordedHistories = (): readonly RecordedHistory[] =>
  read('histories.json') as RecordedHistory[];

/** Writes the recorded rows into an empty storage account. */
export async function restoreRows(connectionString: string): Promise<void> {
  for (const [table, ofTable] of grouped(recordedRows(), (row) => row.table)) {
    const client = TableClient.fromConnectionString(connectionString, table, {
      allowInsecureConnection: true,
    });
    await client.createTable();
    for (const ofPartition of grouped(ofTable, (row) => row.partitionKey).values())
      for (let start = 0; start < ofPartition.length; start += 100)
        await client.submitTransaction(
          ofPartition.slice(start, start + 100).map((row) => ['create', entityOf(row)]),
        );
  }
}

function entityOf(row: RecordedRow): TableEntity {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'table')) as TableEntity;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', '0.1.0', name), 'utf8'));
}
