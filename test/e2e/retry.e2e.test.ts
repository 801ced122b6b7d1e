/** What waits for a person at the service, or could not be created, goes on once somebody says "again". */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endToEnd } from './end-to-end';
import { LocalStack, takeBackups } from './local-stack';

const COMMAND = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const MARKED_TAIL = 'tail.final.trn';
const BAD_LOCATION = { status: 400, code: 'InvalidLocation', message: 'Not there.' };

endToEnd('retry', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  async function register(id: string): Promise<void> {
    const policy = { mode: 'auto', restPollSeconds: 1, windowPollSeconds: 1 };
    expect((await local.api('POST', '/migrations', local.body(id, { policy }))).status).toBe(202);
  }

  /** Full, differential and logs; the tail is marked by its name, so that the cutover follows by itself. */
  async function uploadAll(id: string, seed: number): Promise<void> {
    const { files, names, tail } = takeBackups(id, seed);
    for (const name of names) await local.upload(id, name === tail ? MARKED_TAIL : name, files[name]!);
  }

  async function expectConfirmed(id: string): Promise<void> {
    await local.until(id, 'the confirmed cutover', ({ cutover }) => cutover?.state === 'confirmed', 60);
    expect((await local.cutovers(id)).filter((request) => request.accepted)).toHaveLength(1);
  }

  async function orderFault(fault: Record<string, unknown>): Promise<string> {
    const { faults } = await local.control<{ faults: readonly { readonly id: string }[] }>(
      'POST',
      '/faults',
      fault,
    );
    return faults[0]!.id;
  }

  /** A migration that the service lets wait for a retry, with nothing in its way any more. */
  async function retriable(id: string, seed: number): Promise<void> {
    await register(id);
    await local.until(id, 'the adoption', ({ engineStatus }) => engineStatus?.operationId !== undefined);
    const fault = await orderFault({ kind: 'retriable', match: { database: id } });
    const { blocked, next } = await local.until(
      id,
      'the block',
      (status) => status.blocked?.reason.includes('waits for a retry') === true,
    );
    expect(blocked?.reason).toContain(`npm run cutover -- retry ${id}`);
    expect(next).toMatchObject({ who: 'operator', action: 'retry' });
    await local.control('DELETE', `/faults/${fault}`);
    await uploadAll(id, seed);
  }

  test.concurrent(
    'by the command line: the service tries again, and the migration ends confirmed',
    async () => {
      await retriable('waits', 401);
      const { stdout } = await promisify(execFile)(process.execPath, [
        COMMAND,
        ...['retry', 'waits', '--json', '--url', local.stack.hostUrl],
      ]);
      expect(JSON.parse(stdout)).toMatchObject({
        id: 'waits',
        blocked: { reason: expect.stringContaining('requested one at') },
      });
      await expectConfirmed('waits');
      expect(await local.received('retry', 'waits')).toMatchObject([{ accepted: true }]);
      const again = await local.api('POST', '/migrations/waits/retry');
      // The watch may not have written down the end yet that the confirmed attempt is.
      expect(again).toMatchObject({
        status: 409,
        body: { detail: expect.stringMatching(/has ended|is about to end/) },
      });
    },
    120_000,
  );

  test.concurrent(
    'one that is lost on its way is not sent again by itself; asked for anew it is',
    async () => {
      await retriable('lost', 402);
      await local.control('POST', '/faults', {
        kind: 'resetBefore',
        match: { operation: 'retry', database: 'lost' },
      });
      expect((await local.api('POST', '/migrations/lost/retry')).status).toBe(202);
      await local.until(
        'lost',
        'the lost retry',
        ({ blocked }) => blocked?.reason.endsWith('(unknown)') === true,
      );
      const early = await local.api('POST', '/migrations/lost/retry');
      expect(early).toMatchObject({
        status: 409,
        body: { detail: expect.stringMatching(/may have reached the service .* retry again/) },
      });
      await local.until(
        'lost',
        'the remedy',
        ({ blocked }) => blocked?.reason.includes('npm run cutover -- retry lost') === true,
      );
      expect(await local.received('retry', 'lost')).toMatchObject([{ accepted: false }]);
      expect((await local.api('POST', '/migrations/lost/retry')).status).toBe(202);
      await expectConfirmed('lost');
      expect(await local.received('retry', 'lost')).toMatchObject([{ accepted: false }, { accepted: true }]);
    },
    120_000,
  );

  test.concurrent(
    'a creation that was refused is sent anew',
    async () => {
      await local.control('POST', '/faults', {
        kind: 'refuse',
        match: { operation: 'put', database: 'norights' },
        ...BAD_LOCATION,
      });
      await register('norights');
      const { blocked } = await local.until(
        'norights',
        'the block',
        (status) => status.blocked?.reason.includes(BAD_LOCATION.code) === true,
      );
      expect(blocked?.reason).toContain('npm run cutover -- retry norights');
      expect((await local.api('POST', '/migrations/norights/retry')).status).toBe(202);
      await uploadAll('norights', 403);
      await expectConfirmed('norights');
      expect(await local.received('put', 'norights')).toMatchObject([
        { accepted: false },
        { accepted: true },
      ]);
    },
    120_000,
  );
});
