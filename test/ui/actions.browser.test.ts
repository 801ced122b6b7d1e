/** Actions of one migration in a real browser, by keyboard alone, with what is announced. */
import type { Page } from 'playwright-core';
import { axeProblems, expectSoundDialogs, inBrowser, until } from './support/browser';
import { aBoard, aJournal, aReadyDocument } from './support/documents';
import { PageServer } from './support/page-server';

const server = new PageServer();
const ID = 'prod-orders';
const TARGET = 'mi-prod-weu/Orders';

let ready = aReadyDocument();

inBrowser('actions of one migration', (browser) => {
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.clear();
    ready = aReadyDocument();
    server.set('me', { body: { name: 'bob@example.com', roles: ['Cutover.Approve'] } });
    server.set(`migrations/${ID}`, { body: ready });
    server.set(`migrations/${ID}/backups`, { body: { items: aBoard() } });
    server.set(`migrations/${ID}/journal`, { body: { items: aJournal() } });
    server.set(`POST migrations/${ID}/approve`, {
      body: { id: ID, approvedBy: 'bob@example.com', given: 2, required: 2 },
    });
    server.set(`POST migrations/${ID}/hold`, { body: aReadyDocument() });
  });

  const open = async (opening = {}): Promise<Page> => {
    const page = await browser.open(server.url(`#/migrations/${ID}`), opening);
    await page.waitForSelector('.actions button');
    await page.waitForSelector('.journal');
    return page;
  };

  /** Name and role of what has the focus. */
  const focused = (page: Page): Promise<string> =>
    page.evaluate<string>(
      `(() => { const at = document.activeElement; return (at.labels?.[0] ?? at).innerText.replaceAll(/\\s+/g, ' ').trim(); })()`,
    );

  /** Tabs to what has this name. */
  const tabTo = async (page: Page, name: string): Promise<void> => {
    const seen: string[] = [];
    for (let presses = 0; presses < 40; presses++) {
      seen.push(await focused(page));
      if (seen.at(-1) === name) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`No Tab leads to ${name}, only to: ${seen.join(' | ')}`);
  };

  const begin = async (page: Page, name: string): Promise<void> => {
    await tabTo(page, name);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
  };

  const reported = async (page: Page): Promise<string> => {
    await page.waitForSelector('.report');
    return (await page.locator('.report').last().innerText()).replaceAll(/\s+/g, ' ');
  };

  test('a whole cutover by keyboard: what it does and who has approved is read, the name typed, the result told', async () => {
    const page = await open();
    await begin(page, 'Approve…');
    const dialog = page.getByRole('dialog', { name: `Approve the cutover of ${ID}` });
    expect(await focused(page)).toBe(`Approve the cutover of ${ID}`);
    const text = (await dialog.innerText()).replaceAll(/\s+/g, ' ');
    for (const part of [
      'A cutover cannot be undone or stopped.',
      `Target ${TARGET}`,
      'Tail orders_log_7.trn',
      'ada@example.com approved',
      '1 of 2 approvals count: one more approval is missing',
    ])
      expect(text).toContain(part);
    expect(await axeProblems(page)).toEqual([]);
    await tabTo(page, `Type ${TARGET} to confirm`);
    await page.keyboard.type('mi-prod-weu/Order');
    await page.keyboard.press('Enter');
    await until(page, "document.querySelector('.lacks')?.innerText.startsWith('Nothing was sent')");
    expect(server.calls).toEqual([]);
    await page.keyboard.press('End');
    await page.keyboard.type('s');
    await page.keyboard.press('Enter');
    expect(await reported(page)).toBe(
      '✓ Approved. The app sends the request once everything is met. 2 of 2 approvals count.',
    );
    expect(await page.locator('[role=status] .report').count()).toBe(1);
    expect(server.calls.map(({ what, body }) => [what, body])).toEqual([
      [`POST migrations/${ID}/approve`, { confirm: TARGET, expectedTail: 'orders_log_7.trn' }],
    ]);
    server.set(`migrations/${ID}`, { body: aReadyDocument({ phase: 'completed', next: undefined }) });
    await tabTo(page, 'Close');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await focused(page)).toContain('Approve…');
    expect(browser.complaints).toEqual([]);
  }, 60_000);

  test('who has approved already is told so, and that another operator is needed', async () => {
    const other = await open();
    await begin(other, 'Approve…');
    expect(await other.locator('#act-consequence').innerText()).toMatch(
      /^With this approval nothing more is/,
    );
    server.set('me', { body: { name: 'ADA@example.com', roles: ['Cutover.Approve'] } });
    server.set(`POST migrations/${ID}/approve`, {
      body: { id: ID, approvedBy: 'ADA@example.com', given: 1, required: 2 },
    });
    const page = await open();
    await begin(page, 'Approve…');
    expect(await page.locator('#act-consequence').innerText()).toBe(
      'You have approved already. To approve again only renews it; still missing: one other operator.',
    );
    await page.getByLabel(`Type ${TARGET} to confirm`).fill(TARGET);
    await page.keyboard.press('Enter');
    expect(await reported(page)).toBe(
      '✓ Your approval is stored. 1 of 2 approvals count; still missing: one other operator.',
    );
    expect(await page.locator('#act').innerText()).not.toMatch(/sends the request|nothing more/);
  }, 60_000);

  test('Escape leaves it, nothing was sent, and the focus is back where it was', async () => {
    const page = await open();
    await begin(page, 'Hold…');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await focused(page)).toBe('Hold…');
    expect(server.calls).toEqual([]);
  }, 60_000);

  test('twice clicked is sent once; a lost answer says that it is unclear, and what is seen since', async () => {
    const page = await open();
    await begin(page, 'Hold…');
    expect(await focused(page)).toBe('Reason');
    await page.keyboard.type('the application still writes');
    let answer: () => void = () => undefined;
    server.onCall = () => new Promise<void>((resolve) => (answer = resolve));
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator('.deed').click({ force: true });
    await page.waitForTimeout(200);
    expect(server.calls.map(({ body }) => body)).toEqual([{ reason: 'the application still writes' }]);
    server.set(`POST migrations/${ID}/hold`, {
      status: 504,
      detail: 'Cannot say whether it was stored',
    });
    const hold = { number: 1, by: 'ada@example.com', at: new Date().toISOString(), reason: 'still writes' };
    server.set(`migrations/${ID}`, { body: { ...ready, held: hold, holds: [hold] } });
    answer();
    expect(await reported(page)).toBe(
      '? Unclear whether it was stored: Cannot say whether it was stored. Look at the status; to repeat it does no harm.',
    );
    await page.waitForSelector('.changes');
    expect(await page.locator('.changes li').allInnerTexts()).toEqual([
      'ada@example.com holds it: still writes',
    ]);
  }, 60_000);

  test('a refusal is told in place with its remedy, and what others have done meanwhile', async () => {
    const page = await open();
    await begin(page, 'Approve…');
    await tabTo(page, `Type ${TARGET} to confirm`);
    await page.keyboard.type(TARGET);
    const detail = 'Cannot approve: the tail is orders_log_8.trn, not orders_log_7.trn; look at the board';
    server.set(`POST migrations/${ID}/approve`, { status: 409, detail });
    server.set(`migrations/${ID}`, {
      body: {
        ...ready,
        tail: { blob: 'orders_log_8.trn', proof: 'named', lastLsn: '34000000043000001' },
      },
    });
    await page.keyboard.press('Enter');
    expect(await reported(page)).toBe(`✗ ${detail}`);
    await page.waitForSelector('.changes');
    expect(await page.locator('.changes li').allInnerTexts()).toEqual([
      'The tail is orders_log_8.trn to LSN 34000000043000001, was orders_log_7.trn to LSN 34000000039000001',
    ]);
    await page.getByRole('button', { name: 'Begin again with what is there now' }).click();
    await until(page, "document.querySelector('#act .facts')?.innerText.includes('orders_log_8.trn')");
    expect(await page.getByLabel(`Type ${TARGET} to confirm`).inputValue()).toBe('');
  }, 60_000);

  test('it is rehearsed before anything is typed', async () => {
    const page = await open();
    server.set(`POST migrations/${ID}/rehearse`, {
      body: { wouldSend: false, stops: [{ what: 'window', reason: 'the window is closed' }] },
    });
    await begin(page, 'Approve…');
    await page.getByRole('button', { name: 'Rehearse: send nothing' }).click();
    expect(await reported(page)).toBe(
      '✗ The request would not leave now. Nothing was sent. What would stop it: window: the window is closed',
    );
  }, 60_000);

  test('on one machine one acts as several; elsewhere the field is not there', async () => {
    const elsewhere = await open();
    await begin(elsewhere, 'Hold…');
    expect(await elsewhere.getByLabel('Act as').count()).toBe(0);
    server.set('me', { body: { name: 'local:dev', roles: ['Cutover.Approve'] } });
    const page = await open();
    await begin(page, 'Hold…');
    await page.getByLabel('Act as').fill('bob');
    await page.getByLabel('Reason').fill('not tonight');
    await page.keyboard.press('Enter');
    await reported(page);
    expect(server.calls[0]!.headers.authorization).toBe('Bearer as:bob');
  }, 60_000);

  test.each([
    ['dark', 360],
    ['light', 1280],
  ] as const)(
    'axe finds nothing wrong with the dialogs: %s, %i px',
    async (colorScheme, width) => {
      const page = await open({ colorScheme, width });
      await expectSoundDialogs(page);
    },
    60_000,
  );
});
