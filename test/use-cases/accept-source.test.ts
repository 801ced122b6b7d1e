/** Backups of another database or server: nothing is sent in any mode until an operator accepted the names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyMode } from '../../shared/core/migration/policy';
import type { Registration } from '../../shared/core/migration/registration';
import { type CheckResult, unmetChecks } from '../../shared/core/readiness/checks';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { acceptSource } from '../../shared/use-cases/operate/accept-source';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { anApproval } from '../support/facts';
import { describeShared } from '../support/shared-folder';
import { ADA, ID, OPERATION, someBackups, World } from '../support/world';

const TAIL = 'log3.final.trn';

/** A migration whose service has restored everything in the folder, whatever the folder holds. */
async function restored(
  backups: Readonly<Record<string, Uint8Array>>,
  change: {
    readonly source?: Registration['source'];
    readonly mode?: PolicyMode;
    readonly last?: string;
  } = {},
): Promise<World> {
  const world = new World();
  const { source = { databaseName: 'Shop' }, mode = 'auto', last = TAIL } = change;
  await world.register({ source }, { mode });
  world.runs(undefined, { sourceDatabaseName: source.databaseName });
  for (const [name, content] of Object.entries(backups)) world.put(name, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.clock.forward(60);
  // With a chain of another database no file is known to end it, and no reading is remembered for one.
  await world.assess('whole');
  const [full = ''] = Object.keys(backups);
  const files = [{ name: full, state: 'restored', rawState: 'Restored' } as const];
  const sets = [{ type: 'full', restored: true, files, ignoreReasons: [] } as const];
  world.runs(last, { sourceDatabaseName: source.databaseName, sets });
  await world.assess();
  world.clock.forward(31);
  await world.assess();
  world.clock.forward(16);
  return world;
}

async function checkOf(world: World): Promise<CheckResult | undefined> {
  const { decision } = await world.assess('whole');
  return decision.readiness.checks.find(({ code }) => code === 'source.matches');
}

/** As the watch does: what it assesses is what an attempt is made for. */
async function attempt(world: World): Promise<void> {
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
}

test.each(['auto', 'manual', 'approve'] as const)(
  'mode %s: nothing is sent for another database',
  async (mode) => {
    const world = await restored(someBackups('Shop_Hard'), { mode });

    expect(await checkOf(world)).toMatchObject({
      state: 'unmet',
      reason:
        'Shop is registered, but full.bak, log1.trn, log2.trn, log3.final.trn are of Shop_Hard on SQL01',
    });
    expect(await approveCutover(world.caps, ADA, { confirm: 'mi/Shop', expectedTail: TAIL })).toMatchObject({
      kind: 'refused',
      refusal: expect.stringContaining('source.matches: Shop is registered, but') as string,
    });
    await attempt(world);
    expect(world.sends).toBe(0);
    const { decision } = await world.assess();
    expect(unmetChecks(decision.readiness.checks).map(({ code }) => code)).toEqual(['source.matches']);
    expect(decision.headline).toBe(
      'Blocked: Shop is registered, but full.bak, log1.trn, log2.trn, log3.final.trn are of Shop_Hard on SQL01',
    );
  },
);

test('an accepted name is one operator act, journaled, in the evidence, and lets the cutover go', async () => {
  const world = await restored(someBackups('Shop_Hard'));
  const accepted = await acceptSource(world.caps, ADA, { database: 'shop_hard' });

  expect(accepted).toMatchObject({
    kind: 'changed',
    control: { acceptedSources: [{ by: ADA.by, databaseName: 'Shop_Hard', serverName: 'SQL01' }] },
  });
  expect(await world.journal()).toContain(
    'Backups of Shop_Hard on SQL01 accepted as those of Shop: full.bak, log1.trn, log2.trn',
  );
  await attempt(world);
  expect(world.sends).toBe(1);
  const evidence = await readEvidence(world.stored, ID);
  expect(evidence?.atSending?.checks.find(({ code }) => code === 'source.matches')?.reason).toMatch(
    /^4 backups of Shop_Hard on SQL01, accepted by ada@example.com at /,
  );
});

test('accepting a source ends an approval that stands: whoever gave it saw other backups count', async () => {
  const world = await restored(someBackups('Shop_Hard'), { mode: 'manual' });
  await world.change({ approvals: [anApproval()] });
  const accepted = await acceptSource(world.caps, ADA, { database: 'Shop_Hard' });

  const reason =
    'the approval of ada@example.com is void: ada@example.com accepted backups of Shop_Hard on SQL01';
  expect(accepted).toMatchObject({ control: { approvals: [{ ended: { state: 'void', reason } }] } });
  expect(await world.journal()).toContain(`The approval${reason.slice('the approval'.length)}`);
  await attempt(world);
  expect(world.sends).toBe(0);
});

test('accepting again changes nothing; what is not there cannot be accepted', async () => {
  const world = await restored(someBackups('Shop_Hard'));
  expect(await acceptSource(world.caps, ADA, { database: 'Shop' })).toEqual({
    kind: 'mistyped',
    field: 'database',
    reason: 'type the names as the headers have them: database Shop_Hard',
  });
  await acceptSource(world.caps, ADA, { database: 'Shop_Hard' });
  const before = await world.stored.control(ID);
  expect(await acceptSource(world.caps, ADA, { database: 'Shop_Hard' })).toMatchObject({ kind: 'changed' });
  expect(await world.stored.control(ID)).toEqual(before);
  expect(await acceptSource(world.caps, ADA, { database: 'Third' })).toEqual({
    kind: 'refused',
    refusal: 'Cannot accept the source: no backup on the path has another source than Shop',
  });
  expect(await acceptSource(world.caps, { ...ADA, id: 'nobody' }, { database: 'Third' })).toEqual({
    kind: 'unknownMigration',
  });
});

test('an unlisted server is typed with the database; the listed ones need nothing', async () => {
  const servers = { databaseName: 'Shop', serverNames: ['SQL02', 'SQL03'] };
  const world = await restored(someBackups(), { source: servers });
  expect(await acceptSource(world.caps, ADA, { database: 'Shop' })).toEqual({
    kind: 'mistyped',
    field: 'server',
    reason: 'type the names as the headers have them: database Shop and server SQL01',
  });
  expect((await checkOf(world))?.state).toBe('unmet');
  expect(await acceptSource(world.caps, ADA, { database: 'Shop', server: 'sql01' })).toMatchObject({
    kind: 'changed',
  });
  expect((await checkOf(world))?.state).toBe('met');

  const listed = await restored(someBackups(), { source: { ...servers, serverName: 'sql01' } });
  expect((await checkOf(listed))?.state).toBe('met');
});

test('a name accepted before anything is restored leads the chain to its backups', async () => {
  const world = new World();
  await world.register();
  world.runs();
  for (const [name, content] of Object.entries(someBackups('Shop_Hard'))) world.put(name, content);
  const { decision, facts } = await world.assess();
  expect(facts.chain.pathFiles).toBe(0);
  expect(decision.blocked?.what).toMatch(/^Shop is registered, but full.bak, .* are of Shop_Hard on SQL01$/);

  await acceptSource(world.caps, ADA, { database: 'Shop_Hard' });
  const after = await world.assess();
  expect(after.facts.chain).toMatchObject({ status: 'complete', pathFiles: 4 });
  expect(after.decision.blocked).toBeUndefined();
});

test('whose backups these are is counted on as log after log arrives', async () => {
  const world = new World();
  await world.register();
  const { 'full.bak': full, 'log1.trn': log1, 'log2.trn': log2 } = someBackups();
  for (const [name, content] of Object.entries({ 'full.bak': full, 'log1.trn': log1, 'log2.trn': log2 })) {
    if (content) world.put(name, content);
    await world.assess('thorough');
    await world.assess();
  }
  await adoptMigration(world.caps, ID, OPERATION);
  const { facts, whole } = await world.assess();
  expect(whole).toBeUndefined();
  expect(facts.chain.sources).toEqual([
    { databaseName: 'Shop', serverName: 'SQL01', files: ['full.bak', 'log1.trn', 'log2.trn'], sets: 3 },
  ]);
});

describeShared('a folder of another database', 'cases/wrongdb', (folder) => {
  const FILES = ['ODS_Hard_FULL.bak', 'ODS_Hard_LOG_1.trn', 'ODS_Hard_LOG_2.final.trn'];

  test.each(['auto', 'manual', 'approve'] as const)(
    'mode %s: ODS that holds ODS_Hard is not cut over before it is accepted',
    async (mode) => {
      const files = Object.fromEntries(FILES.map((name) => [name, readFileSync(join(folder, name))]));
      const last = FILES.at(-1) ?? '';
      const world = await restored(files, { source: { databaseName: 'ODS' }, last, mode });
      expect((await checkOf(world))?.reason).toMatch(
        /^ODS is registered, but ODS_Hard_FULL\.bak, .* are of ODS_Hard on /,
      );
      await attempt(world);
      expect(world.sends).toBe(0);

      expect(await acceptSource(world.caps, ADA, { database: 'ODS_Hard' })).toMatchObject({
        kind: 'changed',
      });
      if (mode !== 'auto')
        expect(
          await approveCutover(
            world.caps,
            ADA,
            { confirm: 'mi/Shop', expectedTail: last },
            mode === 'approve' ? 'approve' : 'cutover',
          ),
        ).toMatchObject({
          kind: 'changed',
        });
      await attempt(world);
      expect(world.sends).toBe(1);
    },
  );
});
