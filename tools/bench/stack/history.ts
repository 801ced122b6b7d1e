/** History rows and payload sizes of a whole migration's instances, sampled by Durable's own status endpoint. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cutoverOrchestration, watchOrchestration } from '../../../shared/durable/contracts';
import { LocalStack } from '../local-stack';
import { type Row, row } from '../row';
import { type HistoryCost, sample } from './history-cost';
import { followQuietly } from './source';

const LOGS = 62;

const BETWEEN_LOGS_MS = 400;

/** Long enough for the observation to continue as new. */
const COMPLETING_MS = 20_000;

const ROWS_TARGET = 500;

const PAYLOAD_TARGET_KB = 32;

/** Migrates a database with 62 logs and a tail; the largest of all samples counts. */
export function benchHistory(note: (text: string) => void): Promise<readonly Row[]> {
  const emulatorArgs = ['--restore-ms', '50', '--scan-ms', '500', '--completing-ms', String(COMPLETING_MS)];
  return LocalStack.with({ emulatorArgs }, async (local) => {
    const id = 'history';
    const ids = { watch: watchOrchestration.instanceId(id), cutover: cutoverOrchestration.instanceId(id, 1) };
    const watch = sample(local, ids.watch);
    const cutover = sample(local, ids.cutover);
    try {
      note(`a migration with ${LOGS} logs`);
      await migrate(local, id, note);
    } finally {
      watch.stop();
      cutover.stop();
    }
    return [...rowsOf('watch instance', await watch.most), ...rowsOf('cutover instance', await cutover.most)];
  });
}

async function migrate(local: LocalStack, id: string, note: (text: string) => void): Promise<void> {
  const source = await followQuietly(local, id);
  for (let n = 0; n < LOGS; n++) {
    const { name, content } = source.log();
    await local.upload(name, content);
    await sleep(BETWEEN_LOGS_MS);
  }
  const tail = source.tail();
  await local.upload(tail.name, tail.content);
  await local.api('POST', `/migrations/${id}/tail`, { blob: tail.name });
  await local.until(id, 'readiness', ({ readiness }) => readiness.ready);
  note('cutover');
  await local.api('POST', `/migrations/${id}/cutover`, { confirm: `mi1/${id}`, expectedTail: tail.name });
  await local.until(id, 'the end', ({ phase }) => phase === 'completed');
}

function rowsOf(what: string, { shown, stored, payload }: HistoryCost): readonly Row[] {
  return [
    row(`${what}: history rows shown, most`, shown, 'rows'),
    row(`${what}: history rows stored, at most`, stored, 'rows', { target: ROWS_TARGET }),
    row(`${what}: largest payload`, payload / 1024, 'KB', { target: PAYLOAD_TARGET_KB }),
  ];
}
