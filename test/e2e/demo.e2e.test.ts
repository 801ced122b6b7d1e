/** The demo as a user runs it: one command, one result object, exit code 0 only for one confirmed cutover. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PACKAGE } from '../../tools/demo/stack/stack';
import { describeShared } from '../support/shared-folder';
import { endToEnd } from './end-to-end';
import { CHAOS, chaosArgs, readHostFlag } from './judged-host';

const run = promisify(execFile);
const LIMIT_MS = 90_000;
const HOST_ARGS = ['--host', readHostFlag(process.env), ...(CHAOS === undefined ? [] : chaosArgs(CHAOS))];

async function demo(
  ...args: readonly string[]
): Promise<{ readonly result: Record<string, unknown>; readonly progress: string }> {
  const { stdout, stderr } = await run(
    process.execPath,
    [join(PACKAGE, 'dist', 'tools', 'demo', 'demo.js'), '--json', ...HOST_ARGS, ...args],
    { timeout: LIMIT_MS },
  );
  return { result: JSON.parse(stdout) as Record<string, unknown>, progress: stderr };
}

endToEnd('npm run demo', () => {
  test.concurrent(
    'ends within 90 s with one confirmed cutover and its evidence',
    async () => {
      const { result, progress } = await demo();
      expect(result).toMatchObject({
        outcome: 'confirmed',
        cutoverRequests: 1,
        lastRestoredFile: 'orders_log_tail.trn',
        waived: [],
      });
      expect(progress).toContain('# Cutover of Orders to demo-mi/Orders: confirmed');
    },
    LIMIT_MS,
  );

  test.concurrent.each([
    ['dms-classic', undefined],
    ['lrs', 'orders_log_tail.trn'],
  ] as const)(
    'confirms on %s with one cutover request',
    async (engine, lastBackupName) => {
      const { result } = await demo('--engine', engine);
      expect(result).toMatchObject({ outcome: 'confirmed', engine, cutoverRequests: 1 });
      expect(result.lastBackupName).toBe(lastBackupName);
    },
    LIMIT_MS,
  );

  test.concurrent(
    'confirms an offline migration without any request of ours',
    async () => {
      const { result } = await demo('--offline');
      expect(result).toMatchObject({ outcome: 'confirmed', cutoverRequests: 0 });
    },
    LIMIT_MS,
  );

  test(
    'Ctrl-C, which a terminal sends to every process of it, stops it: exit code 130, nothing left',
    async () => {
      const demoScript = join(PACKAGE, 'dist', 'tools', 'demo', 'demo.js');
      const child = spawn(process.execPath, [demoScript, ...HOST_ARGS], { detached: true });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (part: Buffer) => (output += part.toString()));
      const ended = once(child, 'exit');
      while (!output.includes('registered migration')) {
        if (child.exitCode !== null) throw new Error(output);
        await sleep(100);
      }
      process.kill(-(child.pid ?? 0), 'SIGINT');
      expect(await ended).toEqual([130, null]);
      expect(output.trimEnd().split('\n').at(-1)).toBe('stopped');
      expect(output).not.toContain('ended with code');
      expect(existsSync(join(PACKAGE, '.local', `demo-${child.pid ?? 0}`))).toBe(false);
    },
    LIMIT_MS,
  );

  test.each([
    [
      ['--host', 'func'],
      'Cannot use --host=func: there is no func on PATH and FUNC_PATH is not set. Install Azure Functions Core Tools 4',
    ],
    [
      ['--host', 'func', '--chaos', '7'],
      'Cannot run the demo: --chaos is for --host local, only the bundled host knows disorder',
    ],
  ])('%j without a func is an error that says what to do', async (args, reason) => {
    const script = join(PACKAGE, 'dist', 'tools', 'demo', 'demo.js');
    const env = { PATH: join(PACKAGE, 'docs') };
    await expect(run(process.execPath, [script, ...args], { env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(reason),
    });
  });

  test(
    'refuses a folder without backups, and says so',
    async () => {
      await expect(demo('--backups', join(PACKAGE, 'docs'))).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('it holds no readable backup'),
      });
    },
    LIMIT_MS,
  );
});

describeShared('npm run demo on real backups', 'backups', (folder) => {
  endToEnd('RestoreTimeClean', () => {
    test(
      'restores the expected path to the expected end, under the waiver it needs',
      async () => {
        const { result, progress } = await demo('--backups', join(folder, 'RestoreTimeClean'));
        expect(result).toMatchObject({
          outcome: 'confirmed',
          cutoverRequests: 1,
          chainEndLsn: '25000000022000001',
          path: [
            'RestoreTimeClean.bak',
            'RestoreTimeClean2.bak',
            'RestoreTimeClean2_1.trn',
            'RestoreTimeClean2_2.trn',
            'RestoreTimeClean2_3.trn',
          ],
          waived: ['backups.checksums'],
        });
        expect(progress).toContain('waiver: these backups were taken without CHECKSUM');
      },
      LIMIT_MS,
    );
  });
});
