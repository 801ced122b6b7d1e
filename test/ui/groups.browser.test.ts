/** Groups in a real browser, on the page as it is served: the list, one group, its timeline and its actions, by keyboard too. */
import type { Page } from 'playwright-core';
import type { GroupView } from '../../shared/core/group/group-view';
import { axeProblems, inBrowser, until } from './support/browser';
import { aBoard, aJournal, aReadyDocument } from './support/documents';
import { aBoardOfGroup, aGroupJournal, aMemberView, theGroups } from './support/groups';
import { PageServer } from './support/page-server';
import { theNight } from './support/rows';

const server = new PageServer();
const HASH = '#/groups/wave-1';

inBrowser('groups', (browser) => {
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.clear();
    server.set('migrations', { body: { items: theNight() } });
    server.set('groups', { body: { items: theGroups() } });
    show(aBoardOfGroup());
  });

  const show = (board: GroupView): void => {
    server.set('groups/wave-1', { body: board });
    server.set('groups/wave-1/journal', { body: { items: aGroupJournal() } });
  };

  const open = async (hash = HASH, opening = {}): Promise<Page> => {
    const page = await browser.open(server.url(hash), opening);
    await page.waitForSelector('.journal li, .groups .row.bad');
    return page;
  };

  const ids = (page: Page): Promise<string[]> => page.locator('.name > a').allInnerTexts();
  const textOf = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).first().innerText()).replaceAll(/\s+/g, ' ');

  test('where there is none, it says how one is made, and leads to the list', async () => {
    server.set('groups', { body: { items: [] } });
    const page = await browser.open(server.url('#/groups'));
    await page.waitForSelector('.empty a');
    expect(await textOf(page, '.empty')).toMatch(/Select migrations in the list, then “Make a group…”/);
    await page.locator('.empty a').click();
    await page.waitForSelector('.list.pickable');
    expect(new URL(page.url()).hash).toBe('#/');
  }, 60_000);

  test.each([
    ['#/groups', 'light', 1280],
    ['#/groups', 'dark', 360],
    [HASH, 'dark', 1280],
    [HASH, 'light', 360],
    [`${HASH}?as=timeline`, 'light', 1280],
    [`${HASH}?as=timeline`, 'dark', 360],
    [`${HASH}?as=timeline`, 'dark', 2560],
  ] as const)(
    'axe finds nothing wrong, and the policy of the page forbids nothing: %s, %s, %i px',
    async (hash, colorScheme, width) => {
      const page = await open(hash, { colorScheme, width });
      expect(await axeProblems(page)).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(browser.complaints).toEqual([]);
    },
    60_000,
  );

  test('the list has the order of the API, and tells standing, counts, what it waits for and the window', async () => {
    const page = await open('#/groups');
    expect(await ids(page)).toEqual(theGroups().map(({ id }) => id));
    expect(await textOf(page, '.groups .row.bad')).toMatch(
      /Stopped begun \d+ min ago wave-1 each as it is ready db07 failed .*; release the group\. 12 1 failed · 1 outside .* open closes in 3 h \d+ min/,
    );
    expect(await page.title()).toBe('(1) Stopped · Groups · sqlmi-cutover');
    await page.locator('.name > a').first().focus();
    for (const key of ['ArrowDown', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
    await until(page, `location.hash === '${HASH}'`);
  }, 60_000);

  test('one group tells first what matters, then by whom approvals are missing, what holds it, who is late, when it may', async () => {
    const page = await open();
    expect(await textOf(page, '.headline')).toBe(
      'Stopped: db07 failed (attempt 1 is failed), and the group stops after 1; release the group.',
    );
    expect(await textOf(page, '.next')).toBe('Do first: release the group');
    const panels = await textOf(page, '.panels');
    for (const part of [
      'Approvals 3 of 5 ready members have theirs needs 1 approval (bob@example.com) db08, db09',
      'Stop rule: 1 of 1 failure',
      'db11 it has not joined yet',
      'Open closes in 3 h',
      'group evidence wave-1 --out wave-1.zip',
    ])
      expect(panels).toContain(part);
    expect(await page.title()).toBe('! wave-1: stopped · sqlmi-cutover');
    expect(await page.locator('.journal li').first().innerText()).toContain('Stopped: db07 failed');
  }, 60_000);

  test('rows are the members, the worst first; standing and search are in the address, and a reload keeps them', async () => {
    const page = await open();
    expect(await ids(page)).toEqual(aBoardOfGroup().members.map(({ id }) => id));
    expect((await page.locator('.row', { hasText: 'db08' }).innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /Needs approval.*db08 mi-prod-weu\/Db08 needs 1 approval \(bob@example\.com\) .*db08_log_tail\.trn LSN 37000000129600001.*not sent/,
    );
    await page.getByRole('link', { name: 'not ready' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('bob');
    await until(page, "document.querySelectorAll('.name > a').length === 2");
    expect(new URL(page.url()).hash).toBe(`${HASH}?show=notReady&q=bob`);
    await page.reload();
    await page.waitForSelector('.of-members');
    expect(await ids(page)).toEqual(['db08', 'db09']);
    await page.locator('.name > a').first().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await until(page, "location.hash === '#/migrations/db09'");
  }, 60_000);

  test('the timeline tells each member by hover and by keys, and Enter opens it', async () => {
    const page = await open(`${HASH}?as=timeline`);
    const told = page.locator('.told');
    expect(await told.innerText()).toMatch(/^12 members: 1 failed, .*The window is from/);
    await page.locator('.track[href$=db04]').hover();
    await until(page, "document.querySelector('.told').innerText.startsWith('db04 · in flight · ready')");
    await page.mouse.move(0, 0);
    await page.locator('.track').first().focus();
    await page.keyboard.press('End');
    await until(page, "document.querySelector('.told').innerText.startsWith('db03 · dropped')");
    for (const key of ['ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
    await until(page, "document.querySelector('.told').innerText.startsWith('db01 · confirmed')");
    expect(await page.locator('.track[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await until(page, "location.hash === '#/migrations/db01'");
  }, 60_000);

  test('500 members come in frames of some, and the last one is reached by a key, as rows and in time', async () => {
    const members = Array.from({ length: 500 }, (_, n) => aMemberView(`db-${String(n).padStart(3, '0')}`));
    show(aBoardOfGroup({ members, counts: { waits: 500 }, late: [] }));
    for (const [hash, rows] of [
      [HASH, '.name > a'],
      [`${HASH}?as=timeline`, '.track'],
    ] as const) {
      const before = `new MutationObserver(() => { const rows = document.querySelectorAll("${rows}").length; window.steps = [...(window.steps ?? []), rows]; }).observe(document, { childList: true, subtree: true });`;
      const page = await open(hash, { before });
      await until(page, `document.querySelectorAll("${rows}").length === 500`);
      expect((await page.evaluate<number[]>('window.steps')).find((drawn) => drawn > 0)).toBe(32);
      await page.locator(rows).first().focus();
      await page.keyboard.press('End');
      await until(
        page,
        "`${document.activeElement.textContent} ${document.activeElement.ariaLabel}`.includes('db-499')",
      );
    }
  }, 90_000);

  test('a migration leads to its group, and the header to both lists', async () => {
    const group = { id: 'wave-1', state: 'waits', reason: 'for db12' } as const;
    server.set('migrations/prod-orders', { body: aReadyDocument({ group }) });
    server.set('migrations/prod-orders/backups', { body: { items: aBoard() } });
    server.set('migrations/prod-orders/journal', { body: { items: aJournal() } });
    const page = await browser.open(server.url('#/migrations/prod-orders'));
    await page.locator('.identity').getByRole('link', { name: 'wave-1' }).click();
    await page.waitForSelector('.members');
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Groups' }).click();
    await page.waitForSelector('.groups');
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Migrations' }).click();
    await until(page, "document.querySelectorAll('.name > a').length === 12");
  }, 60_000);

  test('markup in names and reasons stays text', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    show(aBoardOfGroup({ waitsFor: evil, members: [aMemberView('a', { reason: evil, target: evil })] }));
    for (const hash of [HASH, `${HASH}?as=timeline`]) {
      const page = await open(hash);
      expect(await page.locator('img').count()).toBe(0);
    }
    expect(browser.complaints).toEqual([]);
  }, 60_000);

  test('a group that is none, and a board that is not answered any more', async () => {
    const none = await browser.open(server.url('#/groups/nothing'));
    await none.waitForSelector('.banner');
    expect(await none.locator('.banner').innerText()).toBe('Cannot find /api/groups/nothing.');
    const page = await open();
    server.set('groups/wave-1', { status: 503, detail: 'the ledger does not answer' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.waitForSelector('.banner');
    expect(await ids(page)).toHaveLength(12);
  }, 60_000);
});
