/** A watched migration moves between two ledgers, as docs/operate.md says: it ends in one, and is cut over once from the other. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ran, runCommand } from './command-line';
import { endToEnd } from './end-to-end';
import { type TakenFiles, LocalStack, takeBackups } from './local-stack';

const TARGET = 'mi1/shop';

endToEnd('move', () => {
  let here: LocalStack;
  let there: LocalStack;
  let taken: { readonly files: TakenFiles; readonly names: readonly string[]; readonly tail: string };

  beforeAll(async () => {
    taken = takeBackups('shop', 727);
    here = await LocalStack.start();
    // A host and a ledger of their own; the backups and the service are those of the first.
    const settings = {
      BackupStorage: here.stack.storage.connectionString,
      ArmEndpoint: here.stack.emulatorUrl,
      LedgerTablePrefix: 'Other',
    };
    there = await LocalStack.start({ settings });
  }, 120_000);
  afterAll(async () => {
    await there.stop();
    await here.stop();
  });

  const cli = async (local: LocalStack, ...args: readonly string[]) => {
    const ran = await runCommand(local.stack.hostUrl, ...args);
    return { ...ran, all: ran.out + ran.err };
  };

  function kept(name: string, { out }: Ran): string {
    const file = join(here.folder, name);
    writeFileSync(file, out);
    return file;
  }

  test('is exported for good, refused without the mark, imported held, and cut over once', async () => {
    const tail = `shop/${taken.tail}`;
    const approval = { confirm: TARGET, expectedTail: tail };
    const post = async (local: LocalStack, path: string, body: unknown): Promise<number> =>
      (await local.api('POST', path, body)).status;

    expect(await post(here, '/migrations', here.body('shop'))).toBe(202);
    const logs = taken.names.filter((name) => name !== taken.tail);
    for (const name of logs) await here.upload('shop', name, taken.files[name]!);
    await here.until('shop', 'the creation', ({ phase }) => phase === 'following');
    await here.until('shop', 'the last log', ({ chain }) => chain?.path.lastFile === `shop/${logs.at(-1)}`);
    const { home } = (await there.api<{ home: string }>('GET', '/ledger')).body;
    expect(await post(there, '/ledger/freeze', { reason: 'migrations arrive' })).toBe(200);

    const backup = kept('backup.ndjson', await cli(here, 'admin', 'export'));
    const refused = await cli(there, 'admin', 'import', backup, '--apply');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.all).toContain('the document is a backup; export it there to this ledger');
    expect((await there.api('GET', '/migrations/shop')).status).toBe(404);

    const order = ['--to', home, '--reason', 'another region', '--confirm', TARGET];
    const exported = await cli(here, 'admin', 'export', 'shop', ...order);
    expect(exported).toMatchObject({ exitCode: 0 });
    const file = kept('shop.ndjson', exported);
    await here.until('shop', 'the end in the first ledger', ({ phase }) => phase === 'exported');
    expect(await post(here, '/migrations/shop/cutover', approval)).toBe(409);
    expect(await cli(there, 'admin', 'import', file, '--apply')).toMatchObject({ exitCode: 0 });
    const again = await cli(there, 'admin', 'import', file, '--apply');
    expect(again).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('was imported before') as string,
    });

    await here.upload('shop', taken.tail, taken.files[taken.tail]!);
    const arrived = await there.until('shop', 'the chain', ({ chain }) => chain?.path.lastFile === tail);
    expect(arrived).toMatchObject({
      held: { reason: expect.stringContaining('imported') as string },
      frozen: { reason: 'migrations arrive' },
    });
    expect(await post(there, '/migrations/shop/tail', { blob: tail })).toBe(200);
    expect(await post(there, '/ledger/thaw', { reason: 'all have arrived' })).toBe(200);
    expect(await post(there, '/migrations/shop/cutover', approval)).toBe(409);
    expect(await post(there, '/migrations/shop/release', {})).toBe(200);
    await there.until('shop', 'readiness', ({ readiness }) => readiness.ready);
    expect(await here.cutovers('shop')).toEqual([]);
    expect(await post(there, '/migrations/shop/cutover', approval)).toBe(202);
    await there.until('shop', 'the cutover', ({ phase }) => phase === 'completed');
    expect(await here.cutovers('shop')).toMatchObject([{ accepted: true }]);
    expect((await here.status('shop')).phase).toBe('exported');
  }, 120_000);
});
