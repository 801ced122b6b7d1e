/** A cutover window: a ready migration waits for it, and is sent inside. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectConfirmedOnce, startAutomatic } from './automatic-migration';
import { runCommand } from './command-line';
import { endToEnd } from './end-to-end';
import { LocalStack } from './local-stack';

/** Assessments come every second. */
const SEVERAL_LOOKS_MS = 4_000;

endToEnd('a cutover window', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  /** Six hours in UTC, from some minutes before or after now. */
  const window = (fromNow: number) => ({
    ...{ timeZone: 'UTC', minutes: 360, assumeMinutes: 60 },
    opens: new Date(Date.now() + fromNow * 60_000).toISOString().slice(0, 16),
  });

  test('mode auto sends nothing before it opens, and once inside', async () => {
    await startAutomatic(local, 'night', 601, { window: window(120) });
    const ready = await local.until('night', 'a ready migration', ({ phase }) => phase === 'ready');
    expect(ready.window).toMatchObject({ state: 'closed', openings: [{}] });
    expect(ready.headline).toContain('the window is closed; it opens at');
    await local.until(
      'night',
      'several more assessments',
      ({ asOf }) => Date.parse(asOf) - Date.parse(ready.asOf) > SEVERAL_LOOKS_MS,
    );
    expect(await local.cutovers('night')).toEqual([]);
    const file = join(local.folder, 'window.json');
    writeFileSync(file, JSON.stringify(window(-2)));
    const change = ['policy', 'set', 'night', '--window', file];
    const unconfirmed = await runCommand(local.stack.hostUrl, ...change);
    expect(unconfirmed.exitCode).not.toBe(0);
    const target = `${ready.target?.instance}/${ready.target?.database}`;
    const changed = await runCommand(local.stack.hostUrl, ...change, '--confirm', target);
    expect(changed).toMatchObject({ exitCode: 0 });
    await expectConfirmedOnce(local, 'night', 60);
  }, 180_000);
});
