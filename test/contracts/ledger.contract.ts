/** What every ledger must do, whatever it is kept in. */
import { unlinked } from '../../shared/core/evidence/journal-chain';
import { verifyChain } from '../../shared/core/evidence/verify-chain';
import { MOST_MEMBERS } from '../../shared/core/group/group';
import { lsnSortKey, parseLsn } from '../../shared/core/lsn';
import type { JournalEntry } from '../../shared/core/migration/journal';
import { OF_THE_LEDGER } from '../../shared/core/migration/ledger-state';
import type { Registration } from '../../shared/core/migration/registration';
import type { InboxItem, Ledger } from '../../shared/ports/ledger';
import { aGroup } from '../core/group/samples';
import {
  aControlRow,
  aLog,
  all,
  aBackupLine,
  anEntry,
  aRecord,
  aRegistration,
  aStatus,
  aSummary,
  seededRandom,
} from './ledger-samples';

/** A fresh, prepared ledger, and other ways in to the same store (as another process would have). */
export interface LedgerHarness {
  readonly ledger: Ledger;
  again(): Ledger;
  /** A way in whose process dies before its next write, after so many. */
  dying(writes: number): Ledger;
  close(): Promise<void>;
}

const ODD_NAMES = [
  `InvalidBackup   %20+ ~1!2@3#4$5%6^7&8(9)0_-+=]}[{;',, ;+&[]~{}.txt`,
  'Sales/full\\log #1?.bak',
  'Verkäufe/Übung 数据库 😀.trn',
  'a',
  'A',
  '~0061',
  "it's --changeset HTTP/1.1 409 Conflict {\"odata.error\":{}} RowKey='x'",
  'tab\tand\u0085control',
  `${'long/'.repeat(200)}1.trn`,
  `${'long/'.repeat(200)}2.trn`,
  '数'.repeat(1000),
];

const { managedInstanceId: INSTANCE } = aRegistration('one').target;
const TARGET = { managedInstanceId: INSTANCE, databaseName: 'Dépôt one' };

/** Other ways to write `TARGET`: what SQL Server or Azure may take for the same is claimed once. */
const SPELLINGS = [
  ['white space', { managedInstanceId: ` ${INSTANCE} \t` }],
  ['slashes at the end', { managedInstanceId: `${INSTANCE}//` }],
  ['letter case', { managedInstanceId: INSTANCE.toUpperCase(), databaseName: 'DÉPÔT ONE' }],
  ['a blank after the database', { databaseName: 'Dépôt one ' }],
  ['a blank before the database', { databaseName: ' Dépôt one' }],
  ['letters composed of two', { databaseName: 'Dépôt one'.normalize('NFD') }],
  ['wide letters', { databaseName: 'Ｄépôt one' }],
  ['another engine', {}],
] as const;

/** Runs the suite against one implementation. */
export function describeLedger(name: string, makeHarness: () => Promise<LedgerHarness>): void {
  describe(`${name} as a ledger`, () => {
    let harness: LedgerHarness;
    let ledger: Ledger;
    beforeEach(async () => {
      harness = await makeHarness();
      ({ ledger } = harness);
    });
    afterEach(() => harness.close());

    const register = (id: string, changes = {}) =>
      ledger.register(aRegistration(id, changes), aControlRow(), anEntry(`registered ${id}`), aSummary(id));

    describe('remove()', () => {
      it('leaves nothing of a migration, and another may have its target, its folder and its id', async () => {
        await register('one');
        await register('two');
        for (let line = 0; line < 120; line++) await ledger.appendJournal('one', [anEntry(`line ${line}`)]);
        await ledger.recordBackup('one', aRecord('a.bak', 'e1'), aBackupLine('recorded'));
        await ledger.saveWorkingState('one', 'preflight', undefined, { json: '{}' });
        await ledger.remove('one');
        await ledger.remove('one');
        const other = harness.again();
        expect([
          await other.registration('one'),
          await other.control('one'),
          await other.status('one'),
          await other.workingState('one', 'preflight'),
        ]).toEqual([undefined, undefined, undefined, undefined]);
        expect((await other.journal('one', { top: 9 })).items).toEqual([]);
        expect(await all(other.currentBackups('one'))).toEqual([]);
        expect((await other.summaries({ top: 9 })).items.map(({ id }) => id)).toEqual(['two']);
        expect(await other.registration('two')).toBeDefined();
        await expect(register('one')).resolves.toEqual({ kind: 'registered' });
        expect((await other.control('one'))?.value).toEqual(aControlRow());
      });

      it('that dies between any two steps leaves the migration ended, or an id that a repeat frees', async () => {
        const ended = { phase: 'canceled', at: '2026-03-01T22:00:00.000Z', reason: 'withdrawn' } as const;
        const met: string[] = [];
        for (let writes = 0; ; writes += 1) {
          const id = `m${writes}`;
          await register(id);
          const { etag } = (await ledger.control(id))!;
          await ledger.changeControl(id, etag, aControlRow({ ended }), [anEntry('ended')]);
          const old = Array.from({ length: 70 }, (_unused, n) => anEntry(`old ${n}`));
          await ledger.appendJournal(id, old);
          const hasDied = await harness
            .dying(writes)
            .remove(id)
            .then(
              () => false,
              () => true,
            );
          ledger = harness.again();
          const { kind } = await register(id);
          if (!hasDied) {
            expect(kind).toBe('registered');
            break;
          }
          met.push(kind);
          expect([kind, (await ledger.registerRefusal(aRegistration(id), aControlRow()))?.kind]).toEqual(
            (await ledger.registration(id)) ? ['same', 'same'] : ['leftOver', 'leftOver'],
          );
          if (kind === 'same') expect((await ledger.control(id))?.value.ended).toEqual(ended);
          expect(await ledger.hasRows(id)).toBe(true);
          await ledger.remove(id);
          expect(await ledger.hasRows(id)).toBe(false);
          await expect(register(id)).resolves.toEqual({ kind: 'registered' });
          expect((await ledger.control(id))?.value).toEqual(aControlRow());
          expect(verifyChain(id, await ledger.evidence(id))).toMatchObject({ state: 'intact', entries: 1 });
        }
        expect([...new Set(met)]).toEqual(['same', 'leftOver']);
        expect(met.length).toBeGreaterThanOrEqual(6);
      });

      it('takes the head first, so that a journal that is left is none that was brought', async () => {
        const entries = Array.from({ length: 130 }, (_unused, n) => anEntry(`old ${n}`));
        for (let writes = 1; ; writes += 1) {
          const id = `m${writes}`;
          const head = (await ledger.appendJournal(id, entries))!;
          const wasGone = await harness
            .dying(writes)
            .remove(id)
            .then(
              () => true,
              () => false,
            );
          ledger = harness.again();
          if (wasGone) break;
          const isTouched = (await ledger.journalHead(id)) === undefined;
          const outcome = await ledger.register(
            ...[aRegistration(id), aControlRow(), anEntry('registered'), aSummary(id), head],
          );
          expect([writes, isTouched, outcome.kind]).toEqual([
            writes,
            isTouched,
            isTouched ? 'leftOver' : 'registered',
          ]);
          if (isTouched) continue;
          const whole = { state: 'intact', unhashed: 0, entries: entries.length + 1 };
          expect(verifyChain(id, await ledger.evidence(id))).toMatchObject(whole);
        }
      });

      it.each<[string, (id: string) => Promise<unknown>]>([
        ['a line of the journal', (id) => ledger.appendJournal(id, [anEntry('late')])],
        ['a line about a backup', (id) => ledger.appendJournal(id, [aBackupLine('late')])],
        ['a backup', (id) => ledger.recordBackup(id, aRecord('a.bak', 'e1'), aBackupLine('late'))],
        ['a working state', (id) => ledger.saveWorkingState(id, 'watch', undefined, { json: '1' })],
        ['a status', (id) => ledger.publish(id, aStatus(id), aSummary(id))],
      ])('%s that comes late has to be deleted before the id is registered again', async (_what, write) => {
        await register('one');
        await ledger.remove('one');
        await write('one');
        expect(await ledger.hasRows('one')).toBe(true);
        await expect(register('one')).resolves.toEqual({ kind: 'leftOver' });
        await ledger.remove('one');
        await expect(register('one')).resolves.toEqual({ kind: 'registered' });
      });
    });

    describe('state()', () => {
      const lineOf = (text: string): JournalEntry => ({ ...anEntry(text), kind: 'frozen' });
      const freeze = { at: '2026-03-01T22:00:00.000Z', by: 'eve', reason: 'upgrade' };
      const now = async () => {
        const stored = await ledger.state();
        if (stored !== undefined) return stored;
        await ledger.changeState(undefined, { home: ledger.home }, []);
        return (await ledger.state())!;
      };

      it('is replaced by its ETag, with its journal lines', async () => {
        const { etag } = await now();
        await expect(
          ledger.changeState(etag, { home: ledger.home, freeze }, [lineOf('Frozen')]),
        ).resolves.toMatchObject({ kind: 'changed' });
        const other = harness.again();
        expect((await other.state())?.value).toEqual({ home: ledger.home, freeze });
        expect((await other.journal(OF_THE_LEDGER, { top: 9 })).items).toEqual([lineOf('Frozen')]);
      });

      it('of two changes at the same time one is made, and the other writes nothing', async () => {
        const { etag } = await now();
        const change = (text: string) =>
          ledger.changeState(etag, { home: ledger.home, freeze: { ...freeze, reason: text } }, [
            lineOf(text),
          ]);
        const outcomes = await Promise.all([change('a'), change('b')]);
        expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['changed', 'conflict']);
        expect((await ledger.journal(OF_THE_LEDGER, { top: 9 })).items).toHaveLength(1);
      });

      it('is inserted once', async () => {
        await now();
        await expect(ledger.changeState(undefined, { home: 'x' }, [])).resolves.toEqual({ kind: 'conflict' });
        expect((await ledger.state())?.value).toEqual({ home: ledger.home });
      });

      it('is in the same place for every way in', () => {
        expect(harness.again().home).toBe(ledger.home);
        expect(ledger.home).not.toBe('');
      });
    });

    describe('groups', () => {
      const members = (count: number) =>
        Array.from({ length: count }, (_, n) => ({
          id: `m${String(n).padStart(62, '0')}`,
          instance: INSTANCE,
        }));
      const group = (id: string, count = 1) => aGroup({ id, members: members(count) });

      test('are inserted once, changed by ETag, and listed in id order', async () => {
        expect(await ledger.group('wave-1')).toBeUndefined();
        await ledger.changeGroup(undefined, group('wave-2'), [anEntry('made')]);
        const made = await ledger.changeGroup(undefined, group('wave-1'), []);
        expect(await ledger.changeGroup(undefined, group('wave-1'), [])).toEqual({ kind: 'conflict' });
        if (made.kind !== 'changed') throw new Error('not made');
        const held = { ...group('wave-1'), stopAfter: 3 };
        expect((await ledger.changeGroup(made.etag, held, [])).kind).toBe('changed');
        expect(await ledger.changeGroup(made.etag, group('wave-1'), [anEntry('lost')])).toEqual({
          kind: 'conflict',
        });
        expect((await harness.again().group('wave-1'))?.value).toEqual(held);
        expect((await all(ledger.groups())).map(({ id }) => id)).toEqual(['wave-1', 'wave-2']);
        const { items } = await ledger.journal(OF_THE_LEDGER, { top: 10 });
        expect(items.map(({ text }) => text)).toEqual(['made']);
      });

      test('have as many members as a group may have', async () => {
        const largest = group('wave-1', MOST_MEMBERS);
        await ledger.changeGroup(undefined, largest, []);
        expect((await ledger.group('wave-1'))?.value).toEqual(largest);
      });
    });

    describe('register()', () => {
      it('keeps registration, control row, first journal line and summary', async () => {
        await expect(register('one')).resolves.toEqual({ kind: 'registered' });
        const other = harness.again();
        await expect(other.registration('one')).resolves.toEqual(aRegistration('one'));
        await expect(other.control('one')).resolves.toMatchObject({ value: aControlRow() });
        await expect(other.journal('one', { top: 10 })).resolves.toEqual({
          items: [anEntry('registered one')],
        });
        await expect(other.summaries({ top: 10 })).resolves.toEqual({ items: [aSummary('one')] });
        await expect(all(other.registrations())).resolves.toEqual([aRegistration('one')]);
      });

      it('answers "same" to the same body by another person at another time, and writes nothing', async () => {
        await register('one');
        await expect(
          register('one', { registeredBy: 'local:bob', registeredAt: '2026-11-22T00:00:00.000Z' }),
        ).resolves.toEqual({ kind: 'same', registration: aRegistration('one') });
        expect((await ledger.journal('one', { top: 10 })).items).toHaveLength(1);
      });

      it('names the members in which another body differs', async () => {
        await register('one');
        const changes = {
          source: { databaseName: 'Db one' },
          backups: { containerUrl: 'https://account.blob.core.windows.net/backups', prefix: 'x/' },
        };
        await expect(register('one', changes)).resolves.toEqual({
          kind: 'different',
          differences: ['backups.prefix', 'source.serverName'],
        });
      });

      it('refuses a target claimed by another migration, letter case aside', async () => {
        await register('one');
        const { managedInstanceId } = aRegistration('one').target;
        const target = { managedInstanceId: managedInstanceId.toUpperCase(), databaseName: 'DB ONE' };
        await expect(register('two', { target })).resolves.toEqual({ kind: 'targetClaimed', by: 'one' });
        await expect(ledger.registration('two')).resolves.toBeUndefined();
        await expect(register('two')).resolves.toEqual({ kind: 'registered' });
      });

      it('refuses a target claimed by another migration, however it is spelled', async () => {
        await register('one', { target: TARGET });
        for (const [name, spelling] of SPELLINGS) {
          const other = { target: { ...TARGET, ...spelling }, engine: 'lrs' };
          expect([name, await register('two', other)]).toEqual([name, { kind: 'targetClaimed', by: 'one' }]);
        }
        await ledger.releaseClaims('one');
        const target = { ...TARGET, databaseName: 'dépôt one ' };
        await expect(register('two', { target })).resolves.toEqual({ kind: 'registered' });
        await expect(register('three', { target: TARGET })).resolves.toEqual({
          kind: 'targetClaimed',
          by: 'two',
        });
      });

      it('takes another spelling of the same ids, names and URL for the same registration', async () => {
        await register('one');
        const { target, source, backups } = aRegistration('one');
        const spelled = {
          target: {
            managedInstanceId: ` ${target.managedInstanceId.toUpperCase()}/`,
            databaseName: target.databaseName.toUpperCase(),
          },
          source: { ...source, serverName: 'sql01' },
          backups: { ...backups, containerUrl: 'https://ACCOUNT.blob.core.windows.net:443/backups/' },
        };
        await expect(register('one', spelled)).resolves.toMatchObject({
          kind: 'same',
          registration: { target },
        });
      });

      it('finds the overlap with a location however its URL is spelled', async () => {
        const at = (host: string, prefix: string) => ({
          backups: { containerUrl: `https://${host}/backups`, prefix },
        });
        await register('one', at('account.privatelink.blob.core.windows.net', 'a/'));
        for (const host of ['account.blob.core.windows.net.', 'ACCOUNT.blob.core.windows.net:443'])
          await expect(register('two', at(host, ''))).resolves.toEqual({
            kind: 'locationOverlaps',
            with: 'one',
          });
      });

      it.each([
        ['the same prefix', 'a/', 'a/', true],
        ['a prefix below', 'a/', 'a/b/', true],
        ['a prefix above', 'a/b/', 'a/', true],
        ['the whole container', 'a/', '', true],
        ['a sibling', 'a/', 'ab/', false],
        ['another letter case', 'a/', 'A/', false],
      ])('%s: overlap is found', async (_name, first, second, overlaps) => {
        const at = (prefix: string, containerUrl: string) => ({ backups: { containerUrl, prefix } });
        await register('one', at(first, 'https://account.blob.core.windows.net/backups'));
        await expect(
          register('two', at(second, 'https://ACCOUNT.blob.core.windows.net/backups/')),
        ).resolves.toEqual(overlaps ? { kind: 'locationOverlaps', with: 'one' } : { kind: 'registered' });
        await expect(
          register('three', at(first, 'https://account.blob.core.windows.net/other')),
        ).resolves.toEqual({ kind: 'registered' });
      });

      it('lets exactly one of many overlapping or target-sharing registrations in, round after round', async () => {
        for (let round = 0; round < 4; round += 1) {
          const containerUrl = `https://account.blob.core.windows.net/c${round}`;
          const outcomes = await Promise.all(
            ['', 'a/', 'a/b/', 'a/b/c/', ''].map((prefix, index) => {
              const way = index % 2 === 0 ? ledger : harness.again();
              const id = `m${round}-${index}`;
              return way.register(
                aRegistration(id, { backups: { containerUrl, prefix } }),
                aControlRow(),
                anEntry('r'),
                aSummary(id),
              );
            }),
          );
          expect(outcomes.filter(({ kind }) => kind === 'registered')).toHaveLength(1);
          expect(outcomes.filter(({ kind }) => kind === 'locationOverlaps')).toHaveLength(4);
          const { target } = aRegistration(`t${round}`);
          const claims = await Promise.all(
            [1, 2, 3, 4].map((index) => {
              const id = `t${round}-${index}`;
              const way = index % 2 === 0 ? ledger : harness.again();
              const backups = { containerUrl: `${containerUrl}-${index}`, prefix: '' };
              return way.register(
                aRegistration(id, { target, backups }),
                aControlRow(),
                anEntry('r'),
                aSummary(id),
              );
            }),
          );
          expect(claims.map(({ kind }) => kind).sort()).toEqual([
            'registered',
            ...Array.from({ length: 3 }, () => 'targetClaimed'),
          ]);
        }
      });

      it('lets target and location be registered again once they are given up', async () => {
        await register('one');
        const { target, backups } = aRegistration('one');
        await expect(register('two', { target, backups })).resolves.toEqual({
          kind: 'targetClaimed',
          by: 'one',
        });
        await ledger.releaseClaims('one');
        await ledger.releaseClaims('one');
        await expect(register('two', { target, backups })).resolves.toEqual({ kind: 'registered' });
        await ledger.releaseClaims('one');
        await expect(register('three', { target })).resolves.toEqual({ kind: 'targetClaimed', by: 'two' });
        await expect(ledger.registration('one')).resolves.toMatchObject({ id: 'one' });
      });

      it('tells before what it would refuse, and writes nothing', async () => {
        await register('one');
        const { target, backups } = aRegistration('one');
        const refusal = (id: string, changes: Partial<Registration> = {}, control = aControlRow()) =>
          ledger.registerRefusal(aRegistration(id, changes), control);
        expect(await refusal('one')).toMatchObject({ kind: 'same' });
        expect(await refusal('one', { engine: 'lrs' })).toEqual({
          kind: 'different',
          differences: ['engine'],
        });
        expect(await refusal('two', { target })).toEqual({ kind: 'targetClaimed', by: 'one' });
        expect(await refusal('two', { backups })).toEqual({ kind: 'locationOverlaps', with: 'one' });
        expect(await refusal('two')).toBeUndefined();
        await expect(register('two')).resolves.toEqual({ kind: 'registered' });
      });

      it.each([
        ['failed', true],
        ['canceled', true],
        ['completed', false],
        ['exported', false],
      ] as const)('one that comes %s claims nothing: %s', async (phase, isFree) => {
        const { target, backups } = aRegistration('one');
        const ended = aControlRow({ ended: { phase, at: '2026-03-01T22:00:00.000Z', reason: 'r' } });
        const bring = (id: string) =>
          ledger.register(aRegistration(id, { target, backups }), ended, anEntry('r'), aSummary(id));
        await expect(bring('one')).resolves.toEqual({ kind: 'registered' });
        expect((await ledger.summaries({ top: 10 })).items).toEqual([aSummary('one')]);
        const next = await register('two', { target, backups });
        expect(next).toEqual(isFree ? { kind: 'registered' } : { kind: 'targetClaimed', by: 'one' });
        await expect(bring('three')).resolves.toMatchObject({
          kind: isFree ? 'registered' : 'targetClaimed',
        });
        await ledger.remove('one');
        const last = await register('four', { target });
        expect(last.kind).toBe(isFree ? 'targetClaimed' : 'registered');
      });

      it('lets many registrations of separate prefixes in at once', async () => {
        const ids = Array.from({ length: 25 }, (_unused, index) => `many-${String(index).padStart(2, '0')}`);
        const outcomes = await Promise.all(ids.map((id) => register(id)));
        expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['registered']));
        expect((await all(ledger.registrations())).map(({ id }) => id)).toEqual(ids);
      });
    });

    describe('changeControl()', () => {
      it('changes by ETag and appends the journal lines with it', async () => {
        await register('one');
        const before = (await ledger.control('one'))!;
        const held = aControlRow({
          holds: [{ number: 1, by: 'local:ada', at: 'x', reason: 'wait' }],
          lastHold: 1,
        });
        const outcome = await ledger.changeControl('one', before.etag, held, [
          anEntry('held'),
          anEntry('told'),
        ]);
        const after = await ledger.control('one');
        expect(outcome).toEqual({
          kind: 'changed',
          etag: after?.etag,
          journal: { head: expect.stringMatching(/^[0-9a-f]{64}$/), entries: 3 },
        });
        expect(after?.value).toEqual(held);
        const { items } = await ledger.journal('one', { top: 10 });
        expect(items.map(({ text }) => text)).toEqual(['registered one', 'held', 'told']);
      });

      it('keeps the answers to a whole preflight, with a line for each of thirty', async () => {
        await register('one');
        const { etag } = (await ledger.control('one'))!;
        const preflight = Array.from({ length: 150 }, (_unused, n) => ({
          ...{ row: `ROW-${n}`, kind: 'tick' as const, state: 'forYou' as const },
          ...{ found: 'ü'.repeat(400), by: 'local:ada', at: '2026-03-01T22:00:00.000Z' },
        }));
        const lines = preflight.slice(0, 30).map(({ row }) => anEntry(row, { kind: 'preflightAnswered' }));
        await ledger.changeControl('one', etag, aControlRow({ preflight }), lines);
        expect((await ledger.control('one'))?.value.preflight).toEqual(preflight);
        expect((await ledger.evidence('one')).lines).toHaveLength(31);
      });

      it.each(['', '*', 'W/"datetime\'2020-01-01T00%3A00%3A00.0000000Z\'"'])(
        'changes nothing by the ETag %j',
        async (etag) => {
          await register('one');
          await expect(
            ledger.changeControl('one', etag, aControlRow({ operationId: 'x' }), [anEntry('no')]),
          ).resolves.toEqual({ kind: 'conflict' });
          expect((await ledger.control('one'))?.value).toEqual(aControlRow());
          expect((await ledger.journal('one', { top: 10 })).items).toHaveLength(1);
        },
      );

      it('is a conflict where there is no control row', async () => {
        await expect(ledger.changeControl('none', 'W/"1"', aControlRow(), [])).resolves.toEqual({
          kind: 'conflict',
        });
      });

      it('keeps LSNs exact', async () => {
        await register('one');
        const tail = { blob: 't', setKey: 'k', lastLsn: parseLsn('17126658000004509500001') };
        const approval = { by: 'a', at: 'b', target: 'mi/Shop', tail, operationId: 'o', expiresAt: 'c' };
        const { etag } = (await ledger.control('one'))!;
        await ledger.changeControl('one', etag, aControlRow({ approvals: [approval] }), []);
        expect((await ledger.control('one'))?.value.approvals?.[0]?.tail.lastLsn).toBe(
          17126658000004509500001n,
        );
      });

      it('lets exactly one of 20 concurrent changes win, round after round', async () => {
        await register('one');
        for (let round = 0; round < 5; round += 1) {
          const { etag } = (await ledger.control('one'))!;
          const outcomes = await Promise.all(
            Array.from({ length: 20 }, (_unused, index) =>
              (index % 2 === 0 ? ledger : harness.again()).changeControl(
                'one',
                etag,
                aControlRow({ operationId: `${round}-${index}` }),
                [anEntry(`${round}-${index}`, { at: `2026-11-21T1${round}:00:00.000Z` })],
              ),
            ),
          );
          const winners = outcomes.flatMap(({ kind }, index) => (kind === 'changed' ? [index] : []));
          expect(winners).toHaveLength(1);
          const won = `${round}-${winners[0]}`;
          expect((await ledger.control('one'))?.value.operationId).toBe(won);
          const { items } = await ledger.journal('one', { top: 100, newestFirst: true });
          expect([items.length, items[0]?.text]).toEqual([round + 2, won]);
        }
      });

      it('refuses more journal lines than one transaction takes', async () => {
        await register('one');
        const { etag } = (await ledger.control('one'))!;
        const lines = (length: number) => Array.from({ length }, () => anEntry('x'));
        await expect(ledger.changeControl('one', etag, aControlRow(), lines(33))).rejects.toThrow(
          'Cannot change the control row of "one": 33 journal lines exceed the limit of 32',
        );
        await expect(ledger.changeControl('one', etag, aControlRow(), lines(32))).resolves.toMatchObject({
          kind: 'changed',
        });
      });
    });

    describe('recordBackup()', () => {
      const record = (value: ReturnType<typeof aRecord>, way = ledger) =>
        way.recordBackup('one', value, aBackupLine(`${value.name} ${value.etag} ${value.state}`));
      const written = async () => (await ledger.journal('one', { top: 1000 })).items.length;
      const current = async () =>
        (await ledger.backupIndex('one')).map(({ name, etag }) => `${name} ${etag}`);

      it('inserts once, with one journal line and one inbox item; the same again writes nothing', async () => {
        const first = aLog('a.trn', '5');
        await expect(record(first)).resolves.toBe('inserted');
        await expect(record({ ...first, seenAt: '2026-11-21T11:11:11.000Z' })).resolves.toBe('unchanged');
        expect(await written()).toBe(1);
        expect((await ledger.inbox('one', 10)).map(({ blob }) => blob)).toEqual(['a.trn']);
        await expect(ledger.backup('one', 'a.trn', first.etag)).resolves.toEqual(first);
        await expect(all(harness.again().currentBackups('one'))).resolves.toEqual([first]);
        await expect(ledger.backup('one', 'a.trn', '"other"')).resolves.toBeUndefined();
        await expect(ledger.backup('one', 'b.trn', first.etag)).resolves.toBeUndefined();
        await expect(ledger.backup('two', 'a.trn', first.etag)).resolves.toBeUndefined();
      });

      it('makes a newer version of the name the current one and keeps the old', async () => {
        const [old, now] = [
          aLog('a.trn', '900', { etag: '"1"' }),
          aLog('a.trn', '7', { etag: '"2"', lastModified: '2026-11-21T10:00:05.000Z' }),
        ];
        await record(old);
        await expect(record(now)).resolves.toBe('inserted');
        expect(await current()).toEqual(['a.trn "2"']);
        await expect(ledger.backupVersions('one', 'a.trn')).resolves.toEqual([
          { ...old, current: false },
          now,
        ]);
        await expect(ledger.backup('one', 'a.trn', '"1"')).resolves.toEqual({ ...old, current: false });
        expect((await ledger.logsBeyond('one', '0'.repeat(25))).map(({ etag }) => etag)).toEqual(['"2"']);
      });

      it('takes a late word about an older version without making it current', async () => {
        const [old, now] = [
          aLog('a.trn', '9', { etag: '"1"' }),
          aLog('a.trn', '10', { etag: '"2"', lastModified: '2026-11-21T10:00:05.000Z' }),
        ];
        await record(now);
        await expect(record(old)).resolves.toBe('inserted');
        expect(await current()).toEqual(['a.trn "2"']);
        await expect(record(old)).resolves.toBe('unchanged');
        await expect(record({ ...old, state: 'removed' })).resolves.toBe('updated');
        expect(await current()).toEqual(['a.trn "2"']);
        expect((await ledger.backup('one', 'a.trn', '"1"'))?.state).toBe('removed');
        expect((await ledger.logsBeyond('one', '0'.repeat(25))).map(({ etag }) => etag)).toEqual(['"2"']);
      });

      it('lets the last recorded of two versions of one second be current, and a repeat put it right', async () => {
        await record(aLog('a.trn', '9', { etag: '"2"' }));
        await record(aLog('a.trn', '8', { etag: '"1"' }));
        expect(await current()).toEqual(['a.trn "1"']);
        await expect(record(aLog('a.trn', '9', { etag: '"2"' }))).resolves.toBe('updated');
        expect(await current()).toEqual(['a.trn "2"']);
        expect((await ledger.backupVersions('one', 'a.trn')).map((v) => [v.etag, v.current]).sort()).toEqual([
          ['"1"', false],
          ['"2"', true],
        ]);
        expect((await ledger.logsBeyond('one', lsnSortKey(parseLsn('8')))).map(({ etag }) => etag)).toEqual([
          '"2"',
        ]);
      });

      it.each([
        ['growing', 'read', 'updated', 'read'],
        ['growing', 'unreadable', 'updated', 'unreadable'],
        ['unreadable', 'read', 'updated', 'read'],
        ['read', 'growing', 'unchanged', 'read'],
        ['read', 'unreadable', 'unchanged', 'read'],
        ['read', 'notABackup', 'unchanged', 'read'],
        ['read', 'unusable', 'unchanged', 'read'],
        ['notABackup', 'unreadable', 'unchanged', 'notABackup'],
        ['unusable', 'read', 'updated', 'read'],
        ['read', 'removed', 'updated', 'removed'],
        ['removed', 'read', 'updated', 'read'],
      ] as const)('%s, then %s: %s', async (before, after, outcome, state) => {
        const mayHoldBackup = (state: string) => (state === 'notABackup' ? false : undefined);
        const as = (one: typeof before) =>
          aRecord('a', '"1"', { state: one, mayHoldBackup: mayHoldBackup(one) });
        await record(as(before));
        await expect(record(as(after))).resolves.toBe(outcome);
        expect((await ledger.backup('one', 'a', '"1"'))?.state).toBe(state);
        expect(await written()).toBe(outcome === 'updated' ? 2 : 1);
        expect(await ledger.inbox('one', 10)).toHaveLength(outcome === 'updated' ? 2 : 1);
      });

      it('lets what 0.1.0 called no backup be read anew, and tells of it in the index', async () => {
        await record(aRecord('a', '"1"', { state: 'notABackup', errorName: 'NotABackup' }));
        await record(
          aRecord('b', '"1"', { state: 'notABackup', errorName: 'NotABackup', mayHoldBackup: false }),
        );
        const index = await ledger.backupIndex('one');
        expect(index.map(({ name, mayHoldBackup }) => [name, mayHoldBackup])).toEqual([
          ['a', undefined],
          ['b', false],
        ]);
        await expect(record(aRecord('a', '"1"', { state: 'unreadable' }))).resolves.toBe('updated');
        expect((await ledger.backup('one', 'a', '"1"'))?.state).toBe('unreadable');
      });

      it('keeps what was read of a removed backup, and when it was first seen', async () => {
        const seen = aLog('a.trn', '5', { seenAt: '2026-11-21T09:00:00.000Z' });
        await record(seen);
        await record({ ...seen, state: 'removed', sets: [], reason: 'no longer listed' });
        await expect(ledger.backup('one', 'a.trn', seen.etag)).resolves.toEqual({
          ...seen,
          state: 'removed',
          reason: 'no longer listed',
        });
      });

      it('shows an uncommitted blob again after the version that followed it was removed', async () => {
        const uncommitted = aRecord('a', '', { state: 'growing', size: 0 });
        const committed = aRecord('a', '"1"', { lastModified: '2026-11-21T10:00:05.000Z' });
        await record(uncommitted);
        await record(committed);
        expect(await current()).toEqual(['a "1"']);
        await record({ ...committed, state: 'removed' });
        await expect(record(uncommitted)).resolves.toBe('updated');
        expect(await current()).toEqual(['a ']);
      });

      it('writes one line and one inbox item when event and sweep record the same version at once', async () => {
        for (let round = 0; round < 5; round += 1) {
          const value = aLog(`same-${round}.trn`, '5');
          const outcomes = await Promise.all(
            Array.from({ length: 6 }, (_unused, index) =>
              record(value, index % 2 === 0 ? ledger : harness.again()),
            ),
          );
          expect(outcomes.sort()).toEqual(['inserted', ...Array.from({ length: 5 }, () => 'unchanged')]);
        }
        expect(await written()).toBe(5);
        expect(await ledger.inbox('one', 100)).toHaveLength(5);
      });

      it('ends with one current version when many versions of a name are recorded at once', async () => {
        const versions = Array.from({ length: 8 }, (_unused, index) =>
          aLog('v.trn', `${100 + index}`, {
            etag: `"${index}"`,
            lastModified: `2026-11-21T10:00:0${index}.000Z`,
          }),
        );
        await Promise.all(
          [...versions, ...versions].map((value, index) =>
            record(value, index % 2 === 0 ? ledger : harness.again()),
          ),
        );
        expect(await current()).toEqual(['v.trn "7"']);
        const kept = await ledger.backupVersions('one', 'v.trn');
        expect(kept.map(({ etag }) => etag).sort()).toEqual(versions.map(({ etag }) => etag));
        expect(kept.filter((version) => version.current).map(({ etag }) => etag)).toEqual(['"7"']);
        expect((await ledger.logsBeyond('one', '0'.repeat(25))).map(({ etag }) => etag)).toEqual(['"7"']);
        expect(await written()).toBe(8);
      });

      it('ends consistent when versions of one second race', async () => {
        const versions = ['"1"', '"2"', '"3"', '"4"'].map((etag) => aLog('v.trn', '5', { etag }));
        await Promise.all(versions.map((value) => record(value, harness.again())));
        const kept = await ledger.backupVersions('one', 'v.trn');
        expect(kept).toHaveLength(4);
        const [alone, ...others] = kept.filter((version) => version.current);
        expect(others).toEqual([]);
        expect(await current()).toEqual([`v.trn ${alone?.etag ?? ''}`]);
        expect((await ledger.logsBeyond('one', '0'.repeat(25))).map(({ etag }) => etag)).toEqual([
          alone?.etag,
        ]);
      });

      it('tells odd names apart and gives each back as it is', async () => {
        for (const name of ODD_NAMES) await expect(record(aRecord(name, '"1"'))).resolves.toBe('inserted');
        for (const name of ODD_NAMES) {
          await expect(ledger.backup('one', name, '"1"')).resolves.toEqual(aRecord(name, '"1"'));
          expect(await ledger.backupVersions('one', name)).toHaveLength(1);
        }
        expect((await ledger.backupIndex('one')).map(({ name }) => name).sort()).toEqual(
          [...ODD_NAMES].sort(),
        );
        expect((await ledger.inbox('one', 100)).map(({ blob }) => blob)).toEqual(ODD_NAMES);
      });

      it.each(['', 'x'])('keeps a record too long for one property (%j)', async (offset) => {
        const reason = `${offset}${'😀'.repeat(40_000)}${'ü'.repeat(70_000)}`;
        await record(aRecord('a', '"1"', { state: 'unreadable', reason }));
        expect((await ledger.backup('one', 'a', '"1"'))?.reason).toBe(reason);
      });

      it('gives name, ETag, state and error name for comparison', async () => {
        await record(aRecord('a', '"1"', { state: 'unreadable', errorName: 'CorruptHeader' }));
        await record(aRecord('b', '"1"'));
        await expect(ledger.backupIndex('one')).resolves.toEqual([
          { name: 'a', etag: '"1"', state: 'unreadable', errorName: 'CorruptHeader' },
          { name: 'b', etag: '"1"', state: 'read' },
        ]);
      });
    });

    describe('logsBeyond()', () => {
      const ends = ['99999999999999999', '10000000000000000000', '17126658000004509500001', '5', '100'];

      it('compares LSNs as numbers, whatever their number of digits', async () => {
        for (const end of ends) await ledger.recordBackup('one', aLog(`${end}.trn`, end), aBackupLine('x'));
        await ledger.recordBackup('one', aRecord('full.bak', '"f"'), aBackupLine('x'));
        const beyond = async (lsn: string) =>
          (await ledger.logsBeyond('one', lsnSortKey(parseLsn(lsn)))).map(({ name }) => name);
        expect(await beyond('0')).toEqual(
          ['5', '100', '99999999999999999', '10000000000000000000', '17126658000004509500001'].map(
            (e) => `${e}.trn`,
          ),
        );
        expect(await beyond('99999999999999999')).toEqual([
          '10000000000000000000.trn',
          '17126658000004509500001.trn',
        ]);
        expect(await beyond('99999999999999998')).toHaveLength(3);
        expect(await beyond('17126658000004509500000')).toEqual(['17126658000004509500001.trn']);
        expect(await beyond('17126658000004509500001')).toEqual([]);
        await expect(ledger.logsBeyond('one', '17126658000004509500001')).rejects.toThrow(
          'Cannot find logs beyond "17126658000004509500001": an LSN key has exactly 25 digits',
        );
      });

      it('finds several logs with one LastLSN, and the last of several sets in a file', async () => {
        await ledger.recordBackup('one', aLog('a.trn', '7'), aBackupLine('x'));
        await ledger.recordBackup('one', aLog('b.trn', '7'), aBackupLine('x'));
        const two = aLog('two.trn', '3');
        const sets = [...two.sets, ...aLog('two.trn', '12').sets, ...aLog('two.trn', '5').sets];
        await ledger.recordBackup('one', { ...two, sets }, aBackupLine('x'));
        const found = await ledger.logsBeyond('one', lsnSortKey(parseLsn('6')));
        expect(found.map(({ name }) => name)).toEqual(['a.trn', 'b.trn', 'two.trn']);
        expect(found[2]?.sets).toEqual(sets);
      });
    });

    describe('inbox() and saveWorkingState()', () => {
      it('consumes items with the state, once', async () => {
        for (const name of ['a', 'b', 'c'])
          await ledger.recordBackup('one', aRecord(name, '"1"'), aBackupLine('x'));
        const items = await ledger.inbox('one', 2);
        expect(items.map(({ blob }) => blob)).toEqual(['a', 'b']);
        const saved = await ledger.saveWorkingState('one', 'chain', undefined, { json: '{"n":1}' }, items);
        const stored = await ledger.workingState('one', 'chain');
        expect(stored?.value).toEqual({ json: '{"n":1}' });
        expect(saved).toEqual({ kind: 'changed', etag: stored?.etag });
        expect((await ledger.inbox('one', 10)).map(({ blob }) => blob)).toEqual(['c']);
        const rest = await ledger.inbox('one', 10);
        await expect(
          ledger.saveWorkingState('one', 'chain', stored?.etag, { json: '{"n":2}' }, [...rest, ...items]),
        ).resolves.toEqual({ kind: 'conflict' });
        expect((await ledger.workingState('one', 'chain'))?.value).toEqual({ json: '{"n":1}' });
        expect((await ledger.inbox('one', 10)).map(({ blob }) => blob)).toEqual(['c']);
      });

      it('inserts once, changes by ETag, and keeps names apart', async () => {
        const save = (name: string, etag: string | undefined, json: string) =>
          ledger.saveWorkingState('one', name, etag, { json });
        await expect(save('chain', undefined, '1')).resolves.toMatchObject({ kind: 'changed' });
        await expect(save('chain', undefined, '2')).resolves.toEqual({ kind: 'conflict' });
        await expect(save('stability', undefined, '3')).resolves.toMatchObject({ kind: 'changed' });
        const { etag } = (await ledger.workingState('one', 'chain'))!;
        await expect(save('chain', etag, '4')).resolves.toMatchObject({ kind: 'changed' });
        await expect(save('chain', etag, '5')).resolves.toEqual({ kind: 'conflict' });
        await expect(save('chain', '*', '6')).resolves.toEqual({ kind: 'conflict' });
        expect((await ledger.workingState('one', 'chain'))?.value.json).toBe('4');
        await expect(ledger.workingState('one', 'none')).resolves.toBeUndefined();
      });

      it('takes 30,000 characters and 90 items, no more', async () => {
        for (let n = 0; n < 90; n += 1)
          await ledger.recordBackup('one', aRecord(`${n}`, '"1"'), aBackupLine('x'));
        const items = await ledger.inbox('one', 90);
        const json = 'ü'.repeat(30_000);
        await expect(
          ledger.saveWorkingState('one', 'chain', undefined, { json }, items),
        ).resolves.toMatchObject({ kind: 'changed' });
        expect((await ledger.workingState('one', 'chain'))?.value.json).toBe(json);
        await expect(ledger.inbox('one', 10)).resolves.toEqual([]);
        await expect(ledger.saveWorkingState('one', 'x', undefined, { json: `${json}ü` })).rejects.toThrow(
          'Cannot save working state "x" of "one": 30001 characters exceed the limit of 30000',
        );
        const many = Array.from({ length: 91 }, (_unused, n) => ({ key: `${n}`, blob: 'b' }));
        await expect(ledger.saveWorkingState('one', 'x', undefined, { json: '' }, many)).rejects.toThrow(
          '91 consumed inbox items exceed the limit of 90',
        );
      });

      it('lets one of many concurrent consumers win', async () => {
        for (const name of ['a', 'b', 'c'])
          await ledger.recordBackup('one', aRecord(name, '"1"'), aBackupLine('x'));
        const items = await ledger.inbox('one', 10);
        const outcomes = await Promise.all(
          Array.from({ length: 10 }, (_unused, index) =>
            harness.again().saveWorkingState('one', `s${index}`, undefined, { json: '1' }, items),
          ),
        );
        expect(outcomes.filter(({ kind }) => kind === 'changed')).toHaveLength(1);
        await expect(ledger.inbox('one', 10)).resolves.toEqual([]);
      });
    });

    describe('journal()', () => {
      it('is read in either order, page by page, by time and then by appending', async () => {
        const random = seededRandom(7);
        const at = (minute: number) => `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`;
        const entries = Array.from({ length: 120 }, (_unused, n) =>
          anEntry(`line ${n}`, { at: at(Math.floor(n / 3)) }),
        );
        const shuffled = Array.from({ length: 40 }, (_unused, minute) => minute).sort(() => random(3) - 1);
        for (const minute of shuffled)
          await ledger.appendJournal('one', entries.slice(minute * 3, minute * 3 + 3));
        await ledger.appendJournal('two', [anEntry('other')]);
        const read = async (newestFirst: boolean) => {
          const texts: string[] = [];
          let continuation: string | undefined;
          do {
            const page = await ledger.journal('one', {
              top: 50,
              newestFirst,
              ...(continuation && { continuation }),
            });
            expect(page.items.length).toBeLessThanOrEqual(50);
            texts.push(...page.items.map(({ text }) => text));
            ({ continuation } = page);
            if (continuation) expect(continuation).toMatch(/^[A-Za-z0-9_-]+$/);
          } while (continuation !== undefined);
          return texts;
        };
        const texts = entries.map(({ text }) => text);
        expect(await read(false)).toEqual(texts);
        expect(await read(true)).toEqual([...texts].reverse());
      });

      it('has no continuation on a last page that is full', async () => {
        await ledger.appendJournal('one', [anEntry('a'), anEntry('b')]);
        expect(await ledger.journal('one', { top: 2 })).toEqual({ items: [anEntry('a'), anEntry('b')] });
        await expect(ledger.journal('one', { top: 2, continuation: 'nonsense$' })).rejects.toMatchObject({
          code: 'InvalidContinuation',
        });
      });

      it('gives every line that evidence is made of, behind any number of lines about backups', async () => {
        await ledger.appendJournal('one', [anEntry('first', { kind: 'registered' })]);
        const about = Array.from({ length: 700 }, (_unused, n) =>
          anEntry(`backup ${n}`, { kind: 'backupRecorded', at: '2026-11-21T12:00:00.000Z' }),
        );
        const said = [
          anEntry('held', { kind: 'held', at: '2026-11-21T11:00:00.000Z' }),
          anEntry('sent', { kind: 'requestSent', at: '2026-11-21T13:00:00.000Z' }),
        ];
        await ledger.appendJournal('one', [...about, ...said]);
        const kinds = (await ledger.evidence('one')).lines.map(({ kind }) => kind);
        expect(kinds).toEqual(['registered', 'held', 'requestSent']);
      });

      it('gives all of it where an older version wrote the beginning', async () => {
        const lines = [anEntry('held', { kind: 'held' }), anEntry('a.trn', { kind: 'backupRecorded' })];
        await ledger.appendJournal('one', [...lines, anEntry('later')]);
        expect((await ledger.evidence('one')).lines.map(({ text }) => text)).toEqual(['held', 'later']);
      });

      it('takes more lines at once than a transaction does, in their order', async () => {
        const entries = Array.from({ length: 130 }, (_unused, n) => anEntry(`line ${n}`));
        await ledger.appendJournal('one', entries);
        await ledger.appendJournal('one', []);
        expect((await ledger.journal('one', { top: 1000 })).items).toEqual(entries);
      });
    });

    describe('journal lines with a working state', () => {
      it('are written with it, or not at all', async () => {
        const first = await ledger.saveWorkingState(
          'one',
          'watch',
          undefined,
          { json: '1' },
          [],
          [anEntry('a')],
        );
        expect(first.kind).toBe('changed');
        const late = harness
          .again()
          .saveWorkingState('one', 'watch', undefined, { json: '2' }, [], [anEntry('b')]);
        await expect(late).resolves.toEqual({ kind: 'conflict' });
        expect((await ledger.journal('one', { top: 9 })).items).toEqual([anEntry('a')]);
        expect((await ledger.journal('one', { top: 9, newestFirst: true })).items).toEqual([anEntry('a')]);
        expect((await ledger.evidence('one')).lines.map(unlinked)).toEqual([anEntry('a')]);
      });

      it('stand in no transaction with consumed items, nor beyond the limit', async () => {
        const item = { key: 'k', blob: 'b' };
        const saved = (consumed: readonly InboxItem[], lines: readonly JournalEntry[]) =>
          ledger.saveWorkingState('one', 'watch', undefined, { json: '1' }, consumed, lines);
        await expect(saved([item], [anEntry('a')])).rejects.toThrow(/journal lines exceed the limit of 0/);
        const many = Array.from({ length: 33 }, (_unused, n) => anEntry(`line ${n}`));
        await expect(saved([], many)).rejects.toThrow(/33 journal lines exceed the limit of 32/);
      });
    });

    describe('the chain of hashes', () => {
      const verdict = async (id: string, way = harness.again()) => verifyChain(id, await way.evidence(id));
      const intact = (entries: number) => expect.objectContaining({ state: 'intact', entries, unhashed: 0 });

      it('goes through every way of writing a line, in the order of writing', async () => {
        await register('one');
        const { etag } = (await ledger.control('one'))!;
        // Its clock is behind.
        const early = anEntry('held', { kind: 'held', at: '2026-11-21T09:00:00.000Z' });
        await ledger.changeControl('one', etag, aControlRow(), [early]);
        await ledger.saveWorkingState('one', 'watch', undefined, { json: '1' }, [], [anEntry('seen')]);
        await ledger.recordBackup('one', aRecord('a.bak', 'e1'), aBackupLine('recorded'));
        await ledger.appendJournal('one', [aBackupLine('recorded'), anEntry('swept')]);
        const { lines, head } = await harness.again().evidence('one');
        expect(lines.map(({ text, sequence }) => `${sequence} ${text}`)).toEqual([
          '1 registered one',
          '2 held',
          '3 seen',
          '4 swept',
        ]);
        expect(lines[1]).toEqual({
          ...early,
          sequence: 2,
          previousHash: lines[0]?.hash,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        });
        expect(head).toEqual({ head: lines[3]?.hash, entries: 4 });
        expect(await harness.again().journalHead('one')).toEqual(head);
        expect(await verdict('one')).toEqual(intact(4));
      });

      it('is that of the journal alone: pages show lines without hashes, and another migration has another', async () => {
        await register('one');
        await ledger.appendJournal('one', [anEntry('same')]);
        await ledger.appendJournal('two', [anEntry('same')]);
        expect((await ledger.journal('one', { top: 9, newestFirst: true })).items[0]).toEqual(
          anEntry('same'),
        );
        const [one, two] = [await ledger.evidence('one'), await ledger.evidence('two')];
        expect(one.lines[1]?.hash).not.toBe(two.lines[0]?.hash);
        expect(await ledger.journalHead('three')).toBeUndefined();
        expect(await ledger.evidence('three')).toEqual({ lines: [] });
      });

      it('tells each writer where the journal ends with its lines', async () => {
        await register('one');
        const appended = await ledger.appendJournal('one', [anEntry('a'), anEntry('b')]);
        expect(appended).toEqual(await ledger.journalHead('one'));
        const saved = await ledger.saveWorkingState('one', 'w', undefined, { json: '1' }, [], [anEntry('c')]);
        expect(saved).toMatchObject({ journal: (await ledger.journalHead('one'))! });
        expect(saved).toMatchObject({ journal: { entries: 4 } });
        expect(await ledger.saveWorkingState('one', 'v', undefined, { json: '1' })).not.toHaveProperty(
          'journal',
        );
        expect(await ledger.appendJournal('one', [aBackupLine('recorded')])).toBeUndefined();
      });

      it('does not fork when several write at the same time, in every way', async () => {
        await register('one');
        const writers = Array.from({ length: 8 }, (_unused, n) => {
          const way = n % 2 === 0 ? ledger : harness.again();
          return Promise.all([
            way.appendJournal('one', [anEntry(`append ${n}`), anEntry(`append ${n} too`)]),
            way.saveWorkingState('one', `s${n}`, undefined, { json: '1' }, [], [anEntry(`save ${n}`)]),
            changeSomehow(way, anEntry(`change ${n}`)),
          ]);
        });
        await Promise.all(writers);
        expect(await verdict('one')).toEqual(intact(1 + 8 * 4));
        const texts = (await ledger.evidence('one')).lines.map(({ text }) => text);
        expect(new Set(texts).size).toBe(texts.length);
      });

      it('a change that loses writes no line, and one that waited for another line is no conflict', async () => {
        await register('one');
        const other = harness.again();
        const { etag } = (await ledger.control('one'))!;
        await ledger.appendJournal('one', [anEntry('before')]);
        await other.appendJournal('one', [anEntry('between')]);
        await expect(
          ledger.changeControl('one', etag, aControlRow(), [anEntry('mine')]),
        ).resolves.toMatchObject({ kind: 'changed', journal: { entries: 4 } });
        await expect(other.changeControl('one', etag, aControlRow(), [anEntry('late')])).resolves.toEqual({
          kind: 'conflict',
        });
        expect(await verdict('one')).toEqual(intact(4));
      });

      it('begins anew with a migration of the same id, in every process that knew the former one', async () => {
        const other = harness.again();
        await register('one');
        await ledger.appendJournal('one', [anEntry('a')]);
        await other.appendJournal('one', [anEntry('b')]);
        await ledger.remove('one');
        await register('one');
        await other.appendJournal('one', [anEntry('c')]);
        expect((await ledger.evidence('one')).lines.map(({ text }) => text)).toEqual(['registered one', 'c']);
        expect(await verdict('one')).toEqual(intact(2));
      });

      it('is read as of one moment while others write', async () => {
        await register('one');
        const writing = (async () => {
          for (let n = 0; n < 30; n += 1) await ledger.appendJournal('one', [anEntry(`line ${n}`)]);
        })();
        const way = harness.again();
        for (let n = 0; n < 10; n += 1) expect((await verdict('one', way)).state).toBe('intact');
        await writing;
      });

      async function changeSomehow(way: Ledger, entry: JournalEntry): Promise<void> {
        for (;;) {
          const { etag } = (await way.control('one'))!;
          if ((await way.changeControl('one', etag, aControlRow(), [entry])).kind === 'changed') return;
        }
      }
    });

    describe('publish() and summaries()', () => {
      it('keeps the latest status document', async () => {
        await expect(ledger.status('one')).resolves.toBeUndefined();
        await ledger.publish('one', aStatus('one'), aSummary('one'));
        await ledger.publish('one', aStatus('one', { phase: 'ready' }), aSummary('one', { phase: 'ready' }));
        await expect(ledger.status('one')).resolves.toEqual(aStatus('one', { phase: 'ready' }));
        await expect(ledger.summaries({ top: 5 })).resolves.toEqual({
          items: [aSummary('one', { phase: 'ready' })],
        });
      });

      it('filters and pages in id order', async () => {
        const ids = Array.from({ length: 30 }, (_unused, n) => `m${String(n).padStart(2, '0')}`);
        await Promise.all(
          ids.map((id, n) =>
            ledger.publish(
              id,
              aStatus(id),
              aSummary(id, {
                phase: n % 2 === 0 ? 'following' : 'ready',
                engine: n % 3 === 0 ? 'lrs' : 'dms',
                blocked: n % 5 === 0,
                sourceDatabase: n === 7 ? "O'Hara SALES" : 'x',
              }),
            ),
          ),
        );
        const list = async (filter: object) => {
          const found: string[] = [];
          let continuation: string | undefined;
          do {
            const page = await ledger.summaries({ top: 4, ...filter, ...(continuation && { continuation }) });
            found.push(...page.items.map(({ id }) => id));
            ({ continuation } = page);
            expect(page.items.length).toBe(continuation === undefined ? page.items.length : 4);
          } while (continuation !== undefined);
          return found;
        };
        expect(await list({})).toEqual(ids);
        expect(await list({ phase: 'ready' })).toEqual(ids.filter((_id, n) => n % 2 === 1));
        expect(await list({ engine: 'lrs', blocked: true })).toEqual(['m00', 'm15']);
        expect(await list({ blocked: false })).toHaveLength(24);
        expect(await list({ q: "o'hara sal" })).toEqual(['m07']);
        expect(await list({ q: 'M1' })).toEqual(ids.filter((id) => id.startsWith('m1')));
        expect(await list({ phase: "it's" })).toEqual([]);
        expect(await ledger.summaries({ top: 30 })).not.toHaveProperty('continuation');
        await expect(ledger.summaries({ top: 1, continuation: '!' })).rejects.toMatchObject({
          code: 'InvalidContinuation',
        });
      });
    });

    it('holds more backups of a migration than two pages of the store, read to the last', async () => {
      const numbers = Array.from({ length: 2_100 }, (_unused, n) => n);
      const queue = [...numbers];
      const worker = async (): Promise<void> => {
        for (let n = queue.pop(); n !== undefined; n = queue.pop())
          await ledger.recordBackup(
            'big',
            aLog(`log-${String(n).padStart(5, '0')}.trn`, `${n + 1}`),
            aBackupLine('x'),
          );
      };
      await Promise.all(Array.from({ length: 16 }, worker));
      const names = (await ledger.backupIndex('big')).map(({ name }) => name);
      expect(names).toHaveLength(2_100);
      expect([...names].sort()).toEqual(names);
      expect(await all(ledger.currentBackups('big'))).toHaveLength(2_100);
      const beyond = await ledger.logsBeyond('big', lsnSortKey(parseLsn('600')));
      expect(beyond.map(({ sets }) => Number(sets[0]?.lastLsn))).toEqual(
        numbers.slice(600).map((n) => n + 1),
      );
      expect(await ledger.inbox('big', 1_500)).toHaveLength(1_500);
    }, 120_000);
  });
}
