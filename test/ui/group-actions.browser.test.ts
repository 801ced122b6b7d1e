/** Actions of one group in a real browser, by keyboard alone, with what is announced. */
import type { Page } from 'playwright-core';
import { axeProblems, expectSoundDialogs, inBrowser, until } from './support/browser';
import { aBoardOfGroup, aGroupJournal, aMemberView } from './support/groups';
import { PageServer, type Sent } from './support/page-server';

const server = new PageServer();
const APPROVE = 'POST groups/wave-1/approve';

/** What the app answers to an approval. */
const outcomes = ({ body }: Sent, outcome: string): readonly object[] =>
  (body as { members: { id: string }[] }).members.map(({ id }) => ({ id, outcome }));

const isTrial = ({ body }: Sent): boolean => (body as { dryRun?: boolean }).dryRun === true;

inBrowser('actions of one group', (browser) => {
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.clear();
    server.set('groups/wave-1', { body: aBoardOfGroup() });
    server.set('groups/wave-1/journal', { body: { items: aGroupJournal() } });
    server.onCall = (call) =>
      server.set(APPROVE, {
        body: { id: 'wave-1', members: outcomes(call, isTrial(call) ? 'possible' : 'approved') },
      });
  });

  const open = async (opening = {}): Promise<Page> => {
    const page = await browser.open(server.url('#/groups/wave-1'), opening);
    await page.waitForSelector('.actions button');
    await page.waitForSelector('.journal li');
    return page;
  };

  const begin = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
  };

  const reported = async (page: Page, text: string): Promise<string> => {
    await until(
      page,
      `[...document.querySelectorAll('.report')].at(-1)?.innerText.includes(${JSON.stringify(text)})`,
    );
    return (await page.locator('.report').last().innerText()).replaceAll(/\s+/g, ' ');
  };

  /** The words that the dialog asks for. */
  const wanted = (page: Page): Promise<string> => page.locator('label[for="act-confirm"] b').innerText();

  test('the set is tried, typed with its check, and approved; each member is told', async () => {
    const page = await open();
    await begin(page, 'Approve 2 members…');
    expect(await reported(page, 'db09: can be approved')).toBe(
      '✓ It would be done. Nothing was sent. db08: can be approved db09: can be approved',
    );
    expect(server.calls.map(isTrial)).toEqual([true]);
    const text = (await page.locator('#act').innerText()).replaceAll(/\s+/g, ' ');
    for (const part of [
      'db08 mi-prod-weu/Db08 · db08/db08_log_tail.trn · ends at LSN 37000000129600001',
      'A cutover cannot be undone or stopped.',
      '1 of 2 approvals, by ada@example.com; missing: bob@example.com: db08, db09',
      'Late, and left out by an approval of the set: db11, db12',
    ])
      expect(text).toContain(part);
    expect(await axeProblems(page)).toEqual([]);
    const words = await wanted(page);
    expect(words).toMatch(/^wave-1\/[0-9a-f]{8}$/);
    await page.locator('#act-confirm').focus();
    await page.keyboard.type('wave-1');
    await page.keyboard.press('Enter');
    await until(page, "document.querySelector('.lacks')?.innerText.startsWith('Nothing was sent')");
    expect(server.calls).toHaveLength(1);
    await page.keyboard.press('End');
    await page.keyboard.type(words.slice('wave-1'.length));
    await page.keyboard.press('Enter');
    expect(await reported(page, 'db09: approved')).toBe(
      '✓ Approved: 2 members. db08: approved db09: approved',
    );
    expect(server.calls.map(isTrial)).toEqual([true, false]);
    expect(browser.complaints).toEqual([]);
  }, 60_000);

  test('a member that has changed is refused by name, and what others have done is told', async () => {
    const page = await open();
    await begin(page, 'Approve 2 members…');
    await reported(page, 'db09: can be approved');
    server.onCall = () => {
      const members = [
        { id: 'db08', outcome: 'approved' },
        { id: 'db09', outcome: 'refused', reason: 'it has changed since it was seen: look at it again' },
      ];
      server.set(APPROVE, { body: { id: 'wave-1', members } });
      const board = aBoardOfGroup();
      const tail = { blob: 'db09/new.trn', set: 'x', lastLsn: '38' };
      server.set('groups/wave-1', {
        body: { ...board, members: board.members.map((one) => (one.id === 'db09' ? { ...one, tail } : one)) },
      });
    };
    await page.locator('#act-confirm').fill(await wanted(page));
    await page.keyboard.press('Enter');
    expect(await reported(page, 'db09: refused')).toBe(
      '✗ Not of every member. db08: approved db09: refused: it has changed since it was seen: look at it again',
    );
    await page.waitForSelector('.changes');
    expect(await page.locator('.changes li').first().innerText()).toMatch(
      /^The tail of db09 is db09\/new\.trn to LSN 38/,
    );
    await page.getByRole('button', { name: 'Begin again' }).click();
    await until(page, "document.querySelector('#act .facts')?.innerText.includes('db09/new.trn')");
  }, 60_000);

  test('a set of 45 is sent in three parts, one after the other; a lost one is told, and sent again', async () => {
    const members = Array.from({ length: 45 }, (_, n) =>
      aMemberView(`db-${String(n).padStart(2, '0')}`, {
        approvals: { required: 1, standing: 0, missing: 'none of 1 approval' },
      }),
    );
    server.set('groups/wave-1', { body: aBoardOfGroup({ members, late: [] }) });
    const page = await open();
    await begin(page, 'Approve 45 members…');
    await reported(page, 'db-44: can be approved');
    expect(server.calls.map((call) => outcomes(call, '').length)).toEqual([20, 20, 5]);
    let parts = 0;
    server.onCall = (call) => {
      parts += 1;
      if (parts === 2) server.set(APPROVE, { status: 504, detail: 'Cannot say whether it was stored' });
      else server.set(APPROVE, { body: { id: 'wave-1', members: outcomes(call, 'approved') } });
    };
    await page.locator('#act-confirm').fill(await wanted(page));
    await page.keyboard.press('Enter');
    const told = await reported(page, 'Unclear whether it was stored');
    expect(told).toContain('db-19: approved db-20: not known, or not asked for');
    expect(parts).toBe(2);
    await page.keyboard.press('Enter');
    await reported(page, 'Approved: 45 members.');
    expect(parts).toBe(5);
  }, 60_000);

  test('what became of each is told above the page where the dialog was left meanwhile', async () => {
    const page = await open();
    await begin(page, 'Approve 2 members…');
    await reported(page, 'db09: can be approved');
    let answer: () => void = () => undefined;
    server.onCall = (call) => {
      server.set(APPROVE, { body: { id: 'wave-1', members: outcomes(call, 'approved') } });
      return new Promise<void>((resolve) => (answer = resolve));
    };
    await page.locator('#act-confirm').fill(await wanted(page));
    await page.keyboard.press('Enter');
    await until(page, "document.querySelector('.deed')?.innerText.includes('Sending')");
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    answer();
    await page.waitForSelector('.banner li');
    expect(await page.locator('.banner').innerText()).toMatch(
      /^Approve 2 members of wave-1: Approved: 2 members\./,
    );
    expect(await page.locator('.banner li').allInnerTexts()).toEqual(['db08: approved', 'db09: approved']);
  }, 60_000);

  test('a member is dropped only by its typed id, and its migration is held first', async () => {
    server.onCall = () => undefined;
    server.set('POST migrations/db12/hold', { body: {} });
    server.set('POST groups/wave-1/drop', { body: aBoardOfGroup() });
    const page = await open();
    await begin(page, 'Drop a member…');
    await page.getByLabel('Member', { exact: true }).fill('db1');
    await page.getByLabel('Reason').fill('its tail is late');
    await page.keyboard.press('Enter');
    await until(page, "document.querySelector('.lacks')?.innerText.includes('no such member')");
    expect(server.calls).toEqual([]);
    await page.getByLabel('Member', { exact: true }).fill('db12');
    await page.keyboard.press('Enter');
    await reported(page, 'Dropped.');
    expect(server.calls.map(({ what, body }) => [what, body])).toEqual([
      ['POST migrations/db12/hold', { reason: 'its tail is late' }],
      ['POST groups/wave-1/drop', { member: 'db12', reason: 'its tail is late' }],
    ]);
  }, 60_000);

  test('where the hold is refused, nothing is dropped', async () => {
    server.onCall = () => undefined;
    server.set('POST migrations/db12/hold', {
      status: 409,
      detail: 'Cannot hold: the request may have arrived',
    });
    const page = await open();
    await begin(page, 'Drop a member…');
    await page.getByLabel('Member', { exact: true }).fill('db12');
    await page.getByLabel('Reason').fill('its tail is late');
    await page.keyboard.press('Enter');
    expect(await reported(page, 'Cannot hold')).toBe('✗ Cannot hold: the request may have arrived');
    expect(server.calls.map(({ what }) => what)).toEqual(['POST migrations/db12/hold']);
  }, 60_000);

  test('a release is sent with the group typed, and a hold with a reason', async () => {
    server.onCall = () => undefined;
    server.set('POST groups/wave-1/release', { body: aBoardOfGroup() });
    const page = await open();
    await begin(page, 'Release…');
    expect(await page.locator('#act-consequence').innerText()).toContain('2 members may get the go at once');
    await page.getByLabel('Reason').fill('db07 is out');
    await page.keyboard.press('Enter');
    await until(page, "document.querySelector('.lacks') !== null");
    expect(server.calls).toEqual([]);
    await page.locator('#act-confirm').fill('wave-1');
    await page.keyboard.press('Enter');
    await reported(page, 'Released.');
    expect(server.calls.map(({ body }) => body)).toEqual([{ reason: 'db07 is out' }]);
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
