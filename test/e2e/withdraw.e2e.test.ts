/** A registration that was a mistake is taken back; what was meant is registered then, for the same target. */
import { runCommand } from './command-line';
import { endToEnd } from './end-to-end';
import { INSTANCE, LocalStack, takeBackups } from './local-stack';
import { RunningServices } from './running-services';

endToEnd('withdraw', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  const cli = (...args: readonly string[]) => runCommand(local.stack.hostUrl, ...args);

  async function register(id: string, change: Record<string, unknown> = {}): Promise<number> {
    return (await local.api('POST', '/migrations', local.body(id, change))).status;
  }

  test('adopting the wrong thing: withdrawn by the command line, registered anew and adopted', async () => {
    const wrong = {
      start: 'adopt',
      create: undefined,
      target: { managedInstanceId: INSTANCE, databaseName: 'shop' },
      backups: { containerUrl: local.stack.containerUrl, prefix: 'shop/' },
    };
    // Registered before it runs, under a typo in the source's name; nothing can be held against it yet.
    expect(await register('typo', { ...wrong, source: { databaseName: 'shpo' } })).toBe(202);
    await new RunningServices(local).startDms('shop');
    const { files, names } = takeBackups('shop', 501);
    await local.upload('shop', names[0]!, files[names[0]!]!);
    const { next } = await local.until(
      'typo',
      'the refused adoption',
      ({ blocked }) => blocked?.reason.includes('but shpo is registered') === true,
    );
    expect(next?.what).toContain('withdraw this registration');
    expect(await register('shop', { ...wrong, source: { databaseName: 'shop' } })).toBe(409);

    const ran = await cli('withdraw', 'typo', '--reason', 'the name is shop');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toMatch(
      /^typo: Withdrawn by local:.*: the name is shop; nothing was sent to the service/,
    );
    expect(await cli('withdraw', 'typo', '--reason', 'once more')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('Cannot withdraw: the migration has ended (canceled)'),
    });

    expect(await register('shop', { ...wrong, source: { databaseName: 'shop' } })).toBe(202);
    await local.until('shop', 'the adoption', ({ phase, blocked }) => phase === 'following' && !blocked, 60);
    expect(await local.received('cancel', 'shop')).toEqual([]);
    expect(await cli('withdraw', 'shop', '--reason', 'too late')).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/^Cannot withdraw: operation \S+ is adopted .* cancel it$/m),
    });
  }, 120_000);

  test('a creation that the service refuses: withdrawn, registered anew and confirmed', async () => {
    await local.control('POST', '/faults', {
      kind: 'refuse',
      match: { operation: 'put', database: 'orders' },
      ...{ status: 400, code: 'InvalidLocation', message: 'Not there.' },
    });
    const target = { managedInstanceId: INSTANCE, databaseName: 'orders' };
    const source = { databaseName: 'orders' };
    expect(await register('wrong', { target, source })).toBe(202);
    await local.until(
      'wrong',
      'the block',
      ({ blocked }) => blocked?.reason.includes('InvalidLocation') === true,
    );
    const withdrawn = await local.api('POST', '/migrations/wrong/withdraw', { reason: 'not that folder' });
    expect(withdrawn).toMatchObject({
      status: 200,
      body: {
        phase: 'canceled',
        headline: expect.stringMatching(/^Withdrawn by .*; the service created nothing$/),
      },
    });
    expect(withdrawn.body.next).toBeUndefined();

    const policy = { mode: 'auto', restPollSeconds: 1, windowPollSeconds: 1 };
    expect(await register('orders', { policy })).toBe(202);
    const { files, names, tail } = takeBackups('orders', 502);
    for (const name of names)
      await local.upload('orders', name === tail ? 'tail.final.trn' : name, files[name]!);
    await local.until('orders', 'the confirmed cutover', ({ cutover }) => cutover?.state === 'confirmed', 60);
    expect(await local.received('put', 'orders')).toMatchObject([{ accepted: false }, { accepted: true }]);
    expect(await local.received('cancel', 'orders')).toEqual([]);
    expect((await local.status('wrong')).phase).toBe('canceled');
  }, 120_000);
});
