/** `npm run demo -- --open`: every phase is seen on the page, and the cutover is approved there. Takes the pictures of README, if asked. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { PACKAGE } from '../../tools/demo/stack/stack';
import { type TestBrowser, axeProblems, inBrowser, until } from '../ui/support/browser';
import { PageServer } from '../ui/support/page-server';
import { theNight } from '../ui/support/rows';
import { smallPng } from '../ui/support/small-png';
import { readHostFlag } from './judged-host';

/** Where pictures go, if they are taken. */
const PICTURES = process.env.SCREENSHOTS;
const SIZES = [
  [360, 760],
  [1280, 800],
  [2560, 1440],
] as const;
/** As they were taken, by name. */
const taken = new Map<string, Buffer>();
const SCHEMES = ['light', 'dark'] as const;
const LIMIT_MS = PICTURES === undefined ? 300_000 : 900_000;
const HOST_ARGS = ['--host', readHostFlag(process.env)];

inBrowser('npm run demo -- --open', (browser) => {
  let folder: string;
  let demo: ChildProcess;
  let said = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-page-'));
    const opener = join(folder, 'xdg-open');
    writeFileSync(
      opener,
      `#!/bin/sh\necho "$1" >'${folder}/part' && mv '${folder}/part' '${folder}/opened'\n`,
    );
    chmodSync(opener, 0o755);
    const script = join(PACKAGE, 'dist', 'tools', 'demo', 'demo.js');
    demo = spawn(process.execPath, [script, '--open', '--json', ...HOST_ARGS], {
      env: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` },
    });
    for (const stream of [demo.stdout, demo.stderr])
      stream?.on('data', (part: Buffer) => (said += part.toString()));
  });
  afterEach(async () => {
    if (demo.exitCode === null) {
      const ended = once(demo, 'exit');
      demo.kill('SIGINT');
      await ended;
    }
    rmSync(folder, { recursive: true });
  }, 60_000);

  const awaitThat = async (what: string, isSo: () => boolean): Promise<void> => {
    const limit = Date.now() + 90_000;
    while (!isSo()) {
      if (Date.now() > limit || demo.exitCode !== null) throw new Error(`It did not come: ${what}\n${said}`);
      await sleep(100);
    }
  };

  test(
    'every phase is seen on the page, approved from it, confirmed',
    async () => {
      await awaitThat('the page was opened', () => existsSync(join(folder, 'opened')));
      const address = readFileSync(join(folder, 'opened'), 'utf8').trim();
      const page = await browser.open(address, { before: WRITES_DOWN });
      await page.waitForSelector('.name > a');
      await page.locator('.name > a').click();
      await awaitThat('the demo stops at the approval', () => said.includes('approve it on the page'));
      await until(page, "document.querySelector('.actions .go')");
      await picture(browser, `${address}#/migrations/orders`, 'ready');
      expect(await axeProblems(page)).toEqual([]);

      await picture(browser, `${address}#/migrations/orders`, 'approve', openDialog);
      await openDialog(page);
      await page.fill('#act-confirm', 'demo-mi/Orders');
      await page.locator('#act .deed').click();
      await until(page, "document.querySelector('#act-close')");
      await page.locator('#act-close').click();
      await awaitThat('the result', () => said.includes('"outcome":"confirmed"'));
      await until(page, "document.querySelector('.headline')?.innerText.startsWith('Completed')");
      const phases = await page.evaluate<string[]>('[...window.phases]');
      // What is approved is sent at once, maybe between two looks of the page.
      const quick = ['', 'Ready', 'Cutting over'];
      expect(phases.filter((phase) => !quick.includes(phase))).toEqual([
        'Registered',
        // Until the preflight is answered.
        'Blocked',
        'Seeding',
        'Following',
        'Needs approval',
        'Confirming',
        'Completed',
      ]);
      expect(said).toMatch(/"cutoverRequests":1\b/);
      expect(said).toContain('✓ approved on the page');
      await picture(browser, `${address}#/migrations/orders`, 'confirmed');
      expect(browser.complaints).toEqual([]);

      const ended = once(demo, 'exit');
      demo.kill('SIGINT');
      expect(await ended).toEqual([0, null]);
    },
    LIMIT_MS,
  );
});

afterAll(() => {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  for (const [name, png] of taken) writeFileSync(join(PICTURES, name), smallPng(png));
}, 600_000);

if (PICTURES !== undefined)
  inBrowser('a night with twelve migrations', (browser) => {
    test(
      'has its picture',
      async () => {
        const server = new PageServer();
        await server.start();
        server.clear();
        server.set('migrations', { body: { items: theNight() } });
        await picture(browser, server.url(), 'list');
        await server.stop();
      },
      LIMIT_MS,
    );
  });

/** Writes down each phase that the page shows to somebody who asks again and again. */
const WRITES_DOWN = `
  window.phases = new Set();
  new MutationObserver(() => {
    const sign = document.querySelector('.identity .sign, .row .state .sign');
    if (sign) window.phases.add(sign.innerText.replace(/^\\W+/u, '').trim());
  }).observe(document, { childList: true, subtree: true, characterData: true });
  setInterval(() => document.querySelector('.top button[title="Ask the app now"]')?.click(), 700);
`;

async function openDialog(page: Page): Promise<void> {
  await page.locator('.actions .go').click();
  await page.waitForSelector('#act[open]');
}

/** Takes a view in every size and scheme. */
async function picture(
  browser: TestBrowser,
  url: string,
  name: string,
  before: (page: Page) => Promise<void> = async () => undefined,
): Promise<void> {
  if (PICTURES === undefined) return;
  for (const [width, height] of SIZES)
    for (const colorScheme of SCHEMES) {
      const page = await browser.open(url, { width, height, colorScheme });
      await page.waitForSelector('.name > a, .journal .by');
      await until(page, "!location.hash.includes('migrations') || document.querySelector('.chain .block')");
      await before(page);
      taken.set(
        `page-${name}-${width}-${colorScheme}.png`,
        await page.screenshot({ animations: 'disabled' }),
      );
      await page.close();
    }
}
