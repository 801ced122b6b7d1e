/** A migration by hand, as an operator would: out of order, doubled, with a gap; then what must refuse. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endToEnd } from './end-to-end';
import { chaosArgs, onBundledHost } from './judged-host';
import { LocalStack, takeBackups } from './local-stack';

/** From the first upload to the evidence: the gap is named, closed, and the cutover confirmed. */
async function migrateByHand(local: LocalStack): Promise<void> {
  const { files, tail } = takeBackups('orders', 1);
  expect((await local.api('POST', '/migrations', local.body('orders'))).status).toBe(202);
  for (const name of [
    tail,
    'log2.trn',
    'full.bak',
    'log4.trn',
    'log1.trn',
    'full.bak',
    'log4.trn',
    'diff.bak',
  ])
    await local.upload('orders', name, files[name]!);

  const gapped = await local.until(
    'orders',
    'a gap',
    (status) => status.chain?.gap !== undefined && status.chain.path.lastFile === 'orders/diff.bak',
  );
  const board = (
    await local.api<{ items: { name: string; firstLsn: string; lastLsn: string; state: string }[] }>(
      'GET',
      '/migrations/orders/backups',
    )
  ).body.items;
  const log4 = board.find((item) => item.name === 'orders/log4.trn');
  const diff = board.find((item) => item.name === 'orders/diff.bak');
  expect(gapped.chain?.gap).toMatchObject({
    needLsn: diff?.lastLsn,
    firstAvailableLsn: log4?.firstLsn,
    lastGoodFile: 'orders/diff.bak',
    nextFile: 'orders/log4.trn',
  });
  expect(log4?.state).toBe('beyondGap');
  // The status shows a gap at once; the event is written by the next look, which the missing log must not outrun.
  await untilGapTold(local, 'orders', diff?.lastLsn ?? 'of diff.bak');

  await local.upload('orders', 'log3.trn', files['log3.trn']!);
  await local.until(
    'orders',
    'the closed gap',
    (status) =>
      status.phase === 'following' &&
      status.chain?.status === 'complete' &&
      status.chain.path.lastFile === `orders/${tail}`,
  );
  const early = await local.api('POST', '/migrations/orders/cutover', {
    confirm: 'mi1/orders',
    expectedTail: `orders/${tail}`,
  });
  expect(early).toMatchObject({ status: 409, body: { detail: expect.stringContaining('tail.proven') } });

  expect((await local.api('POST', '/migrations/orders/tail', { blob: `orders/${tail}` })).status).toBe(200);
  const ready = await local.until('orders', 'readiness', (status) => status.phase === 'ready');
  const open = ready.readiness.checks.filter(({ state }) => state !== 'met');
  expect(open.map(({ code, state }) => [code, state])).toEqual([
    ['source.closed', 'notConfigured'],
    ['source.tail-is-last', 'notConfigured'],
  ]);
  expect(await local.cutovers('orders')).toEqual([]);

  expect(
    (
      await local.api('POST', '/migrations/orders/cutover', {
        confirm: 'mi1/ordres',
        expectedTail: `orders/${tail}`,
      })
    ).status,
  ).toBe(400);
  expect(
    (
      await local.api('POST', '/migrations/orders/cutover', {
        confirm: 'mi1/orders',
        expectedTail: 'orders/log4.trn',
      })
    ).status,
  ).toBe(400);
  expect(
    (
      await local.api('POST', '/migrations/orders/cutover', {
        confirm: 'mi1/orders',
        expectedTail: `orders/${tail}`,
      })
    ).status,
  ).toBe(202);
  const done = await local.until('orders', 'the end', (status) => status.phase === 'completed');
  expect(done.cutover).toMatchObject({ attempt: 1, state: 'confirmed' });
  expect((await local.cutovers('orders')).map((request) => request.accepted)).toEqual([true]);
  const evidence = (
    await local.api<{ outcome: string; atSending: { path: string[] } }>('GET', '/migrations/orders/evidence')
  ).body;
  expect(evidence).toMatchObject({
    outcome: 'confirmed',
    atSending: {
      path: ['full.bak', 'diff.bak', 'log3.trn', 'log4.trn', tail].map((name) => `orders/${name}`),
    },
  });
}

interface Told {
  readonly event: string;
  readonly phase?: string;
  readonly migration: string;
  readonly text: string;
}

/** Events of a migration, as lines of the host's log. */
function eventsOf(local: LocalStack, id: string): readonly Told[] {
  const lines = readFileSync(join(local.stack.logs, 'host.log'), 'utf8').split('\n');
  const events = lines.flatMap((line) => /\{"event":.*\}/.exec(line) ?? []);
  return events.map((text) => JSON.parse(text) as Told).filter(({ migration }) => migration === id);
}

/** Waits until the hole that needs this LSN was told. */
async function untilGapTold(local: LocalStack, id: string, needLsn: string): Promise<void> {
  const isTold = ({ event, text }: Told): boolean => event === 'gapFound' && text.includes(needLsn);
  const limit = Date.now() + 40_000;
  while (!eventsOf(local, id).some(isTold)) {
    if (Date.now() > limit)
      throw new Error(`The event gapFound of ${id} at LSN ${needLsn} was awaited for 40 s`);
    await sleep(200);
  }
}

const STORY =
  'files in any order, some twice, one missing: the gap is named, closed, and the cutover confirmed';

endToEnd('a migration by hand', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  test(
    STORY,
    async () => {
      await migrateByHand(local);
      const events = eventsOf(local, 'orders');
      // A look between two uploads sees another hole: each is told once, and none is closed before the last.
      const gaps = events.filter(({ event }) => ['gapFound', 'gapClosed'].includes(event));
      const earlier = gaps.slice(1).map(() => 'gapFound');
      expect(gaps.map(({ event }) => event)).toEqual([...earlier, 'gapClosed']);
      expect(new Set(gaps.map(({ text }) => text)).size).toBe(gaps.length);
      const changes = events.flatMap(({ event }) => (event === 'standing' ? [] : [event]));
      expect(changes.slice(-4)).toEqual(['sent', 'answered', 'outcome', 'ended']);
      const stood = events.flatMap(({ event, phase }) => (event === 'standing' ? [phase] : []));
      expect(stood.filter((phase, at) => phase !== stood[at - 1])).toEqual(
        expect.arrayContaining(['following', 'ready', 'completed']),
      );
    },
    120_000,
  );

  describe('refuses the cutover and says why', () => {
    let seed = 100;

    /** Everything uploaded, the tail named, ready. */
    async function readyMigration(id: string): Promise<string> {
      const { files, names, tail } = takeBackups(id, seed++);
      await local.api('POST', '/migrations', local.body(id));
      for (const name of names) await local.upload(id, name, files[name]!);
      await local.api('POST', `/migrations/${id}/tail`, { blob: `${id}/${tail}` });
      await local.until(id, 'readiness', (status) => status.phase === 'ready');
      return `${id}/${tail}`;
    }

    const refused = (check: string, text: string) => ({
      status: 409,
      body: { detail: expect.stringMatching(new RegExp(`${check}: .*${text}`, 's')) },
    });

    async function tryCutover(id: string, tail: string) {
      const answer = await local.api('POST', `/migrations/${id}/cutover`, {
        confirm: `mi1/${id}`,
        expectedTail: tail,
      });
      expect(await local.cutovers(id)).toEqual([]);
      return answer;
    }

    test.concurrent(
      'while the service says 0 pending but a log is missing on its side',
      async () => {
        await local.control('POST', '/faults', {
          kind: 'hideBlob',
          match: { database: 'blind' },
          file: '*tail.trn',
        });
        const { files, names, tail } = takeBackups('blind', seed++);
        await local.api('POST', '/migrations', local.body('blind'));
        for (const name of names) await local.upload('blind', name, files[name]!);
        await local.api('POST', '/migrations/blind/tail', { blob: `blind/${tail}` });
        const stuck = await local.until(
          'blind',
          'zero pending without the tail',
          (status) =>
            status.engineStatus?.pendingLogs === 0 &&
            status.engineStatus.lastRestoredFile?.endsWith('log4.trn') === true,
        );
        expect(stuck.readiness.checks.find((check) => check.code === 'pending.zero')?.state).toBe('met');
        expect(await tryCutover('blind', `blind/${tail}`)).toMatchObject(
          refused('tail.restored', 'log4.trn last, not the tail blind/tail.trn'),
        );
      },
      90_000,
    );

    test.concurrent(
      'while the service omits the pending count',
      async () => {
        const tail = await readyMigration('omitted');
        await local.control('POST', '/faults', {
          kind: 'omit',
          match: { database: 'omitted', operation: 'get' },
          times: 'forever',
          paths: ['properties.migrationStatusDetails.pendingLogBackupsCount'],
        });
        expect(await tryCutover('omitted', tail)).toMatchObject(
          refused('pending.zero', 'treated as unknown, not zero'),
        );
      },
      90_000,
    );

    test.concurrent(
      'while a blob newer than the tail cannot be read',
      async () => {
        const tail = await readyMigration('unread');
        await local.upload(
          'unread',
          'late.trn',
          takeBackups('unread', 7).files['log1.trn']!.subarray(0, 5_000),
        );
        expect(await tryCutover('unread', tail)).toMatchObject(refused('nothing-newer', ''));
        await local.upload('unread', 'late.trn', new Uint8Array());
        expect(await tryCutover('unread', tail)).toMatchObject(refused('nothing-newer', 'late.trn'));
        const late = (
          await local.api<{ items: { name: string; state: string }[] }>('GET', '/migrations/unread/backups')
        ).body.items.find((item) => item.name === 'unread/late.trn');
        expect(late?.state).toBe('unreadable');
        const etag = (await local.container.getBlockBlobClient('unread/late.trn').getProperties()).etag ?? '';
        await local.api('POST', '/migrations/unread/exclude', {
          blob: 'unread/late.trn',
          etag: etag.replaceAll('"', ''),
          reason: 'not ours',
        });
        await local.api('POST', '/migrations/unread/exclude', {
          blob: 'unread/late.trn',
          etag,
          reason: 'not ours',
        });
        expect(
          (
            await local.api('POST', '/migrations/unread/cutover', {
              confirm: 'mi1/unread',
              expectedTail: tail,
            })
          ).status,
        ).toBe(202);
      },
      90_000,
    );

    test.concurrent(
      'while held, and again after the release it goes',
      async () => {
        const tail = await readyMigration('held');
        expect(
          (await local.api('POST', '/migrations/held/hold', { reason: 'the application is still writing' }))
            .body,
        ).toMatchObject({ held: { reason: 'the application is still writing' } });
        expect(await tryCutover('held', tail)).toMatchObject(
          refused('policy.allows', 'the application is still writing'),
        );
        expect((await local.api('POST', '/migrations/held/release', {})).status).toBe(200);
        expect(
          (await local.api('POST', '/migrations/held/cutover', { confirm: 'mi1/held', expectedTail: tail }))
            .status,
        ).toBe(202);
        await local.until('held', 'the end', (status) => status.phase === 'completed');
      },
      90_000,
    );

    test.concurrent(
      "while the source's backups lack checksums, until that is waived",
      async () => {
        const { files, names, tail } = takeBackups('unsummed', seed++, { checksums: false });
        await local.api('POST', '/migrations', local.body('unsummed'));
        for (const name of names) await local.upload('unsummed', name, files[name]!);
        await local.api('POST', '/migrations/unsummed/tail', { blob: `unsummed/${tail}` });
        await local.until(
          'unsummed',
          'all checks but one',
          (status) =>
            status.readiness.checks
              .filter(({ state }) => state !== 'met' && state !== 'notConfigured')
              .map((check) => check.code)
              .join() === 'backups.checksums',
        );
        expect(await tryCutover('unsummed', `unsummed/${tail}`)).toMatchObject(
          refused('backups.checksums', 'without CHECKSUM'),
        );
        const seen = await local.api('GET', '/migrations/unsummed');
        const policy = {
          policy: { waive: [{ check: 'backups.checksums', reason: 'verified with RESTORE VERIFYONLY' }] },
        };
        expect(
          (await local.api('PATCH', '/migrations/unsummed', policy, { 'if-match': '"stale"' })).status,
        ).toBe(412);
        expect(
          (
            await local.api('PATCH', '/migrations/unsummed', policy, {
              'if-match': seen.headers.get('etag') ?? '',
            })
          ).status,
        ).toBe(200);
        const ready = await local.until('unsummed', 'readiness', (status) => status.phase === 'ready');
        expect(ready.readiness.checks.find((check) => check.code === 'backups.checksums')?.state).toBe(
          'waived',
        );
      },
      90_000,
    );
  });
});

onBundledHost('a migration by hand on a host in disorder', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start({ hostArgs: chaosArgs('7') });
  }, 60_000);
  afterAll(() => local.stop());

  test(STORY, () => migrateByHand(local), 120_000);
});
