/** Migrations that are carried from one ledger to another, or brought back from a backup: nothing goes without an operator. */
import { exportDocument } from '../../shared/api/export-schema';
import { chainOn, unlinked } from '../../shared/core/evidence/journal-chain';
import { rowsHash } from '../../shared/core/evidence/rows-hash';
import { judgeHead, verifyChain } from '../../shared/core/evidence/verify-chain';
import { asRestored } from '../../shared/core/cutover/restored-control';
import { toJson } from '../../shared/core/json';
import type { ControlRow } from '../../shared/core/migration/control';
import type { ExportDocument } from '../../shared/core/migration/export-document';
import type { Ledger } from '../../shared/ports/ledger';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { deleteMigration } from '../../shared/use-cases/operate/delete-migration';
import { exportMigration, readExport } from '../../shared/use-cases/operate/export-migration';
import { freezeLedger, thawLedger, viewLedger } from '../../shared/use-cases/operate/freeze-ledger';
import { release } from '../../shared/use-cases/operate/hold-migration';
import { importMigration } from '../../shared/use-cases/operate/import-migration';
import { declareRestored } from '../../shared/use-cases/operate/restore-ledger';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { aControl, anApproval, anAttempt, aRegistration, at, aTail, NOW } from '../support/facts';
import { MemoryLedger } from '../support/memory-ledger';
import { tickPreflight } from '../../shared/use-cases/operate/answer-preflight';
import { judgeMigration } from '../../shared/use-cases/preflight/judge-migration';
import { watchFor } from '../support/watch';
import { ADA, CREATE, ID, readyWorld, toCreate, type World } from '../support/world';

const EVE = { by: 'eve@example.com', reason: 'another region' };
const AS_EVE = { id: ID, by: EVE.by };
const THERE = 'there';
const ORDER = { to: THERE, reason: 'another region', confirm: 'mi/Shop' };
const TAIL = 'log3.final.trn';

/** As it comes out of a file. */
function fromFile(document: ExportDocument | undefined): ExportDocument {
  return exportDocument.parse(JSON.parse(toJson(document)));
}

/** As another ledger would have written it: with hashes that fit what was changed. */
function hashedAnew(document: ExportDocument): ExportDocument {
  const hash = rowsHash(document);
  const told = document.journal.map((line) =>
    line.kind === 'exported' ? { ...line, facts: { ...line.facts, rowsHash: hash } } : line,
  );
  const { lines, head } = chainOn(document.registration.id, undefined, told);
  return { ...document, journal: lines, journalHead: head, rowsHash: hash };
}

const hashOfItsOwn = (document: ExportDocument): ExportDocument => ({
  ...document,
  rowsHash: rowsHash(document),
});

async function exported(world: World): Promise<ExportDocument> {
  expect(await exportMigration(world.caps, AS_EVE, ORDER)).toMatchObject({ kind: 'changed' });
  return fromFile(await readExport(world.caps, ID));
}

/** The same service and containers, another ledger. */
function moveTo(world: World, ledger: Ledger = new MemoryLedger(THERE, THERE)): World {
  Object.assign(world, { stored: ledger });
  Object.assign(world.caps, { ledger });
  return world;
}

const bring = (
  world: World,
  document: ExportDocument,
  as: 'transfer' | 'restore' = 'transfer',
  apply = true,
) => importMigration(world.caps, { by: EVE.by, document, as, apply });

describe('export', () => {
  test('ends the migration here: nothing is sent any more, and its target stays claimed', async () => {
    const world = await readyWorld();
    await exported(world);
    await watchFor(world, 600);
    expect(world.sends).toBe(0);
    const { document } = (await readStatus(world.caps, ID))!;
    expect(document).toMatchObject({
      phase: 'exported',
      headline: 'Exported: by eve@example.com to ledger there: another region',
      next: { what: 'continue in ledger there: it is no longer watched here' },
    });
    await expect(world.register({ id: 'again' })).resolves.toBeDefined();
    expect(await world.stored.registration('again')).toBeUndefined();
  });

  test('takes the answers to the preflight and the notes on the estate along', async () => {
    const world = await toCreate();
    await judgeMigration(world.caps, ID, 'watch', world.estate);
    await tickPreflight(world.caps, ADA, { rows: ['BKP-11'] });
    const document = await exported(world);
    expect(document.control.preflight).toMatchObject([{ row: 'BKP-11', kind: 'tick', by: ADA.by }]);
    const notes = { sizeGb: 12, source: { port: 1433 } };
    const noted = fromFile(
      hashedAnew({ ...document, registration: { ...document.registration, preflight: notes } }),
    );
    const there = moveTo(world);
    expect(await bring(there, noted)).toEqual({ kind: 'imported' });
    expect((await there.control()).preflight).toEqual(document.control.preflight);
    expect((await there.stored.registration(ID))?.preflight).toEqual(notes);
  });

  test('repeated it changes nothing', async () => {
    const world = await readyWorld();
    const first = await exported(world);
    world.clock.forward(60);
    expect((await exported(world)).control).toEqual(first.control);
  });

  test.each([
    [
      'the confirmation is another',
      { ...ORDER, confirm: 'mi/Other' },
      { kind: 'mistyped', field: 'confirm' },
    ],
    ['it is in that ledger', { ...ORDER, to: 'memory' }, { kind: 'mistyped', field: 'to' }],
  ])('is refused where %s', async (_why, order, outcome) => {
    const world = await readyWorld();
    expect(await exportMigration(world.caps, AS_EVE, order)).toMatchObject(outcome);
    expect((await world.control()).ended).toBeUndefined();
  });

  test.each<[string, Partial<ControlRow>, RegExp]>([
    ['a request is being sent', { attempt: anAttempt({ state: 'sending' }) }, /a request is being sent/],
    ['it has ended', { ended: { phase: 'failed', at: NOW, reason: 'r' } }, /has ended \(failed\)/],
  ])('is refused where %s', async (_why, change, refusal) => {
    const world = await readyWorld();
    await world.change(change);
    expect(await exportMigration(world.caps, AS_EVE, ORDER)).toMatchObject({
      kind: 'refused',
      refusal: expect.stringMatching(refusal),
    });
  });

  test('for another ledger than before, the former one is typed', async () => {
    const world = await readyWorld();
    const first = await exported(world);
    const other = { ...ORDER, to: 'elsewhere', reason: 'a slip' };
    expect(await exportMigration(world.caps, AS_EVE, other)).toMatchObject({
      kind: 'mistyped',
      field: 'confirm',
      reason: expect.stringMatching(/was exported to ledger there; .* type there to confirm$/),
    });
    expect((await world.control()).exported).toEqual(first.control.exported);
    expect(await exportMigration(world.caps, AS_EVE, { ...other, confirm: THERE })).toMatchObject({
      kind: 'changed',
    });
    expect((await world.journal()).at(-1)).toBe('Exported to ledger elsewhere, no longer to there: a slip');
    const document = fromFile(await readExport(world.caps, ID));
    moveTo(world);
    expect(await bring(world, document)).toMatchObject({ kind: 'refused' });
    moveTo(world, new MemoryLedger('elsewhere', 'elsewhere'));
    expect(await bring(world, document)).toEqual({ kind: 'imported' });
  });

  test('as a backup it changes nothing, and goes through a file unchanged', async () => {
    const world = await readyWorld({}, { mode: 'approve' });
    await approveCutover(world.caps, ADA, { confirm: 'mi/Shop', expectedTail: TAIL }, 'approve');
    await watchFor(world, 300);
    const { setKey, lastLsn } = aTail();
    const go = { by: 'group', at: NOW, tail: { setKey, lastLsn }, operationId: 'op' };
    await world.change({ group: { id: 'wave-1', go } });
    const before = await world.stored.control(ID);
    const document = await readExport(world.caps, ID);
    expect(await world.stored.control(ID)).toEqual(before);
    expect(fromFile(document)).toEqual(JSON.parse(JSON.stringify(document, bigintsKept), bigintsBack));
    expect(document?.evidence).toHaveLength(1);
  });
});

const bigintsKept = (_key: string, value: unknown) => (typeof value === 'bigint' ? `lsn ${value}` : value);
const bigintsBack = (_key: string, value: unknown) =>
  typeof value === 'string' && value.startsWith('lsn ') ? BigInt(value.slice(4)) : value;

describe('import', () => {
  test('holds it, makes it manual only, and keeps its journal; released, it waits for an approval', async () => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world);
    expect(await bring(world, document)).toEqual({ kind: 'imported' });
    const control = await world.control();
    expect(control).toMatchObject({
      holds: [{ by: EVE.by, reason: 'imported: compare it with the service, then release' }],
      manualOnly: 'imported from ledger memory: an operator approves the cutover, whatever the mode',
    });
    expect([control.ended, control.exported]).toEqual([undefined, undefined]);
    const journal = await world.journal();
    expect(journal.slice(0, document.journal.length)).toEqual(document.journal.map(({ text }) => text));
    expect(journal.at(document.journal.length)).toMatch(/^Imported from ledger memory/);
    await watchFor(world, 600);
    await release(world.caps, ADA);
    await world.change({ autoPaused: undefined });
    await watchFor(world, 600);
    expect(world.sends).toBe(0);
  });

  test('unless it is to be applied it only tells', async () => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world);
    expect(await bring(world, document, 'transfer', false)).toEqual({ kind: 'possible' });
    expect(await world.stored.registration(ID)).toBeUndefined();
    expect(await world.journal()).toEqual([]);
  });

  test('without the mark of an export it is refused', async () => {
    const world = await readyWorld();
    const document = fromFile(await readExport(world.caps, ID));
    moveTo(world);
    expect(await bring(world, document)).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/^Cannot import shop: it has not ended in its ledger/),
    });
    expect(await world.stored.registration(ID)).toBeUndefined();
  });

  test('what was exported to another ledger is refused', async () => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world, new MemoryLedger('third', 'third'));
    expect(await bring(world, document)).toEqual({
      kind: 'refused',
      reason: 'Cannot import shop: it was exported to ledger there, and this is third',
    });
  });

  test('a second time it tells so, and overwrites nothing', async () => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world);
    await bring(world, document);
    await watchFor(world, 300);
    const before = [await world.control(), await world.journal()];
    for (const apply of [false, true])
      expect(await bring(world, document, 'transfer', apply)).toEqual({ kind: 'importedBefore' });
    expect([await world.control(), await world.journal()]).toEqual(before);
  });

  test.each<[string, (document: ExportDocument) => ExportDocument]>([
    ['of another time', (document) => ({ ...document, at: at(60) })],
    ['with another line', ({ journal, ...rest }) => hashedAnew({ ...rest, journal: journal.slice(0, -1) })],
    [
      'of another registration',
      ({ registration, ...rest }) =>
        hashedAnew({ ...rest, registration: { ...registration, engine: 'lrs' } }),
    ],
  ])('a document %s of the same id is refused', async (_what, change) => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world);
    await bring(world, document);
    const before = [await world.control(), await world.journal()];
    for (const apply of [false, true])
      expect(await bring(world, change(document), 'transfer', apply)).toEqual({
        kind: 'refused',
        reason: 'Cannot import shop: a migration of this id is registered, and nothing is overwritten',
      });
    expect([await world.control(), await world.journal()]).toEqual(before);
  });

  test('after a crash the same document goes on where it stopped', async () => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world);
    const { stored } = world;
    const write = stored.register.bind(stored);
    stored.register = () => Promise.reject(new Error('the process died'));
    await expect(bring(world, document)).rejects.toThrow('the process died');
    stored.register = write;
    const changed = hashedAnew({ ...document, journal: [{ ...document.journal[0]!, text: 'another' }] });
    expect(await bring(world, changed)).toMatchObject({
      reason: expect.stringMatching(/its journal has lines of another import/),
    });
    expect(await bring(world, document)).toEqual({ kind: 'imported' });
    expect(await world.journal()).toHaveLength(document.journal.length + 1);
  });

  test('keeps the hashes of its journal, and goes on behind them', async () => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world);
    await bring(world, document);
    await watchFor(world, 300);
    const evidence = (await readEvidence(world.stored, ID))!;
    expect(evidence.journal.slice(0, document.journal.length)).toEqual(document.journal);
    expect(evidence.journal[document.journal.length]).toMatchObject({
      kind: 'imported',
      sequence: document.journal.length + 1,
      previousHash: document.journalHead?.head,
    });
    expect(evidence.chain).toMatchObject({ state: 'intact', unhashed: 0, findings: [] });
    expect(judgeHead(ID, { lines: evidence.journal }, document.journalHead!.head)).toMatchObject({
      kind: 'earlier',
      entry: document.journal.length,
    });
  });

  test.each<[string, (document: ExportDocument) => Partial<ExportDocument>, RegExp]>([
    [
      'a line was altered',
      ({ journal }) => ({ journal: journal.map((line, n) => (n === 1 ? { ...line, by: 'eve' } : line)) }),
      /^Cannot import shop: its journal is not as it was written: Entry 2 \(.*\) was altered: its hash is not that of its content\. Use an unaltered copy of the file$/,
    ],
    ['a line was removed', ({ journal }) => ({ journal: journal.slice(1) }), /Entry 1 was removed/],
    [
      'the last line was removed',
      ({ journal }) => ({ journal: journal.slice(0, -1) }),
      /was removed from the end/,
    ],
    ['the head was removed', () => ({ journalHead: undefined }), /The head is missing/],
    [
      'two lines have the wrong order, and one is gone',
      ({ journal }) => ({ journal: [journal[1]!, journal[0]!, ...journal.slice(3)] }),
      /Entry 1 \(.*\) stands after entry 2; and 1 more/,
    ],
  ])('where %s it is refused, asked or applied, and nothing is written', async (_what, change, reason) => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world);
    const altered = { ...document, ...change(document) };
    for (const as of ['transfer', 'restore'] as const)
      for (const apply of [false, true])
        expect(await bring(world, altered, as, apply)).toEqual({
          kind: 'refused',
          reason: expect.stringMatching(reason),
        });
    expect([await world.stored.registration(ID), await world.journal()]).toEqual([undefined, []]);
  });

  describe('of what has no hash', () => {
    const bare = (document: ExportDocument): ExportDocument => ({
      ...document,
      journal: document.journal.map((line) => ({ ...unlinked(line), facts: undefined })),
      journalHead: undefined,
      rowsHash: undefined,
    });
    const accept = (world: World, document: ExportDocument, apply = true) =>
      importMigration(world.caps, { by: EVE.by, document, as: 'transfer', apply, acceptUnhashed: true });

    test.each<[string, (document: ExportDocument) => ExportDocument, RegExp]>([
      [
        'nothing',
        bare,
        /^Cannot import shop: nothing proves (\d+) of the \1 lines of its journal, nor its registration and control row: they have no hash\. .* --accept-unhashed/,
      ],
      [
        'the last line alone',
        (document) => {
          const { journal, registration } = document;
          const { lines, head } = chainOn(registration.id, undefined, journal);
          const before = journal.slice(0, -1).map(unlinked);
          return { ...document, journal: [...before, lines.at(-1)!], journalHead: head };
        },
        /nothing proves \d+ of the \d+ lines of its journal: they have no hash/,
      ],
      [
        'the journal, as before hashes of rows were written',
        (document) => {
          const old = document.journal.map((line) => ({ ...line, facts: undefined }));
          const { lines, head } = chainOn(document.registration.id, undefined, old);
          return { ...document, journal: lines, journalHead: head, rowsHash: undefined };
        },
        /nothing proves its registration and control row: they have no hash/,
      ],
    ])('where %s has one, it is refused until that is accepted', async (_what, strip, reason) => {
      const world = await readyWorld();
      const document = strip(await exported(world));
      moveTo(world);
      for (const apply of [false, true])
        expect(await bring(world, document, 'transfer', apply)).toEqual({
          kind: 'refused',
          reason: expect.stringMatching(reason),
        });
      expect([await world.stored.registration(ID), await world.journal()]).toEqual([undefined, []]);
      const note = expect.stringMatching(/^although nothing proves /);
      expect(await accept(world, document, false)).toEqual({ kind: 'possible', note });
      expect(await accept(world, document)).toEqual({ kind: 'imported', note });
      expect(await bring(world, document)).toEqual({ kind: 'importedBefore' });
    });

    test('its line says what was accepted, and the journal is not called proven from then on', async () => {
      const world = await readyWorld();
      const document = bare(await exported(world));
      const lines = document.journal.length;
      moveTo(world);
      await accept(world, document);
      await watchFor(world, 300);
      const evidence = await world.stored.evidence(ID);
      expect(evidence.lines[lines]).toMatchObject({
        kind: 'imported',
        by: EVE.by,
        text: expect.stringMatching(/is unclear; accepted although nothing proves \d+ of the \d+ lines/),
        facts: { unhashed: lines },
      });
      expect(verifyChain(ID, evidence)).toMatchObject({ state: 'intact', unhashed: 0, unproven: lines });
      const second = { ...ORDER, to: 'third' };
      expect(await exportMigration(world.caps, AS_EVE, second)).toMatchObject({ kind: 'changed' });
      const onward = fromFile(await readExport(world.caps, ID));
      moveTo(world, new MemoryLedger('third', 'third'));
      expect(await bring(world, onward)).toEqual({ kind: 'imported' });
      expect((await readEvidence(world.stored, ID))?.chain).toMatchObject({ unproven: lines });
    });
  });

  describe('of other rows than were exported', () => {
    const asking = () => readyWorld({}, { mode: 'approve', approvals: { required: 2 } });
    const weaker = ({ control, ...rest }: ExportDocument): ExportDocument => ({
      ...rest,
      control: { ...control, policy: { ...control.policy, approvals: { required: 1 } } },
    });
    const ofAnother = ({ registration, ...rest }: ExportDocument): ExportDocument => ({
      ...rest,
      registration: { ...registration, registeredBy: 'nobody' },
    });
    const reason =
      'Cannot import shop: its registration or control row is not as it was exported. Use an unaltered copy of the file, or export it again';

    test.each([
      ['fewer approvals', weaker],
      ['another registrant', ofAnother],
      ['fewer approvals and its own hash anew', (one: ExportDocument) => hashOfItsOwn(weaker(one))],
      [
        'another registrant and no hash of its own',
        (one: ExportDocument) => ({ ...ofAnother(one), rowsHash: undefined }),
      ],
    ])('with %s it is refused, accepted or not', async (_what, change) => {
      const world = await asking();
      const document = change(await exported(world));
      moveTo(world);
      for (const acceptUnhashed of [false, true])
        expect(
          await importMigration(world.caps, {
            ...{ by: EVE.by, document, as: 'transfer', apply: true, acceptUnhashed },
          }),
        ).toEqual({ kind: 'refused', reason });
      expect(await world.stored.registration(ID)).toBeUndefined();
    });

    test('a backup is refused where it was damaged', async () => {
      const world = await asking();
      const document = fromFile(await readExport(world.caps, ID));
      moveTo(world);
      await freezeLedger(world.caps, EVE);
      expect(await bring(world, weaker(document), 'restore')).toEqual({ kind: 'refused', reason });
      expect(await bring(world, document, 'restore')).toEqual({ kind: 'imported' });
    });

    test('what changed after the export is in a second line of it, once it is exported again', async () => {
      const world = await asking();
      await exported(world);
      await world.change({ lastHold: 7 });
      const stale = fromFile(await readExport(world.caps, ID));
      const document = await exported(world);
      expect((await world.journal()).at(-1)).toBe('Exported to ledger there again');
      moveTo(world);
      expect(await bring(world, stale)).toEqual({ kind: 'refused', reason });
      expect(await bring(world, document)).toEqual({ kind: 'imported' });
    });

    test.each(['transfer', 'restore'] as const)('the line of a %s says what they allow', async (as) => {
      const world = await asking();
      const document = as === 'transfer' ? await exported(world) : fromFile(await readExport(world.caps, ID));
      moveTo(world);
      await freezeLedger(world.caps, EVE);
      await bring(world, document, as);
      expect((await world.stored.evidence(ID)).lines[document.journal.length]?.facts).toEqual({
        home: 'memory',
        mode: 'approve',
        approvalsRequired: 2,
        registeredBy: document.registration.registeredBy,
        journalHead: document.journalHead?.head,
      });
    });
  });

  test.each([
    [
      'its target is claimed',
      { backups: { containerUrl: 'https://acct.blob.core.windows.net/other', prefix: '' } },
      'migration other has its target database',
    ],
    [
      'its folder is claimed',
      { target: { managedInstanceId: '/s/managedInstances/mi', databaseName: 'Other' } },
      'its backups overlap with those of migration other',
    ],
  ])('where %s it is refused, asked or applied', async (_what, change, reason) => {
    const world = await readyWorld();
    const document = await exported(world);
    const other = { ...document.registration, ...change, id: 'other' };
    moveTo(world);
    const registered = hashedAnew({ ...document, registration: other });
    expect(await bring(world, registered)).toEqual({ kind: 'imported' });
    for (const apply of [false, true])
      expect(await bring(world, document, 'transfer', apply)).toEqual({
        kind: 'refused',
        reason: `Cannot import shop: ${reason}`,
      });
    expect(await world.journal()).toEqual([]);
  });
});

test('an attempt that was begun is observed there, never sent, and then waits for an approval', async () => {
  const world = await readyWorld();
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  const document = await exported(world);
  moveTo(world);
  await bring(world, document);
  expect((await world.control()).attempt).toMatchObject({ number: 1, state: 'unknown' });
  await watchFor(world, 900);
  expect((await world.control()).attempt).toMatchObject({ number: 1, state: 'notReceived' });
  expect(world.sends).toBe(0);
});

describe('a backup', () => {
  test('is restored into a frozen ledger only, and without a hold', async () => {
    const world = await readyWorld();
    const document = fromFile(await readExport(world.caps, ID));
    moveTo(world);
    expect(await bring(world, document, 'restore')).toMatchObject({
      reason: expect.stringMatching(/the ledger is not frozen/),
    });
    await freezeLedger(world.caps, EVE);
    expect(await bring(world, document, 'restore')).toEqual({ kind: 'imported' });
    expect(await world.control()).toMatchObject({
      manualOnly: expect.stringMatching(/^restored from a backup of ledger memory/),
    });
    await thawLedger(world.caps, EVE);
    await watchFor(world, 600);
    expect(world.sends).toBe(0);
  });

  test('of a ledger that had exported the migration brings it as it ended', async () => {
    const world = await readyWorld();
    const document = await exported(world);
    moveTo(world, new MemoryLedger('again', 'again'));
    const frozen = await bring(world, document, 'restore');
    expect(frozen).toMatchObject({ reason: expect.stringMatching(/the ledger is not frozen/) });
    await freezeLedger(world.caps, EVE);
    const note = 'as it ended: it was exported to ledger there, and goes on there';
    expect(await bring(world, document, 'restore', false)).toEqual({ kind: 'possible', note });
    expect(await bring(world, document, 'restore')).toEqual({ kind: 'imported', note });
    expect(await bring(world, document, 'restore')).toEqual({ kind: 'importedBefore' });
    expect(await world.control()).toEqual(document.control);
    expect((await world.journal()).at(-1)).toMatch(/^Restored from ledger memory as of .*: it has ended$/);
    await thawLedger(world.caps, EVE);
    await watchFor(world, 600);
    expect(world.sends).toBe(0);
  });

  test('in which a database was withdrawn and registered anew brings both, in either order', async () => {
    const world = await readyWorld();
    const second = fromFile(await readExport(world.caps, ID));
    const ended = { phase: 'canceled', at: NOW, reason: 'withdrawn' } as const;
    const first = hashedAnew({
      ...second,
      registration: { ...second.registration, id: 'first' },
      control: { ...second.control, ended },
    });
    for (const documents of [
      [first, second],
      [second, first],
    ]) {
      moveTo(world);
      await freezeLedger(world.caps, EVE);
      for (const document of documents)
        expect(await bring(world, document, 'restore')).toEqual({ kind: 'imported' });
    }
  });

  test('brings its evidence', async () => {
    const world = await readyWorld();
    await watchFor(world, 300);
    const before = await readEvidence(world.stored, ID);
    const document = fromFile(await readExport(world.caps, ID));
    moveTo(world);
    await freezeLedger(world.caps, EVE);
    await bring(world, document, 'restore');
    expect((await readEvidence(world.stored, ID))?.atSending).toEqual(before?.atSending);
  });
});

test('tables that were copied: frozen, every migration manual only; after the word of an administrator it can be thawed', async () => {
  const world = await readyWorld();
  Object.assign(world.stored, { home: 'copy' });
  expect(await thawLedger(world.caps, EVE)).toMatchObject({ kind: 'refused' });
  const view = await declareRestored(world.caps, { by: EVE.by, reason: 'copied on Monday' });
  expect(view.frozen).toMatchObject({ reason: 'restored: copied on Monday' });
  expect(await thawLedger(world.caps, EVE)).toMatchObject({ kind: 'thawed' });
  expect((await viewLedger(world.caps)).frozen).toBeUndefined();
  expect((await world.control()).manualOnly).toMatch(/^the ledger was restored at .*: copied on Monday/);
  await watchFor(world, 600);
  expect(world.sends).toBe(0);
});

describe('delete', () => {
  const order = { id: ID, by: EVE.by, confirm: 'mi/Shop', apply: true };
  const ended = async (): Promise<World> => {
    const world = await readyWorld();
    await world.change({ ended: { phase: 'completed', at: NOW, reason: 'r' } });
    return world;
  };

  test('is refused while the migration has not ended', async () => {
    const world = await readyWorld();
    expect(await deleteMigration(world.caps, order)).toEqual({
      kind: 'refused',
      reason: 'Cannot delete shop: the migration has not ended',
    });
    expect(await world.stored.registration(ID)).toBeDefined();
  });

  test('tells first, wants the target typed, and leaves a line in the journal of the ledger', async () => {
    const world = await ended();
    const what = expect.stringMatching(
      /^shop \(mi\/Shop, completed at .*\) with \d+ journal lines of its evidence$/,
    );
    expect(await deleteMigration(world.caps, { ...order, apply: false })).toEqual({ kind: 'possible', what });
    expect(await deleteMigration(world.caps, { ...order, confirm: 'mi/Other' })).toMatchObject({
      kind: 'mistyped',
    });
    expect(await world.stored.registration(ID)).toBeDefined();
    expect(await deleteMigration(world.caps, order)).toEqual({ kind: 'deleted', what });
    expect(await deleteMigration(world.caps, order)).toEqual({ kind: 'unknownMigration' });
    const { history } = await viewLedger(world.caps);
    expect(history[0]).toMatchObject({
      kind: 'deleted',
      by: EVE.by,
      text: expect.stringMatching(/^Deleted shop \(/),
    });
  });

  test('what a crash left is deleted once its id is typed', async () => {
    const world = await ended();
    await world.stored.remove(ID);
    await world.stored.appendJournal(ID, [{ at: NOW, kind: 'ended', by: 'watch', text: 'left over' }]);
    expect(await deleteMigration(world.caps, order)).toMatchObject({ kind: 'mistyped' });
    expect(await deleteMigration(world.caps, { ...order, confirm: ID })).toMatchObject({ kind: 'deleted' });
    expect(await world.journal()).toEqual([]);
  });

  test('what a crash left is in the way of an import, and told and deleted even without a line', async () => {
    const world = await readyWorld();
    const document = await exported(world);
    const home = new MemoryLedger(THERE, THERE);
    moveTo(world, home);
    await bring(world, document);
    await world.change({ ended: { phase: 'canceled', at: NOW, reason: 'r' } });
    home.dieAfter(4);
    await expect(home.remove(ID)).rejects.toThrow('the program ends here');
    home.dieAfter(Number.POSITIVE_INFINITY);
    for (const apply of [false, true])
      expect(await bring(world, document, 'transfer', apply)).toEqual({
        kind: 'refused',
        reason:
          'Cannot import shop: a migration of this id was deleted, and not all of it is gone; delete what is left of it first (admin delete)',
      });
    expect(await deleteMigration(world.caps, { ...order, confirm: ID })).toMatchObject({ kind: 'deleted' });
    await home.saveWorkingState(ID, 'watch', undefined, { json: '{}' });
    expect(await deleteMigration(world.caps, { ...order, confirm: ID })).toEqual({
      kind: 'deleted',
      what: 'what is left of shop: 0 journal lines of its evidence',
    });
    expect(await bring(world, document)).toEqual({ kind: 'imported' });
  });
});

describe('what was open is unclear', () => {
  const restoring = { by: 'eve', at: NOW, why: 'restored' };
  const sender = { token: 'other', notAfter: at(-30) };
  const restored = (change: Partial<ControlRow>, start: 'adopt' | 'create' = 'adopt') =>
    asRestored(aRegistration({ start }), aControl(change), restoring);

  test.each([
    ['intended', 'unknown'],
    ['sending', 'unknown'],
    ['sent', 'sent'],
    ['unknown', 'unknown'],
    ['withdrawn', 'withdrawn'],
    ['confirmed', 'confirmed'],
  ] as const)('an attempt that was %s is %s', (state, then) => {
    expect(restored({ attempt: anAttempt({ state, sender }) }).attempt?.state).toBe(then);
  });

  test.each(['cancel', 'retry'] as const)('a %s, too', (member) => {
    for (const state of ['intended', 'sending'] as const)
      expect(restored({ [member]: { by: 'ada', at: NOW, state } })[member]).toMatchObject({
        state: 'unknown',
        reason: 'restored',
        sender: { notAfter: NOW },
      });
    expect(restored({ [member]: { by: 'ada', at: NOW, state: 'refused' } })[member]?.state).toBe('refused');
  });

  test('a creation, even one that the ledger knows nothing of, is not sent again without an operator', () => {
    const unclear = { state: 'unknown', tries: 3, mayHaveArrived: true };
    expect(restored({ operationId: undefined }, 'create').creation).toMatchObject(unclear);
    expect(
      restored({ operationId: undefined, creation: { by: 'ada', at: NOW, state: 'intended' } }, 'create')
        .creation,
    ).toMatchObject(unclear);
    expect(restored({}, 'create').creation).toBeUndefined();
    expect(restored({ operationId: undefined }).creation).toBeUndefined();
  });

  test('an approval is void, a statement that it is fresh is gone, and an end stays as it is', () => {
    const { approvals, fresh, manualOnly } = restored({
      approvals: [anApproval()],
      fresh: { by: 'ada', at: NOW, reason: 'new' },
    });
    expect([approvals?.[0]?.ended?.state, fresh, manualOnly]).toEqual([
      'void',
      undefined,
      'restored: an operator approves the cutover, whatever the mode',
    ]);
    const ended = aControl({ ended: { phase: 'completed', at: NOW, reason: 'r' } });
    expect(asRestored(aRegistration(), ended, restoring)).toBe(ended);
  });

  test('the go of a group is gone, and the group stays', () => {
    const go = { by: 'group', at: NOW, tail: aTail(), operationId: 'op' };
    expect(restored({ group: { id: 'wave-1', go } }).group).toEqual({ id: 'wave-1' });
  });
});

test.each([
  [
    'control.attempt.state',
    (one: Json) => void (one.control.attempt = { ...one.control.attempt, state: 'x' }),
  ],
  ['control.attempt.tail.lastLsn', (one: Json) => void (one.control.attempt.tail.lastLsn = 5)],
  ['control.surprise', (one: Json) => void (one.control.surprise = 1)],
  [
    'registration.backups.containerUrl',
    (one: Json) =>
      void (one.registration.backups.containerUrl = 'https://acct.blob.core.windows.net/b?sig=x'),
  ],
  ['registration.id', (one: Json) => void (one.registration.id = '../shop')],
  [
    'registration.create.accountKeySetting',
    (one: Json) => void (one.registration.create = { ...CREATE, accountKeySetting: 'a-key' }),
  ],
  ['version', (one: Json) => void (one.version = 2)],
  ['journal.0.at', (one: Json) => void (one.journal[0].at = 'yesterday')],
])('a document whose %s is damaged is refused by that field', async (field, damage) => {
  const world = await readyWorld();
  await watchFor(world, 120);
  const document = JSON.parse(toJson(await readExport(world.caps, ID)));
  damage(document);
  const parsed = exportDocument.safeParse(document);
  const [issue] = parsed.error?.issues ?? [];
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  expect([...(issue?.path ?? []), ...keys].join('.')).toBe(field);
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;
