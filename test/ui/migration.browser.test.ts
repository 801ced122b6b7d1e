/** One migration in a real browser, on the page as it is served. */
import type { Page } from 'playwright-core';
import { axeProblems, inBrowser, until } from './support/browser';
import { aBoard, aFile, aJournal, aStatusDocument } from './support/documents';
import { PageServer } from './support/page-server';
import { theNight } from './support/rows';

const server = new PageServer();
const ID = 'prod-orders';
const HASH = `#/migrations/${ID}`;

inBrowser('one migration', (browser) => {
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.clear();
    server.set('migrations', { body: { items: theNight() } });
    server.set(`migrations/${ID}`, { body: aStatusDocument() });
    server.set(`migrations/${ID}/backups`, { body: { items: aBoard() } });
    server.set(`migrations/${ID}/journal`, { body: { items: aJournal() } });
  });

  const open = async (opening = {}, hash = HASH): Promise<Page> => {
    const page = await browser.open(server.url(hash), opening);
    await page.waitForSelector('.chain .block');
    await page.waitForSelector('.journal');
    return page;
  };

  test.each([
    ['dark', 1280],
    ['light', 360],
  ] as const)(
    'axe finds nothing wrong, and the policy of the page forbids nothing: %s, %i px',
    async (colorScheme, width) => {
      const page = await open({ colorScheme, width });
      expect(await axeProblems(page)).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(browser.complaints).toEqual([]);
    },
    60_000,
  );

  test('the sentence, what to do first, and where from and where to are at the top and stay there', async () => {
    const page = await open();
    expect(await page.locator('.headline').innerText()).toMatch(/^Gap: a log that contains LSN/);
    expect(await page.locator('.next').innerText()).toMatch(/^Do first: upload the log that contains LSN/);
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await until(page, 'scrollY > 200');
    const strip = await page.locator('.identity').boundingBox();
    expect(strip!.y).toBeGreaterThanOrEqual(0);
    expect(strip!.y).toBeLessThan(80);
    const text = (await page.locator('.identity').innerText()).replaceAll(/\s+/g, ' ');
    for (const part of [
      'mi-prod-weu/Orders',
      'Account prodbackups',
      'Container sql-backups/orders/',
      'Orders, SQL01',
    ])
      expect(text).toContain(part);
  }, 60_000);

  test('the picture tells of each set by hover and by keys, along both axes', async () => {
    const page = await open();
    const told = page.locator('.told');
    expect(await told.innerText()).toContain('Gap: a log that contains LSN 34000000039000001 is missing');
    await page.locator('.block.ignored').first().hover();
    expect(await told.innerText()).toContain(
      'not used (superseded) · the chain begins at orders_full_1of2.bak',
    );
    await page.locator('.block').first().focus();
    await page.keyboard.press('End');
    await until(page, "document.querySelector('.told').innerText.startsWith('readme.txt')");
    await page.keyboard.press('ArrowLeft');
    await until(page, "document.querySelector('.told').innerText.startsWith('orders_log_10')");
    await page.getByRole('button', { name: 'by arrival' }).click();
    await page.waitForSelector('.chain .tick-text');
    expect(await page.locator('.chain .gap').count()).toBe(0);
  }, 60_000);

  test('files are found by name, state and LSN; the search is in the address', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('34000000020000001');
    await until(page, "document.querySelectorAll('.file:not(.head)').length === 1");
    expect(await page.locator('.file:not(.head)').innerText()).toContain('orders_log_3.trn');
    expect(new URL(page.url()).hash).toBe(`${HASH}?q=34000000020000001`);
    await page.reload();
    await page.waitForSelector('.file:not(.head)');
    expect(await page.locator('.file:not(.head)').count()).toBe(1);
  }, 60_000);

  test('a migration that is none, and what has been read when the service goes away', async () => {
    const none = await browser.open(server.url('#/migrations/nothing'));
    await none.waitForSelector('.banner');
    expect(await none.locator('.banner').innerText()).toBe('Cannot find /api/migrations/nothing.');
    const page = await open();
    server.set(`migrations/${ID}/backups`, { status: 503, detail: 'the ledger does not answer' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.waitForSelector('.files .failure');
    expect(await page.locator('.file:not(.head)').count()).toBe(aBoard().length);
  }, 60_000);

  test('after the end no check is an alarm: they are folded, as of then', async () => {
    server.set(`migrations/${ID}`, {
      body: aStatusDocument({ phase: 'completed', headline: 'Completed: confirmed' }),
    });
    const page = await open();
    expect(await page.locator('.checks:visible').count()).toBe(0);
    await page.getByText('5 checks as of then').click();
    expect(await page.locator('.checks li:visible').count()).toBe(5);
    expect(await axeProblems(page)).toEqual([]);
  }, 60_000);

  test('markup in names and sentences stays text', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    server.set(`migrations/${ID}`, {
      body: aStatusDocument({ headline: evil, next: { who: 'operator', what: evil } }),
    });
    server.set(`migrations/${ID}/backups`, { body: { items: [aFile(evil, 1, 2, { reason: evil })] } });
    const page = await open();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.headline').innerText()).toBe(evil);
    expect(browser.complaints).toEqual([]);
  }, 60_000);
});
