/**
 * How long the chain takes: 10,000 logs from nothing, and one more log from a checkpoint.
 *
 * Figures to reach: 50 ms and 1 ms (medians). Timings are printed, never asserted.
 */
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { assessChain } from '../../shared/core/chain/assess-chain';
import { toCheckpoint } from '../../shared/core/chain/checkpoint';
import { extendChain } from '../../shared/core/chain/extend-chain';
import { type Lsn, lsnFromParts } from '../../shared/core/lsn';
import { type Row, medianAndLongest } from './row';

const LOGS = 10_000;
const RUNS = 25;

/** Measures the chain. */
export async function benchChain(runs = RUNS): Promise<readonly Row[]> {
  const rows = shuffle(historyOf(LOGS));
  const options = { anchorGuid: guidOf(0) };
  const checkpoint = toCheckpoint(assessChain(rows, options), rows, options);
  const next = logRow(LOGS);
  return [
    ...measure(`chain of ${LOGS} logs from nothing`, runs, 50, () => assessChain(rows, options)),
    ...measure(`chain of ${LOGS} logs from nothing, anchor not known`, runs, 50, () => assessChain(rows)),
    ...measure(`chain of ${LOGS} logs from nothing, and its checkpoint`, runs, undefined, () =>
      toCheckpoint(assessChain(rows, options), rows, options),
    ),
    ...measure(`one more log on ${LOGS}`, runs, 1, () => extendChain(checkpoint, [next])),
  ];
}

function measure(
  what: string,
  runs: number,
  target: number | undefined,
  work: () => unknown,
): readonly Row[] {
  work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return medianAndLongest(what, times, 'ms', { target, places: 3 });
}

function historyOf(logs: number): BackupSetRow[] {
  const full: BackupSetRow = { ...logRow(0), type: 'full', checkpointLsn: lsnAt(0) };
  return [full, ...Array.from({ length: logs - 1 }, (_, index) => logRow(index + 1))];
}

/** The log that ends where the next begins; number 0 stands for the full before them. */
function logRow(number: number): BackupSetRow {
  return {
    file: `sales/log_${String(number).padStart(6, '0')}.trn`,
    position: 1,
    type: 'log',
    backupSetGuid: guidOf(number),
    mediaSetGuid: guidOf(number + 1_000_000),
    familyCount: 1,
    familySequenceNumber: 1,
    databaseName: 'Sales',
    familyGuid: guidOf(77_000_000),
    recoveryForkId: guidOf(88_000_000),
    recoveryModel: 'full',
    hasBackupChecksums: true,
    firstLsn: lsnAt(number),
    lastLsn: lsnAt(number + 1),
  };
}

function lsnAt(number: number): Lsn {
  return lsnFromParts(17_126_658 + Math.floor(number / 40), 16 * (number % 40), 1);
}

function guidOf(number: number): string {
  return `6f9619ff-8b86-d011-b42d-${number.toString(16).padStart(12, '0')}`;
}

/** A fixed disorder: every run measures the same. */
function shuffle<T>(items: readonly T[]): T[] {
  const step = 7919;
  return items.map((_, index) => items[(index * step) % items.length]).filter((item) => item !== undefined);
}
