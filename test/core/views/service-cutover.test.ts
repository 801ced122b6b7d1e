import type { ChainVerdict, PathStep } from '../../../shared/core/chain/verdict';
import type { Facts } from '../../../shared/core/facts/facts';
import { parseLsn } from '../../../shared/core/lsn';
import { pathOf } from '../../../shared/core/views/evidence-path';
import { serviceCutoverEvidence } from '../../../shared/core/views/service-cutover';
import { aReadyFacts, withStatus } from '../../support/facts';

const step = (
  type: PathStep['type'],
  files: readonly string[],
  lsn: string,
  change: Partial<PathStep> = {},
): PathStep => ({
  setKey: files[0]!,
  type,
  files,
  firstLsn: parseLsn('1'),
  lastLsn: parseLsn(lsn),
  hasBackupChecksums: true,
  ...change,
});
const FULL = step('full', ['full_1.bak', 'full_2.bak'], '5');
const DIFF = step('differential', ['diff.bak'], '7');
const TAIL = step('log', ['log9.final.trn'], '9', { setKey: 'set-9' });
const LATER = step('log', ['log10.trn'], '10');

const verdictOf = (path: readonly PathStep[]): ChainVerdict => ({
  status: 'complete',
  summary: 'complete',
  path,
  forkUnverified: false,
  files: [],
  findings: [],
});
const offline = withStatus(aReadyFacts(), {
  online: false,
  state: 'completing',
  rawState: 'Completing',
  lastBackupName: 'log9.final.trn',
});
const evidenceOf = (facts: Facts, path: readonly PathStep[] = [FULL, DIFF, TAIL]) =>
  serviceCutoverEvidence(facts, verdictOf(path), 1);
const UNTOLD = /writes on the source had stopped/;

test('path, its sets and its end, without what our chain has beyond the last backup', () => {
  expect(evidenceOf(offline, [FULL, DIFF, TAIL, LATER])).toMatchObject({
    attempt: 1,
    chainEndLsn: '9',
    path: ['full_1.bak', 'full_2.bak', 'diff.bak', 'log9.final.trn'],
    pathFiles: 4,
    pathSets: { full: 'full_1.bak', differential: 'diff.bak', logs: 1 },
    notProven: [expect.stringMatching(UNTOLD)],
  });
});

test.each([false, undefined])(
  'a backup whose CHECKSUM is %p is named as not proven',
  (hasBackupChecksums) => {
    const { proven, notProven } = evidenceOf(offline, [FULL, { ...DIFF, hasBackupChecksums }, TAIL]);
    expect(proven.join()).not.toMatch(/CHECKSUM/);
    expect(notProven[0]).toBe('that the content is sound: diff.bak was not taken WITH CHECKSUM');
  },
);

test('one beyond the last backup does not count', () => {
  const { proven } = evidenceOf(offline, [FULL, TAIL, { ...LATER, hasBackupChecksums: false }]);
  expect(proven.join()).toMatch(/WITH CHECKSUM/);
});

test('a last backup that is on no step of our chain proves nothing', () => {
  const { proven, notProven, path } = evidenceOf(offline, [FULL, DIFF]);
  expect(proven).toEqual([]);
  expect(notProven[0]).toMatch(/^a chain that ends with log9\.final\.trn: our chain goes past it or stops/);
  expect(path).toHaveLength(3);
});

test.each<[string, Facts, RegExp]>([
  [
    'unreadable',
    { ...offline, tail: { kind: 'unreadable', blob: 'x.trn', reason: 'cut off' } },
    /x\.trn cannot be used: cut off/,
  ],
  ['ambiguous', { ...offline, tail: { kind: 'ambiguous', blobs: ['a', 'b'] } }, /more than one backup/],
  ['unknown', { ...offline, tail: { kind: 'none' } }, /it is not in the ledger/],
])('a last backup that is %s is not proven', (_name, facts, reason) => {
  const evidence = evidenceOf(facts);
  expect(evidence.proven).toEqual([]);
  expect(evidence.notProven[0]).toMatch(reason);
  expect(evidence.pathFiles).toBe(4);
});

test.each<[string, Facts, RegExp]>([
  [
    'nothing of the service was read',
    { ...offline, engine: { kind: 'trouble', code: 'unreachable', message: 'x' } },
    /what the service restored/,
  ],
  ['what was restored last', withStatus(offline, { lastRestoredFile: undefined }), /what was restored last/],
  ['which files', { ...offline, progress: {} }, /which of these files were restored/],
  ['that one was', { ...offline, progress: { firstUnrestored: 'diff.bak' } }, /^that diff\.bak was restored/],
])('what the service does not report is not proven: %s', (_name, facts, reason) => {
  const { saidByService, notProven } = evidenceOf(facts);
  expect(notProven.some((one) => reason.test(one))).toBe(true);
  expect(saidByService.join()).not.toMatch(
    facts.progress.restoredToTail === true ? /undefined/ : /without a gap/,
  );
});

test('a long path keeps both ends, within what a working state holds', () => {
  const steps = Array.from({ length: 500 }, (_, index) =>
    step('log', [`${'x'.repeat(200)}_${index}.trn`], '9'),
  );
  const { path, pathFiles, pathSets } = pathOf([FULL, ...steps]);
  expect([pathFiles, pathSets?.logs]).toEqual([502, 500]);
  expect(path.join('').length).toBeLessThan(12_500);
  expect([path[0], path.at(-1)]).toEqual(['full_1.bak', steps.at(-1)?.files[0]]);
  expect(path.filter((name) => name.startsWith('…'))).toEqual([`… ${502 - (path.length - 1)} more …`]);
});
