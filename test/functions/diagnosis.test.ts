/** What the service says is wrong, with cause and remedy: in the status, in the journal, and on the command line's page. */
import { statusDocument } from '../../cli/documents';
import { paintFor } from '../../cli/render/paint';
import { statusPage } from '../../cli/render/status-page';
import { createEngines } from '../../functions/wire';
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { withExplainedReasons } from '../../shared/adapters/failures/explained-reasons';
import { diagnose } from '../../shared/adapters/failures/failure-catalogue';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import { escapeMarkdown } from '../../shared/core/views/escape-markdown';
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { startTinyArm } from '../adapters/arm/tiny-arm';
import { ID, readyWorld, SCOPE, TARGET, type World } from '../support/world';
import { Api } from './http-api';

const KNOWN = diagnose(
  '2009',
  'Migration failed: the backup is missing checksum. See https://aka.ms/dms#error-code-2009---migrationrestorefailed',
);
const UNKNOWN = diagnose('9999', 'something new. See https://aka.ms/dms#error-code-9999');
const FOLDER = 'There are backups from multiple databases in the container folder';

async function shown(
  world: World,
): Promise<{ status: StatusDocument; page: string; journal: readonly string[] }> {
  await world.assess();
  const answer = await new Api(world.caps).send('get');
  const status = JSON.parse(answer.text) as StatusDocument;
  const page = statusPage(statusDocument.parse(status), paintFor({ env: {}, outIsTty: false })).join('\n');
  return { status, page, journal: await world.journal() };
}

describe.each(['failed', 'running'] as const)('a failure while the migration is %s', (state) => {
  const failed = { state, rawState: state, failure: KNOWN, blockingReasons: [`2009: ${KNOWN.message}`] };

  test('cause and remedy are in the status, the journal line that appears with it, and the page', async () => {
    const world = await readyWorld();
    expect(KNOWN).toMatchObject({ cause: expect.any(String), remedy: expect.any(String) });
    world.engine.set(TARGET, failed);
    const { status, page, journal } = await shown(world);
    expect(status.engineStatus?.failure).toEqual(KNOWN);
    expect(page.split(`2009: ${KNOWN.message}`)).toHaveLength(2);
    expect(page).toContain(`cause: ${KNOWN.cause}`);
    expect(page).toContain(`remedy: ${KNOWN.remedy}`);
    const lines = journal.filter((line) => line.includes(KNOWN.message));
    expect(lines).toEqual([
      `Blocked: the service failed: 2009 ${KNOWN.message} — cause: ${KNOWN.cause} Remedy: ${KNOWN.remedy}`,
    ]);
    await world.assess();
    expect(await world.journal()).toEqual(journal);
  });

  test('an unknown code passes with the service’s own text and link, and nothing is made up', async () => {
    const world = await readyWorld();
    expect(UNKNOWN).toEqual({ code: '9999', message: UNKNOWN.message });
    world.engine.set(TARGET, { ...failed, failure: UNKNOWN, blockingReasons: [] });
    const { status, page, journal } = await shown(world);
    expect(status.engineStatus?.failure).toEqual(UNKNOWN);
    expect(page).toContain(`9999: ${UNKNOWN.message}`);
    expect(page).not.toMatch(/cause:|remedy:/);
    expect(journal.at(-1)).toBe(`Blocked: the service failed: 9999 ${UNKNOWN.message}`);
  });
});

describe('a migration that ended failed', () => {
  /** What the watch does at the end. */
  async function ended(world: World): Promise<Awaited<ReturnType<typeof shown>> & { evidence: string }> {
    const { decision } = await world.assess();
    const [command] = decision.commands;
    if (command?.kind !== 'end') throw new Error(`no end, but ${String(command?.kind)}`);
    await endMigration(world.caps, ID, command);
    const answer = await new Api(world.caps).send('evidence', { query: { format: 'markdown' } });
    return { ...(await shown(world)), evidence: answer.text };
  }

  test.each([
    ['new DMS', '2009', 'no checksum. See https://aka.ms/dms#error-code-2009---migrationrestorefailed'],
    [
      'Log Replay Service',
      'BrokenRestorePlanGapInLogBackups',
      'FirstLSN of current log backup is not equal to LastLSN',
    ],
    ['classic DMS', '', 'Malformed accountName value'],
  ])(
    '%s: what happened and what to do in headline, journal, evidence and page',
    async (_name, code, said) => {
      const failure = diagnose(code, said);
      if (failure.remedy === undefined) throw new Error(`the catalogue does not know ${said}`);
      const world = await readyWorld();
      world.engine.set(TARGET, { state: 'failed', rawState: 'Failed', failure });
      const text = `${`${code} ${said}`.trim()} — cause: ${failure.cause} Remedy: ${failure.remedy}`;
      const { status, page, journal, evidence } = await ended(world);
      expect(status.headline).toBe(`Failed: ${text}`);
      expect(journal).toContain(`Ended failed: ${text}`);
      expect(evidence).toContain(
        `| ended | failed at ${world.clock.now().toISOString()}: ${escapeMarkdown(text)} |`,
      );
      expect(page).toContain(failure.remedy);
    },
  );

  test('an unknown code passes with the service’s own text and link', async () => {
    const world = await readyWorld();
    world.engine.set(TARGET, { state: 'failed', rawState: 'Failed', failure: UNKNOWN });
    const { status, journal, evidence } = await ended(world);
    expect(status.headline).toBe(`Failed: 9999 ${UNKNOWN.message}`);
    expect(journal).toContain(`Ended failed: 9999 ${UNKNOWN.message}`);
    expect(evidence).toContain(`9999 ${escapeMarkdown(UNKNOWN.message)} |`);
  });
});

describe('a reason that blocks without a failure', () => {
  const explain = async (...blockingReasons: readonly string[]): Promise<readonly string[]> => {
    const world = await readyWorld();
    world.engine.set(TARGET, { blockingReasons });
    const engine = withExplainedReasons({ ...bound(world) });
    const reading = await engine.read(TARGET);
    return reading.kind === 'read' ? reading.status.blockingReasons : [];
  };

  test('is explained by its text, by its code, or left as it is', async () => {
    const [known, code, unknown, long] = await explain(
      FOLDER,
      'MigrationTimeoutWaitingForRetry: too late',
      'fileUploadBlockingErrorCount: 2',
      `${FOLDER} ${'x'.repeat(2_000)}`,
    );
    expect(known).toBe(
      `${FOLDER} — cause: The folder holds backups of several databases. Remedy: Keep one folder for each database, then start the migration again.`,
    );
    expect(code).toMatch(/too late — cause: .* Remedy: /);
    expect(unknown).toBe('fileUploadBlockingErrorCount: 2');
    expect(long!.length).toBeLessThan(1_500);
    expect(long).toMatch(/… — cause: .* Remedy: Keep one folder/);
  });

  test('is explained in status, journal and page of a running migration', async () => {
    const world = await readyWorld();
    world.engine.set(TARGET, { blockingReasons: await explain(FOLDER) });
    const { status, page, journal } = await shown(world);
    const expected = expect.stringContaining('Remedy: Keep one folder for each database');
    expect(status.engineStatus?.blockingReasons).toEqual([expected]);
    expect(status.blocked?.reason).toEqual(expected);
    expect(page).toEqual(expected);
    expect(journal.at(-1)).toEqual(expected);
  });

  test('is explained by the engines as the app wires them', async () => {
    const server = await startTinyArm();
    try {
      const engines = createEngines(
        createArmClient({ endpoint: server.origin, credential: loopbackCredential() }),
      );
      const properties = {
        migrationStatus: 'InProgress',
        provisioningState: 'Succeeded',
        migrationOperationId: 'one',
        migrationStatusDetails: { restoreBlockingReason: FOLDER },
      };
      server.script({ status: 200, body: { properties } });
      const reading = await engines.dms.read({ scopeId: SCOPE, databaseName: 'Shop' });
      expect(reading).toMatchObject({
        kind: 'read',
        status: { blockingReasons: [expect.stringMatching(/^There are backups .* — cause: .* Remedy: /)] },
      });
    } finally {
      await server.close();
    }
  });
});

/** The world's engine as plain functions. */
function bound({ engine }: World) {
  return {
    read: engine.read.bind(engine),
    create: engine.create.bind(engine),
    cutover: engine.cutover.bind(engine),
    cancel: engine.cancel.bind(engine),
    retry: engine.retry.bind(engine),
    readTargetDatabase: engine.readTargetDatabase.bind(engine),
    discover: engine.discover.bind(engine),
  };
}
