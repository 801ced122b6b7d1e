/** What the page says to who does not look at it: tab, sound, notifications, a second screen, paper. */
import type { Page } from 'playwright-core';
import { axeProblems, inBrowser, until } from './support/browser';
import { aBoard, aJournal, aStatusDocument } from './support/documents';
import { PageServer } from './support/page-server';
import { aRow, theNight } from './support/rows';

const server = new PageServer();
const ID = 'prod-orders';

/** In the place of what a browser without a screen and a loudspeaker has: writes down what it was asked for. */
const RECORDER = `
  window.shown = [];
  window.contexts = 0;
  window.notes = 0;
  window.permission = 'default';
  window.Notification = class {
    static get permission() { return window.permission; }
    static async requestPermission() { return (window.permission = window.answer ?? 'granted'); }
    constructor(title, { body, tag }) { window.shown.push([title, body, tag]); }
    close() {}
  };
  const Real = window.AudioContext;
  window.AudioContext = class extends Real { constructor() { super(); window.contexts += 1; } };
  const Note = window.OscillatorNode;
  window.OscillatorNode = class extends Note { start(at) { super.start(at); window.notes += 1; } };
`;

const DENIED = `${RECORDER} window.answer = 'denied';`;
const GRANTED = `${RECORDER} window.permission = 'granted';`;

inBrowser('the page that nobody looks at', (browser) => {
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.clear();
    server.set('migrations', { body: { items: theNight() } });
    server.set(`migrations/${ID}`, { body: aStatusDocument() });
    server.set(`migrations/${ID}/backups`, { body: { items: aBoard() } });
    server.set(`migrations/${ID}/journal`, { body: { items: aJournal() } });
  });

  const refresh = (page: Page): Promise<void> => page.getByRole('button', { name: 'Refresh' }).click();
  const alerts = (page: Page) => page.getByRole('button', { name: /^Alerts/ });
  const tab = async (page: Page): Promise<string> =>
    `${await page.title()} | ${(await page.locator('#icon').getAttribute('href')) ?? ''}`;

  test('title and icon of the tab tell the worst state, also when the app is gone or refuses', async () => {
    const page = await browser.open(server.url());
    await page.waitForSelector('.row.bad');
    expect(await tab(page)).toBe('(6) Unclear · sqlmi-cutover | /api/ui/icon-needed.svg');
    const states = [
      [[aRow('prod-a', { ready: true })], 'sqlmi-cutover | /api/ui/icon-ready.svg'],
      [[aRow('prod-a')], 'sqlmi-cutover | /api/ui/icon.svg'],
    ] as const;
    for (const [items, told] of states) {
      server.set('migrations', { body: { items } });
      await refresh(page);
      await until(
        page,
        `document.querySelector('#icon').getAttribute('href') === '${told.split(' | ')[1]!}'`,
      );
      expect(await tab(page)).toBe(told);
    }
    server.set('migrations', { status: 401, detail: 'Cannot accept the token: it has expired' });
    await refresh(page);
    await until(page, "document.title === 'Refused · sqlmi-cutover'");
    server.isAway = true;
    await refresh(page);
    await until(page, "document.title === 'No answer · sqlmi-cutover'");
    expect(await tab(page)).toContain('icon-away.svg');
    expect((await fetch(server.url('').replace('/ui', '/ui/icon-away.svg'))).status).toBe(200);
  }, 60_000);

  test('an app that is restarted: the page says that it is gone, and goes on by itself', async () => {
    const page = await browser.open(server.url());
    await page.waitForSelector('.row.bad');
    await server.stop();
    await refresh(page);
    await until(page, "document.querySelector('.banner')?.innerText.includes('the app cannot be reached')");
    expect(await page.locator('.name > a').count()).toBe(12);
    await server.start();
    server.set('migrations', { body: { items: [...theNight(), aRow('prod-new')] } });
    await page.evaluate("dispatchEvent(new Event('online'))");
    await until(page, "document.querySelectorAll('.name > a').length === 13");
    expect(await page.locator('.banner').count()).toBe(0);
  }, 60_000);

  const becomesReady = async (page: Page): Promise<void> => {
    server.set('migrations', { body: { items: [aRow('prod-a'), aRow('prod-b')] } });
    await refresh(page);
    await until(page, "document.querySelectorAll('.name > a').length === 2");
    const a = aRow('prod-a', { ready: true, phase: 'ready', headline: 'Ready: every check is met' });
    const b = aRow('prod-b', { phase: 'completed', headline: 'Completed: confirmed' });
    server.set('migrations', { body: { items: [a, b] } });
    await refresh(page);
    await until(page, "document.querySelector('.row.good')");
  };

  test('sound and notification tell of ready and of the outcome; none before they are turned on', async () => {
    const page = await browser.open(server.url(), { before: RECORDER });
    await page.waitForSelector('.row.bad');
    expect(await alerts(page).getAttribute('aria-pressed')).toBe('false');
    await becomesReady(page);
    expect(await page.evaluate('[shown.length, notes, contexts, permission]')).toEqual([0, 0, 0, 'default']);
    await alerts(page).click();
    await until(page, "document.querySelector('[aria-pressed=true]')");
    await becomesReady(page);
    await until(page, 'notes > 0');
    expect(await page.evaluate('shown')).toEqual([
      ['prod-a: Ready', 'Ready: every check is met', 'prod-a'],
      ['prod-b: Completed', 'Completed: confirmed', 'prod-b'],
    ]);
    await refresh(page);
    await alerts(page).click();
    await becomesReady(page);
    expect(await page.evaluate('[shown.length, notes]')).toEqual([2, 2]);
    expect(browser.complaints).toEqual([]);
  }, 60_000);

  test('where the browser forbids notifications, the sound is left, and the page says so', async () => {
    const page = await browser.open(server.url(), { before: DENIED });
    await page.waitForSelector('.row.bad');
    await alerts(page).click();
    await until(page, "document.querySelector('[aria-pressed=true]')");
    expect(await alerts(page).innerText()).toBe('Alerts sound only');
    await becomesReady(page);
    await until(page, 'notes === 2');
    expect(await page.evaluate('shown.length')).toBe(0);
  }, 60_000);

  test('after a reload they are still on, and nothing sounds before somebody has touched the page', async () => {
    const page = await browser.open(server.url(), { before: GRANTED });
    await page.waitForSelector('.row.bad');
    await alerts(page).click();
    await page.reload();
    await page.waitForSelector('[aria-pressed=true]');
    expect(await page.evaluate('contexts')).toBe(0);
    await page.keyboard.press('Tab');
    await until(page, 'contexts === 1');
  }, 60_000);

  test('on paper a migration is black on white, without controls, and moments are written out', async () => {
    const page = await browser.open(server.url(`#/migrations/${ID}`), { colorScheme: 'dark' });
    await page.waitForSelector('.chain .block');
    await page.emulateMedia({ media: 'print' });
    for (const control of ['.top button', '.identity .up', '.links', '.panel input'])
      expect(await page.locator(control).first().isVisible()).toBe(false);
    expect(await page.locator('.headline').isVisible()).toBe(true);
    expect(await page.locator('.as-of').innerText()).toMatch(/: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    const after = "getComputedStyle(document.querySelector('.journal time'), '::after').content";
    expect(await page.evaluate(after)).toMatch(/UTC/);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const first = "getComputedStyle(document.querySelector('.next')).backgroundColor";
    expect(await page.evaluate(first)).toBe('rgb(251, 233, 231)');
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  }, 60_000);

  test.each([
    ['dark', 1920, 1080],
    ['light', 2560, 1440],
    ['light', 360, 800],
  ] as const)(
    'the wall: large, no controls, who needs somebody first: %s, %i px',
    async (colorScheme, width, height) => {
      const page = await browser.open(server.url('#/?wall'), { colorScheme, width, height });
      await page.waitForSelector('.wall-rows');
      expect(await page.locator('button, input, select').count()).toBe(0);
      expect(await page.locator('.wall-rows > li').allInnerTexts()).toHaveLength(7);
      expect(await page.locator('.wall-rows > li').first().innerText()).toContain('prod-billing');
      expect((await page.locator('.wall-counts').innerText()).replaceAll(/\s+/g, ' ')).toBe(
        '6 need an operator 1 ready 11 running 1 ended',
      );
      expect(await axeProblems(page)).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(browser.complaints).toEqual([]);
    },
    60_000,
  );
});
