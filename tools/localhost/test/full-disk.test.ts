import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostProcess, json, sampleApp, temporaryFolder, until } from './host-process';

/** A disk of 1 MB, or why there is none: it takes Linux and the right to mount. */
function smallDisk(): { folder: string } | { reason: string } {
  const folder = temporaryFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status === 0) return { folder };
  return { reason: mounted.error?.message ?? mounted.stderr.trim() };
}

const disk = smallDisk();
const describeOnDisk = 'folder' in disk ? describe : describe.skip;

describeOnDisk(`on a disk of 1 MB${'reason' in disk ? ` (skipped: ${disk.reason})` : ''}`, () => {
  const folder = 'folder' in disk ? disk.folder : '';
  const filler = join(folder, 'filler');
  afterAll(() => execFileSync('umount', ['-l', folder]));

  const free = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  const fill = (leaving: number) => writeFileSync(filler, Buffer.alloc(free() - leaving));
  const start = () => HostProcess.start({ app: sampleApp('samples'), state: join(folder, 'state') });

  /** Starts waiting instances until one is not acknowledged; how that one is answered is not awaited. */
  const startUntilFull = async (host: HostProcess, accepted: string[]) => {
    const isFull = () =>
      host.output.includes('disk full: nothing new is accepted until there is space again');
    for (let n = accepted.length; !isFull(); n++) {
      const path = `orchestrators/approval/f${n}`;
      const answered = host.webhook(path, json({ milliseconds: 3_600_000 })).then(({ status }) => {
        if (status === 202) accepted.push(`f${n}`);
        return status;
      });
      await Promise.race([answered, until('the full disk', isFull)]);
    }
  };
  const expectAll = async (host: HostProcess, accepted: string[]) => {
    for (const id of accepted) expect([id, (await host.status(id)).runtimeStatus]).toEqual([id, 'Running']);
  };

  test('it says so, refuses, goes on by itself when there is space, and nothing acknowledged is missing', async () => {
    const host = await start();
    const accepted: string[] = [];
    fill(64 * 1024);
    await startUntilFull(host, accepted);
    expect(accepted.length).toBeGreaterThan(5);
    const refused = await host.webhook('orchestrators/approval/late', json({ milliseconds: 1000 }));
    expect([refused.status, await refused.text()]).toEqual([
      503,
      expect.stringContaining('the disk that holds the state folder is full'),
    ]);
    rmSync(filler);
    await until('space to be told', () => host.output.includes('disk has space again: accepting work'));
    await host.startNew('hello', {}, 'after');
    expect((await host.finished('after')).runtimeStatus).toBe('Completed');
    await expectAll(host, accepted);

    fill(64 * 1024);
    await host.kill();
    const again = await start();
    await expectAll(again, accepted);
    await startUntilFull(again, accepted);
    await again.kill();
    rmSync(filler);
    const last = await start();
    await expectAll(last, accepted);
    await last.stop();
  }, 180_000);

  test('with no space at all a start is refused with a sentence', async () => {
    fill(0);
    const host = HostProcess.spawn({ app: sampleApp('samples'), state: join(folder, 'new') });
    expect(await host.exited).toBe(1);
    expect(host.output).toMatch(/Cannot use state folder '.*new': .*no space left on device/);
    rmSync(filler);
  });
});
