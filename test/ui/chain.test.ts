/** The picture of the chain as numbers: what is drawn where, on made and on recorded chains. */
import { join } from 'node:path';
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { assessChain } from '../../shared/core/chain/assess-chain';
import { formatLsn } from '../../shared/core/lsn';
import type { BoardItem } from '../../shared/core/views/file-board';
import { blockText, chainText } from '../../ui/chain/describe';
import { type Axis, type ChainFacts, type ChainPicture, layOutChain } from '../../ui/chain/layout';
import { type ChainStatus, setsOf } from '../../ui/chain/sets';
import { recordedRows } from '../core/chain/recorded-rows';
import { describeShared } from '../support/shared-folder';
import { aBoard, aFile, aStatusDocument } from './support/documents';

const WIDTH = 1200;

const factsOf = (items: readonly BoardItem[], status: ChainStatus): ChainFacts => ({
  sets: setsOf(items, status),
  gap: status.chain?.gap,
  chainEndLsn: status.chain?.chainEndLsn,
});
const night = factsOf(aBoard(), aStatusDocument());
const draw = (facts: ChainFacts, axis: Axis = 'lsn', width = WIDTH) => layOutChain(facts, axis, width);
const stateOf = (facts: ChainFacts, name: string) =>
  facts.sets.find(({ files }) => files.includes(name))?.state;

/** What holds for every picture. */
function expectSound(picture: ChainPicture, { sets }: ChainFacts, axis: Axis = 'lsn'): void {
  const drawn = picture.blocks.flatMap((block) => block.sets);
  const timed = sets.filter(({ arrivedAt }) => arrivedAt !== undefined);
  expect(drawn.map(({ key }) => key).sort()).toEqual(
    (axis === 'lsn' ? sets : timed).map(({ key }) => key).sort(),
  );
  for (const [index, block] of picture.blocks.entries()) {
    const before = picture.blocks[index - 1];
    if (axis === 'lsn' && before) expect(block.x).toBeGreaterThanOrEqual(before.x + before.width);
    expect(block.x).toBeGreaterThanOrEqual(0);
    expect(block.x + block.width).toBeLessThanOrEqual(picture.width);
    const lane = picture.lanes.find(({ lane: name }) => name === block.sets[0]!.lane)!;
    expect(block.y).toBeGreaterThanOrEqual(lane.y);
    expect(block.y + block.height).toBeLessThanOrEqual(lane.y + lane.height);
  }
}

test.each([
  ['orders_full_2of2.bak', 'restored'],
  ['orders_diff.bak', 'restored'],
  ['orders_log_1.trn', 'covered'],
  ['orders_log_5.trn', 'restored'],
  ['orders_log_6.trn', 'restoring'],
  ['orders_log_7.trn', 'waiting'],
  ['orders_log_9.trn', 'beyondGap'],
  ['orders_log_10_3of3.trn', 'incomplete'],
  ['orders_restored_log.trn', 'otherFork'],
  ['orders_copy.bak', 'ignored'],
  ['readme.txt', 'ignored'],
])('%s is drawn as %s', (name, state) => expect(stateOf(night, name)).toBe(state));

test('stripes are one set, and those that are missing are told from those that are here', () => {
  const picture = draw(night);
  const full = picture.blocks.find(({ sets }) => sets[0]?.type === 'full')!;
  expect(full.sets[0]?.files).toEqual(['orders_full_1of2.bak', 'orders_full_2of2.bak']);
  expect(full.stripes.map(({ isHere }) => isHere)).toEqual([true, true]);
  const last = picture.blocks.find(({ state }) => state === 'incomplete')!;
  expect(last.stripes.map(({ isHere }) => isHere)).toEqual([true, false, true]);
  expect(blockText(last)).toMatch(
    /^orders_log_10_1of3\.trn, orders_log_10_3of3\.trn · log · 2 of 3 stripes · LSN/,
  );
});

test('the gap is drawn behind the end of the chain and before what lies beyond it, with the LSN that is needed', () => {
  const { gap, endX, restoredX, blocks } = draw(night);
  const beyond = blocks.find(({ state }) => state === 'beyondGap')!;
  expect(gap).toMatchObject({ needLsn: '34000000039000001', firstAvailableLsn: '34000000043000001' });
  expect(gap!.x).toBeGreaterThanOrEqual(endX!);
  expect(gap!.x + gap!.width).toBeLessThanOrEqual(beyond.x);
  expect(restoredX).toBeLessThan(endX!);
  expect(chainText(night)).toContain('Gap: a log that contains LSN 34000000039000001 is missing');
});

test('a gap behind which nothing is drawn yet is at the end', () => {
  const logs = [aFile('a.bak', 100, 110, { setType: 'full' }), aFile('b.trn', 110, 150)];
  const gap = { needLsn: '34000000015000001', firstAvailableLsn: '34000000019000001' };
  const { gap: drawn, endX } = draw({ sets: setsOf(logs, {}), gap });
  expect(drawn!.x).toBeGreaterThanOrEqual(endX!);
});

test('without a reading of the service nothing is restored, and nothing is drawn as such', () => {
  const facts = factsOf(aBoard(), { chain: aStatusDocument().chain });
  expect(facts.sets.filter(({ state }) => state === 'restored')).toEqual([]);
  expect(draw(facts).restoredX).toBeUndefined();
});

test('what has no LSN comes last, and a lane is drawn only where it has something', () => {
  expect(night.sets.at(-1)?.files).toEqual(['readme.txt']);
  expect(draw(night).lanes.map(({ lane }) => lane)).toEqual([
    ...['full', 'differential', 'log', 'otherFork', 'ignored'],
  ]);
  const plain = { sets: setsOf([aFile('a.bak', 100, 110, { setType: 'full' })], {}) };
  expect(draw(plain).lanes.map(({ lane }) => lane)).toEqual(['full', 'differential', 'log']);
});

test.each<[axis: Axis, width: number]>([
  ['lsn', 320],
  ['lsn', 1200],
  ['lsn', 2500],
  ['time', 320],
  ['time', 2500],
])('by %s in %i pixels everything has its place, and blocks do not cover each other', (axis, width) => {
  const picture = draw(night, axis, width);
  expectSound(picture, night, axis);
  expect(picture.width).toBe(width);
});

test('by arrival, what came later is further right, and the axis tells the first and the last moment', () => {
  const { blocks, ticks } = draw(night, 'time');
  const times = blocks.map(({ sets }) => Date.parse(sets[0]!.arrivedAt!));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect([ticks[0]?.at, ticks.at(-1)?.at]).toEqual(
    [times[0], times.at(-1)].map((at) => new Date(at!).toISOString()),
  );
});

test('no backup at all', () => {
  for (const axis of ['lsn', 'time'] as const) {
    const picture = draw({ sets: [] }, axis);
    expect(picture).toMatchObject({ blocks: [], path: [], ticks: [] });
  }
  expect(chainText({ sets: [] })).toBe('No backup is in the chain.');
});

test('a thousand logs are folded into runs of one state; the last ones and what is special stay single', () => {
  const logs = Array.from({ length: 1_000 }, (_, n) =>
    aFile(`log_${n}.trn`, 110 + n, 111 + n, n === 400 ? { state: 'duplicate' } : {}),
  );
  const facts = {
    sets: setsOf([aFile('a.bak', 100, 110, { setType: 'full' }), ...logs], {
      engineStatus: { state: 's', lastRestoredFile: 'log_700.trn', blockingReasons: [], asOf: '' },
    }),
  };
  const picture = draw(facts);
  expectSound(picture, facts);
  expect(picture.width).toBe(WIDTH);
  expect(picture.blocks.map(({ sets }) => sets.length)).toEqual([
    1,
    400,
    1,
    300,
    291,
    ...Array<number>(8).fill(1),
  ]);
  expect(blockText(picture.blocks[1]!)).toMatch(
    /^400 logs, log_0\.trn to log_399\.trn · LSN .* · restored by the service$/,
  );
});

describeShared('recorded chains, drawn', 'chains', (folder) => {
  /** The board as the API would show it. */
  const boardOf = (rows: readonly BackupSetRow[]): readonly BoardItem[] => {
    const { files } = assessChain(rows);
    return rows.map((row) => ({
      name: row.file,
      etag: '',
      size: 1,
      setType: row.type,
      firstLsn: formatLsn(row.firstLsn),
      lastLsn: formatLsn(row.lastLsn),
      state: files.find(({ file }) => file === row.file)!.state,
      ...(row.finishedAt !== undefined && { arrivedAt: `${row.finishedAt.replace(/Z$/, '')}Z` }),
    }));
  };

  test.each([
    ['DiffRestore.json', 7, 3],
    ['AgDiffRestore.json', 7, 3],
    ['RestoreCommaIssues.json', 7, 3],
    ['TLogBWFirstLastLsn.json', 3, 3],
    ['EmptyTLogData.json', 2, 31],
    ['chkptLSN-ne-firstLSN.json', 198, 583],
  ])('%s: %i sets in the chain, %i covered', (name, inChain, covered) => {
    const facts = factsOf(boardOf(recordedRows(join(folder, name))), {});
    const count = (state: string) => facts.sets.filter(({ boardState }) => boardState === state).length;
    expect([count('inChain'), count('covered')]).toEqual([inChain, covered]);
    for (const axis of ['lsn', 'time'] as const) {
      const picture = draw(facts, axis);
      expectSound(picture, facts, axis);
      expect(picture.width).toBe(WIDTH);
    }
    // The path leads from the anchor to the right, never back.
    const { path } = draw(facts);
    expect(path.map(({ x }) => x)).toEqual(path.map(({ x }) => x).sort((a, b) => a - b));
  });
});
