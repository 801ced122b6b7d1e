/** 500 logs uploaded at once into one migration's folder: until all are in the ledger, and how often it was looked at. */
import { inParallel } from '../in-parallel';
import { LocalStack, poll } from '../local-stack';
import { type Row, medianAndLongest, row } from '../row';
import { followQuietly } from './source';

const UPLOADS = 500;
const CONNECTIONS = 64;
const ROUNDS = 3;
const TARGET_SECONDS = 10;
const LIMIT_SECONDS = 120;
const LOOK_MS = 400;
/** Files there before the burst: a full and a log. */
const BEFORE = 2;
const PAGE = 1_000;

interface Burst {
  readonly uploaded: number;
  readonly inLedger: number;
  readonly visible: number;
  readonly assessments: number;
}

/** Measures several bursts, each into a migration and a stack of its own. */
export async function benchBurst(note: (text: string) => void): Promise<readonly Row[]> {
  const bursts: Burst[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    note(`${UPLOADS} uploads at once, ${round} of ${ROUNDS}`);
    bursts.push(await LocalStack.with({}, (local) => burst(local, `burst-${round}`)));
  }
  const what = `${UPLOADS} uploads at once`;
  return [
    ...medianAndLongest(
      `${what} → uploaded`,
      bursts.map(({ uploaded }) => uploaded),
      's',
    ),
    ...medianAndLongest(
      `${what} → all in the ledger`,
      bursts.map(({ inLedger }) => inLedger),
      's',
      { target: TARGET_SECONDS },
    ),
    ...medianAndLongest(
      `${what} → the last one visible in status`,
      bursts.map(({ visible }) => visible),
      's',
    ),
    row(`${what}: assessments, most`, Math.max(...bursts.map(({ assessments }) => assessments)), 'times'),
  ];
}

/** Seconds from the beginning of the first upload. */
async function burst(local: LocalStack, id: string): Promise<Burst> {
  const source = await followQuietly(local, id);
  const files = Array.from({ length: UPLOADS }, () => source.log());
  const last = files.at(-1)?.name;
  await local.forgetRequests();
  const start = Date.now();
  const since = (moment: number): number => (moment - start) / 1000;
  const uploading = inParallel(UPLOADS, CONNECTIONS, async (number) => {
    const file = files[number];
    return file ? local.upload(file.name, file.content) : start;
  });
  const inLedger = await untilInLedger(local, id, BEFORE + UPLOADS);
  const uploaded = Math.max(...(await uploading));
  const visible = await local.until(
    id,
    'all logs in the chain',
    ({ chain }) => chain?.path.lastFile === last,
  );
  const reads = (await local.requests('get')).filter((request) => request.database === id);
  const board = await local.api<{ items: { state: string }[] }>(
    'GET',
    `/migrations/${id}/backups?top=${PAGE}`,
  );
  const inChain = board.items.filter(({ state }) => state === 'inChain').length;
  if (inChain !== BEFORE + UPLOADS)
    throw new Error(`Cannot measure the burst: the file board shows ${inChain} files in the chain`);
  return {
    uploaded: since(uploaded),
    inLedger: since(inLedger),
    visible: since(visible),
    assessments: reads.length,
  };
}

function untilInLedger(local: LocalStack, id: string, count: number): Promise<number> {
  let known = 0;
  const look = async (): Promise<number | undefined> => {
    known = (await local.ledger.backupIndex(id)).filter(({ state }) => state === 'read').length;
    return known === count ? Date.now() : undefined;
  };
  const cadence = { seconds: LIMIT_SECONDS, everyMs: LOOK_MS };
  return poll(`${count} ledger rows of ${id}`, cadence, look, () => `${known} rows`);
}
