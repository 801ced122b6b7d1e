/** Documents made by the real code fit the contract. */
import { problem } from '../../functions/http/respond';
import { PROBLEM_STATUS, type Problem } from '../../shared/api/problem';
import { assessChain } from '../../shared/core/chain/assess-chain';
import type { BackupRecord } from '../../shared/core/migration/backup-record';
import { AZURE_TIMING } from '../../shared/core/timing';
import { toFileBoard } from '../../shared/core/views/file-board';
import { decide } from '../../shared/core/watch/decide';
import { NEW_WATCH } from '../../shared/core/watch/watch-state';
import { readEvidence, saveEvidence } from '../../shared/use-cases/cutover/evidence';
import { ENGINES, MODES, MOMENTS, runbookAt } from '../core/runbook/situations';
import { aControl, anAttempt, aReadyFacts, aRegistration, aStatus, at } from '../support/facts';
import { MemoryLedger } from '../support/memory-ledger';
import { checkerOfName, problemsOf } from './contract';
import { documentsOf, fullDocumentFacts } from './documents';

const status = checkerOfName('Status');
const summary = checkerOfName('Summary');

test.each(fullDocumentFacts())('$name: status document and summary fit', ({ facts }) => {
  const made = documentsOf(facts);
  expect(problemsOf(status, made.status)).toEqual([]);
  expect(problemsOf(summary, made.summary)).toEqual([]);
});

test('a document with a member too many, or an LSN as a number, does not fit', () => {
  const [first] = fullDocumentFacts();
  const made = documentsOf(first!.facts).status;
  expect(problemsOf(status, { ...made, surprise: 1 })).not.toEqual([]);
  expect(
    problemsOf(status, { ...made, chain: { ...made.chain, chainEndLsn: 37000000129600001 } }),
  ).not.toEqual([]);
});

test('evidence and journal fit, before a cutover and after one', async () => {
  const facts = aReadyFacts();
  const sender = { token: 'one', notAfter: at(30) };
  const attempt = anAttempt({
    state: 'confirmed',
    sender,
    sentAt: at(0),
    settledAt: at(60),
    reason: 'proven',
  });
  const ledger = new MemoryLedger();
  const entry = {
    at: at(-60),
    kind: 'registered',
    by: 'ada',
    text: 'Registered',
    facts: { files: 1 },
  } as const;
  const { summary: row } = documentsOf(facts);
  await ledger.register(aRegistration(), aControl(), entry, row);
  const before = await readEvidence(ledger, 'prod-shop');
  const control = await ledger.control('prod-shop');
  await ledger.changeControl('prod-shop', control!.etag, aControl({ attempt }), []);
  const decision = decide(NEW_WATCH, facts, AZURE_TIMING);
  await saveEvidence(ledger, 'prod-shop', { facts, control: control!, decision }, attempt);

  const after = await readEvidence(ledger, 'prod-shop');

  expect([before?.outcome, after?.outcome]).toEqual(['none', 'confirmed']);
  expect(after?.atSending).toBeDefined();
  const evidence = checkerOfName('Evidence');
  expect(problemsOf(evidence, before)).toEqual([]);
  expect(problemsOf(evidence, after)).toEqual([]);
  const page = await ledger.journal('prod-shop', { top: 10 });
  expect(problemsOf(checkerOfName('JournalPage'), page)).toEqual([]);
});

test('a runbook fits, at every moment of the night', () => {
  const runbook = checkerOfName('Runbook');
  for (const engine of ENGINES)
    for (const mode of MODES)
      for (const moment of MOMENTS)
        expect(problemsOf(runbook, runbookAt({ engine, mode, moment }))).toEqual([]);
  expect(problemsOf(runbook, { ...runbookAt(), surprise: 1 })).not.toEqual([]);
});

test('the file board fits, whatever became of a blob', () => {
  const states = ['read', 'growing', 'unreadable', 'notABackup', 'unusable', 'removed'] as const;
  const records = states.map((state): BackupRecord => ({
    name: `${state}.trn`,
    etag: `"${state}"`,
    size: 512,
    lastModified: at(-10),
    seenAt: at(-5),
    state,
    reason: state,
    misplaced: state === 'read',
    sets: [],
    current: true,
  }));
  const exclusion = { by: 'ada', at: at(0), blob: 'growing.trn', etag: '"growing"', reason: 'not ours' };
  const verdict = assessChain([], { engine: 'dms', databaseName: 'Shop' });
  const items = toFileBoard(records, verdict, [exclusion], aStatus({ invalidFiles: ['unreadable.trn'] }));
  expect(items).toHaveLength(states.length);
  expect(problemsOf(checkerOfName('BoardPage'), { items, continuation: 'x' })).toEqual([]);
});

test.each(Object.keys(PROBLEM_STATUS) as Problem['kind'][])('a refusal of kind %s fits', (kind) => {
  const { body } = problem({ kind, detail: 'Cannot answer: a test', errors: [{ field: 'a', message: 'b' }] });
  expect(problemsOf(checkerOfName('Problem'), JSON.parse(body as string))).toEqual([]);
});
