import * as fc from 'fast-check';
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { type AssessOptions, assessChain } from '../../../shared/core/chain/assess-chain';
import { type ChainCheckpoint, toCheckpoint } from '../../../shared/core/chain/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from '../../../shared/core/chain/checkpoint-codec';
import { extendChain } from '../../../shared/core/chain/extend-chain';
import { mustRecompute } from '../../../shared/core/chain/must-recompute';
import { type Life, deliveries, EVENTFUL, histories, knowledge, QUIET, TROUBLED } from './histories';

/** How often each way was taken, so that the property cannot hold by never continuing. */
const tally = { extended: 0, recomputed: 0 };

const fromNothing = (rows: readonly BackupSetRow[], options: AssessOptions) =>
  toCheckpoint(assessChain(rows, options), rows, options);

/** What the caller does on news: continue when it may, else start over. */
function follow(checkpoint: ChainCheckpoint, known: readonly BackupSetRow[], batch: readonly BackupSetRow[]) {
  const { chainEnd } = checkpoint;
  const beyond = known.filter((row) => chainEnd !== undefined && row.lastLsn > chainEnd);
  const next = extendChain(checkpoint, [...beyond, ...batch]);
  if (next.kind === 'extended') {
    tally.extended += 1;
    return next.checkpoint;
  }
  tally.recomputed += 1;
  return fromNothing([...known, ...batch], checkpoint.options);
}

const scenario = (life: Life) =>
  histories(life).chain((rows) =>
    fc.tuple(
      deliveries(rows),
      knowledge(rows),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 }),
    ),
  );

function checkFollowing([rows, options, sizes]: [BackupSetRow[], AssessOptions, number[]]): void {
  let checkpoint = fromNothing([], options);
  let known: BackupSetRow[] = [];
  for (let turn = 0; known.length < rows.length; turn += 1) {
    const batch = rows.slice(known.length, known.length + (sizes[turn % sizes.length] ?? 1));
    checkpoint = follow(checkpoint, known, batch);
    known = [...known, ...batch];
    expect(checkpoint).toEqual(fromNothing(known, options));
    expect(decodeCheckpoint(JSON.parse(JSON.stringify(encodeCheckpoint(checkpoint))))).toEqual(checkpoint);
  }
}

describe('extendChain', () => {
  test.each([
    ['quiet', QUIET],
    ['eventful', EVENTFUL],
    ['troubled', TROUBLED],
  ])('a chain followed file by file equals the chain assessed from nothing (%s lives)', (_, life) => {
    fc.assert(fc.property(scenario(life), checkFollowing), { numRuns: 100 });
  });

  test('and both ways were really taken', () => {
    expect(tally.extended).toBeGreaterThan(100);
    expect(tally.recomputed).toBeGreaterThan(100);
  });

  test('a removal or change that mustRecompute lets pass leaves the checkpoint right', () => {
    const life = scenario(EVENTFUL).filter(([rows]) => rows.length > 1);
    fc.assert(
      fc.property(life, fc.nat(), ([rows, options], pick) => {
        const checkpoint = fromNothing(rows, options);
        const gone = rows[pick % rows.length]!;
        if (mustRecompute(checkpoint, gone, 'removed')) return;
        const rest = rows.filter((row) => row.file !== gone.file || row.position !== gone.position);
        const beyond = rest.filter((row) => row.lastLsn > checkpoint.chainEnd!);
        const next = extendChain(checkpoint, beyond);
        if (next.kind === 'extended') {
          expect(next.checkpoint).toEqual(fromNothing(rest, options));
        }
      }),
      { numRuns: 200 },
    );
  });
});
