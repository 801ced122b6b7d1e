/** A frozen ledger: nothing is sent, though everything is ready and the host is started anew; after the thaw, one request each. */
import { runCommand } from './command-line';
import { endToEnd } from './end-to-end';
import { LocalStack, takeBackups } from './local-stack';

endToEnd('freeze', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  const cli = (...args: readonly string[]) => runCommand(local.stack.hostUrl, ...args);

  test('creation and cutover wait for the thaw', async () => {
    const { files, names, tail } = takeBackups('shop', 611);
    expect((await cli('admin', 'freeze', '--reason', 'upgrade')).out).toMatch(/^Frozen since .*: upgrade$/m);
    const policy = { mode: 'auto', tailProof: 'named', restPollSeconds: 1, windowPollSeconds: 1 };
    expect((await local.api('POST', '/migrations', local.body('shop', { policy }))).status).toBe(202);
    await local.until('shop', 'the frozen creation', ({ blocked }) => blocked?.kind === 'frozen');
    expect(await local.received('put', 'shop')).toEqual([]);

    await cli('admin', 'thaw');
    await local.until('shop', 'the creation', ({ phase }) => phase !== 'registered');
    for (const name of names) await local.upload('shop', name, files[name]!);
    await local.until('shop', 'the last log', ({ chain }) => chain?.path.lastFile === `shop/${tail}`);

    await cli('admin', 'freeze', '--reason', 'upgrade');
    expect(await cli('tail', 'shop', `shop/${tail}`)).toMatchObject({ exitCode: 0 });
    const ready = await local.until(
      'shop',
      'the frozen cutover',
      ({ blocked }) => blocked?.kind === 'frozen',
    );
    expect(ready).toMatchObject({ phase: 'ready', next: { action: 'thaw' } });
    await local.stack.host().kill();
    await local.stack.restartHost();
    await local.until('shop', 'a look after the restart', ({ asOf }) => asOf > ready.asOf);
    expect(await local.cutovers('shop')).toEqual([]);

    expect((await cli('admin', 'thaw')).out).toMatch(/^Not frozen$/m);
    await local.until('shop', 'the cutover', ({ phase }) => phase === 'completed');
    expect(await local.cutovers('shop')).toHaveLength(1);
    expect(await local.received('put', 'shop')).toHaveLength(1);
  }, 180_000);
});
