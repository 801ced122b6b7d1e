/** Upload → visible: from a log being in the container until the status document names it as the chain's last file. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalStack, LocalStack as Local } from '../local-stack';
import { type Row, spread } from '../row';
import { followQuietly, type Source } from './source';

const UPLOADS = 40;
const TARGET_SECONDS = 3;
const LOOK_MS = 50;
/** Pauses between uploads: longer than the spacing of nudges, and never in step with the host's looking for blobs. */
const PAUSE_MS = 2_500;
const PAUSE_STEP_MS = 397;
const PAUSE_RANGE_MS = 2_000;

interface Arrival {
  readonly blob: string;
  readonly uploadedAt: number;
  readonly visibleAt: number;
}

/** Measures single uploads with pauses between them, and such that follow each other as soon as one is visible. */
export function benchVisible(note: (text: string) => void): Promise<readonly Row[]> {
  return Local.with({}, async (local) => {
    const source = await followQuietly(local, 'visible');
    note(`${UPLOADS} single uploads`);
    const paused = await uploadEach(local, source, (n) =>
      sleep(PAUSE_MS + ((n * PAUSE_STEP_MS) % PAUSE_RANGE_MS)),
    );
    note(`${UPLOADS} uploads in a row`);
    const inRow = await uploadEach(local, source, () => Promise.resolve());
    const taken = await takenUp(local, source.id);
    return [
      ...spread('upload → visible, single', paused.map(waited), 's', { target: TARGET_SECONDS }),
      ...spread(
        'upload → visible, single: of it until taken up by the trigger',
        paused.map(({ blob, uploadedAt }) => ((taken.get(blob) ?? Number.NaN) - uploadedAt) / 1000),
        's',
      ),
      ...spread('upload → visible, next as soon as the last is visible', inRow.map(waited), 's', {
        target: TARGET_SECONDS,
      }),
    ];
  });
}

async function uploadEach(
  local: LocalStack,
  source: Source,
  pause: (number: number) => Promise<void>,
): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  for (let n = 0; n < UPLOADS; n++) {
    await pause(n);
    const { name, content } = source.log();
    const uploadedAt = await local.upload(name, content);
    const visibleAt = await local.until(source.id, name, (status) => status.chain?.path.lastFile === name, {
      everyMs: LOOK_MS,
    });
    arrivals.push({ blob: name, uploadedAt, visibleAt });
  }
  return arrivals;
}

function waited({ uploadedAt, visibleAt }: Arrival): number {
  return (visibleAt - uploadedAt) / 1000;
}

/** When the app began to read each blob, by its journal. */
async function takenUp(local: LocalStack, id: string): Promise<ReadonlyMap<string, number>> {
  const { items } = await local.ledger.journal(id, { top: 1_000, newestFirst: true });
  return new Map(
    items.flatMap(({ at, kind, facts }): [string, number][] =>
      kind === 'backupRecorded' && typeof facts?.['blob'] === 'string'
        ? [[facts['blob'], Date.parse(at)]]
        : [],
    ),
  );
}
