/** Rows of the list are selected and acted on in a real browser, by keyboard alone. */
import type { Page } from 'playwright-core';
import { axeProblems, inBrowser, until } from './support/browser';
import { aReadyDocument } from './support/documents';
import { PageServer } from './support/page-server';
import { theNight } from './support/rows';

const server = new PageServer();

inBrowser('a selection', (browser) => {
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.clear();
    server.set('migrations', { body: { items: theNight() } });
  });

  const open = async (opening = {}): Promise<Page> => {
    const page = await browser.open(server.url('#/'), opening);
    await page.waitForSelector('.row.bad');
    await page.locator('.name > a').first().focus();
    return page;
  };

  const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

  const selected = (page: Page): Promise<string[]> => page.locator('.row.selected .name > a').allInnerTexts();

  const begin = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
  };

  const reported = async (page: Page): Promise<string> => {
    await page.waitForSelector('.report');
    return (await page.locator('.report').last().innerText()).replaceAll(/\s+/g, ' ');
  };

  test('space selects a row, with shift a range; how many are selected is announced', async () => {
    const page = await open();
    await press(page, 'ArrowDown', 'Space', 'ArrowDown', 'ArrowDown', 'Shift+Space');
    await until(page, "document.querySelectorAll('.row.selected').length === 3");
    expect(await selected(page)).toEqual(['prod-shop', 'prod-orders', 'prod-warehouse']);
    expect(await page.locator('.selection [role=status]').innerText()).toBe('3 selected');
    await press(page, 'Space');
    await until(page, "document.querySelectorAll('.row.selected').length === 2");
    await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown');
    await until(page, "document.querySelectorAll('.row.selected').length === 5");
    await page.getByRole('button', { name: 'Clear' }).click();
    await until(page, "document.querySelectorAll('.row.selected').length === 0");
    expect(await page.getByRole('button', { name: 'Hold…' }).count()).toBe(0);
  }, 60_000);

  test('the mouse selects by a box, with shift a range, and does not open the row', async () => {
    const page = await open();
    await page.getByLabel('Select prod-shop').click();
    await page.getByLabel('Select prod-payroll').click({ modifiers: ['Shift'] });
    await until(page, "document.querySelectorAll('.row.selected').length === 4");
    expect(new URL(page.url()).hash).toBe('#/');
    expect(await page.getByLabel('Select prod-orders').isChecked()).toBe(true);
  }, 60_000);

  test('what the filter hides stays selected, and is said to', async () => {
    const page = await open();
    await press(page, 'Space');
    await page.getByRole('link', { name: 'ready' }).click();
    await until(page, "document.querySelector('.selection')?.innerText.includes('1 of them not shown')");
  }, 60_000);

  test('each that is selected is held; one that is refused is named, and keeps none of the others', async () => {
    const page = await open();
    await press(page, 'Space', 'ArrowDown', 'Space', 'ArrowDown', 'Space');
    for (const id of ['prod-shop', 'prod-orders']) server.set(`POST migrations/${id}/hold`, { body: {} });
    const detail = 'Cannot hold: the request may have arrived';
    server.set('POST migrations/prod-billing/hold', { status: 409, detail });
    await begin(page, 'Hold…');
    const text = (await page.locator('#act').innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Hold 3 migrations');
    expect(text).toContain('prod-shop mi-prod-weu/Shop · Blocked');
    await page.getByLabel('Reason').fill('the network is down');
    await page.keyboard.press('Enter');
    expect(await reported(page)).toBe(
      `✗ Not of every migration. prod-billing: ${detail} prod-shop: done prod-orders: done`,
    );
    expect(server.calls.map(({ what }) => what)).toEqual(
      ['prod-billing', 'prod-shop', 'prod-orders'].map((id) => `POST migrations/${id}/hold`),
    );
  }, 60_000);

  test('holds are read before they are released, by their numbers', async () => {
    const hold = { number: 3, by: 'bob', at: new Date().toISOString(), reason: 'not yet' };
    server.set('migrations/prod-hr', { body: aReadyDocument({ id: 'prod-hr', holds: [hold] }) });
    server.set('POST migrations/prod-hr/release', { body: {} });
    const page = await open();
    await page.getByLabel('Select prod-hr').click();
    await begin(page, 'Release…');
    expect(await page.locator('#act .facts').innerText()).toContain('hold 3 of bob: not yet');
    await page.keyboard.press('Tab');
    await page.locator('.deed').focus();
    await page.keyboard.press('Enter');
    expect(await reported(page)).toBe('✓ Released. prod-hr: done');
    expect(server.calls.map(({ body }) => body)).toEqual([{ hold: 3 }]);
  }, 60_000);

  test('where the holds cannot be read, no dialog opens, and it is said', async () => {
    const page = await open();
    await page.getByLabel('Select prod-hr').click();
    await page.getByRole('button', { name: 'Release…' }).click();
    await until(page, "document.querySelector('.banners').innerText.includes('cannot be read now')");
    expect(await page.locator('dialog').count()).toBe(0);
  }, 60_000);

  test('a group is tried, then made; what is wrong with its members is told', async () => {
    const page = await open();
    await press(page, 'Space', 'ArrowDown', 'Space');
    server.set('POST groups', {
      status: 400,
      detail: 'Cannot make the group: the plan is not possible',
      errors: [{ field: 'members.0.id', message: 'prod-billing is being cut over: attempt 1 is unknown' }],
    });
    await begin(page, 'Make a group…');
    await page.getByRole('button', { name: 'Try: make nothing' }).click();
    await until(page, "document.querySelector('.lacks')?.innerText.includes('Id of the group is missing')");
    expect(server.calls).toEqual([]);
    await page.getByLabel('Id of the group').fill('wave-9');
    await page.getByRole('button', { name: 'Try: make nothing' }).click();
    expect(await reported(page)).toBe(
      '✗ Cannot make the group: the plan is not possible prod-billing is being cut over: attempt 1 is unknown',
    );
    server.set('POST groups', { body: { outcome: 'made' } });
    await page.getByLabel('Id of the group').press('Enter');
    await until(page, "[...document.querySelectorAll('.report')].at(-1)?.innerText.includes('Made.')");
    expect(server.calls.map(({ body }) => (body as { dryRun?: boolean }).dryRun)).toEqual([true, undefined]);
    expect(browser.complaints.filter((line) => !line.includes('status of 400'))).toEqual([]);
  }, 60_000);

  test.each([
    ['light', 360],
    ['dark', 1280],
  ] as const)(
    'axe finds nothing wrong with a selection and its dialogs: %s, %i px',
    async (colorScheme, width) => {
      const page = await open({ colorScheme, width });
      await press(page, 'Space', 'ArrowDown', 'Shift+Space');
      await page.waitForSelector('.selection .actions');
      expect(await axeProblems(page)).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      for (const name of ['Hold…', 'Make a group…']) {
        await begin(page, name);
        expect([name, await axeProblems(page)]).toEqual([name, []]);
        await page.keyboard.press('Escape');
        await page.waitForSelector('dialog', { state: 'detached' });
      }
    },
    60_000,
  );
});
