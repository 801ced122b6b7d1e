/** The list in a real browser, on the page as it is served. */
import type { Page } from 'playwright-core';
import { axeProblems, inBrowser, until } from './support/browser';
import { PageServer } from './support/page-server';
import { aRow, theNight } from './support/rows';

const server = new PageServer();

/** The ids of the rows that are shown, in their order. */
const shown = (page: Page): Promise<string[]> => page.locator('.name > a').allInnerTexts();

inBrowser('the list', (browser) => {
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.clear();
    server.set('migrations', { body: { items: theNight() } });
  });

  const openList = async (hash = '#/', opening = {}): Promise<Page> => {
    const page = await browser.open(server.url(hash), opening);
    await page.waitForSelector('.row.bad');
    return page;
  };

  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)(
    'axe finds nothing wrong, and the policy of the page forbids nothing: %s, %i px',
    async (colorScheme, width) => {
      const page = await openList('#/', { colorScheme, width });
      expect(await axeProblems(page)).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(browser.complaints).toEqual([]);
    },
    60_000,
  );

  test('the order is that of the API, and a row tells who does what, how much is restored and what ends', async () => {
    const page = await openList();
    expect(await shown(page)).toEqual(theNight().map(({ id }) => id));
    const text = async (id: string): Promise<string> =>
      (await page.locator('.row', { hasText: id }).innerText()).replaceAll(/\s+/g, ' ');
    expect(await text('prod-payroll')).toMatch(
      /Needs approval .*group night-3 Operator approve .*in 2\d min approval ends/,
    );
    expect(await text('prod-analytics')).toMatch(
      /The service restores .*412 GB of 980 GB \d+ GB\/h · 3 h \d+ min left/,
    );
    expect(await page.locator('.row.head .log').innerText()).toBe('Newest in chain');
    expect(await page.title()).toBe('(6) Unclear · sqlmi-cutover');
    expect(await page.locator('#icon').getAttribute('href')).toBe('/api/ui/icon-needed.svg');
  }, 60_000);

  test('the filter is in the address, and a reload keeps it', async () => {
    const page = await openList();
    await page.getByRole('link', { name: 'need an operator' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('PROD-S');
    await until(page, "document.querySelectorAll('.name > a').length === 1");
    expect(new URL(page.url()).hash).toBe('#/?show=operator&q=PROD-S');
    await page.reload();
    await page.waitForSelector('.row.bad');
    expect(await shown(page)).toEqual(['prod-shop']);
    expect(await page.getByRole('searchbox').inputValue()).toBe('PROD-S');
  }, 60_000);

  test('keys go from row to row, and Enter opens the migration', async () => {
    const page = await openList();
    await page.locator('.name > a').first().focus();
    for (const key of ['ArrowDown', 'j', 'End', 'ArrowUp', 'Home', 'ArrowDown'])
      await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await until(page, "location.hash === '#/migrations/prod-shop'");
  }, 60_000);

  test('what has not changed is not sent again, and what has is shown', async () => {
    const items = theNight();
    server.set('migrations', { body: { items } });
    const page = await openList();
    const lists = (paths: readonly string[]): number =>
      paths.filter((path) => path.startsWith('/api/migrations')).length;
    const askAgain = async (): Promise<void> => {
      const before = lists(server.asked);
      await page.getByRole('button', { name: 'Refresh' }).click();
      for (let n = 0; n < 100 && lists(server.asked) === before; n++) await page.waitForTimeout(20);
    };
    await askAgain();
    expect(lists(server.asked)).toBeGreaterThan(1);
    expect(lists(server.sentWhole)).toBe(1);
    server.set('migrations', { body: { items: [...items, aRow('prod-new')] } });
    await askAgain();
    await until(page, "document.querySelectorAll('.name > a').length === 13");
    expect(lists(server.sentWhole)).toBe(2);
  }, 60_000);

  test('500 rows come in frames of some, until all are there and the last one is reached by a key', async () => {
    const others = Array.from({ length: 488 }, (_, n) => aRow(`prod-db-${n}`));
    server.set('migrations', { body: { items: [...theNight(), ...others] } });
    const steps =
      'new MutationObserver(() => { const rows = document.querySelectorAll(".name > a").length; window.steps = [...(window.steps ?? []), rows]; }).observe(document, { childList: true, subtree: true });';
    const page = await openList('#/', { before: steps });
    await until(page, 'document.querySelectorAll(".name > a").length === 500');
    expect((await page.evaluate<number[]>('window.steps')).find((rows) => rows > 0)).toBe(32);
    await page.locator('.name > a').first().focus();
    await page.keyboard.press('End');
    await until(page, "document.activeElement.innerText === 'prod-db-487'");
    expect(await page.evaluate<number>('scrollY')).toBeGreaterThan(10_000);
  }, 60_000);

  test('an app that does not answer, then refuses, then answers: each is told, and what was read stays', async () => {
    const page = await openList();
    const banner = page.locator('.banner');
    const next = async (): Promise<string> => {
      const before = (await banner.count()) === 0 ? '' : await banner.innerText();
      await page.getByRole('button', { name: 'Refresh' }).click();
      await until(
        page,
        `(document.querySelector('.banner')?.innerText ?? '').slice(0, 20) !== ${JSON.stringify(before.slice(0, 20))}`,
      );
      return (await banner.count()) === 0 ? '' : banner.innerText();
    };
    server.isAway = true;
    expect(await next()).toMatch(/^The app answered 503\. What is shown is \d+ s old\. Asking again /);
    server.isAway = false;
    server.set('migrations', { status: 401, detail: 'Cannot accept the token: it has expired' });
    expect(await next()).toMatch(/^Cannot accept the token: it has expired\. What is shown is \d+ s old\.$/);
    expect(await shown(page)).toHaveLength(12);
    await page.route('**/api/migrations*', (route) => route.abort());
    expect(await next()).toMatch(/^No answer from the app: the app cannot be reached\. What is shown/);
    await page.unroute('**/api/migrations*');
    server.set('migrations', { body: { items: theNight() } });
    expect(await next()).toBe('');
  }, 60_000);

  test('a clock of the computer that is wrong is told, and ages go by the clock of the app', async () => {
    const hour = 3_600_000;
    const before = `{ const now = Date.now; Date.now = () => now() + ${hour}; }`;
    const page = await openList('#/', { before });
    await page.waitForSelector('.banner');
    expect(await page.locator('.banner').innerText()).toMatch(
      /^The clock of this computer is (1 h|60 min) ahead of the app's/,
    );
    expect(await page.locator('.row', { hasText: 'prod-billing' }).innerText()).toMatch(/\b[45] min ago/);
  }, 60_000);
});
