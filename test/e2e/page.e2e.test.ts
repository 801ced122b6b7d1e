/** The page on the real local stack: served by the app, and fed by its API. */
import { axeProblems, inBrowser, until } from '../ui/support/browser';
import { LocalStack, takeBackups } from './local-stack';

inBrowser('the page on the local stack', (browser) => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 90_000);
  afterAll(() => local.stop(), 30_000);

  test('a migration is registered, its backups come, and the page shows it without being asked', async () => {
    const url = `${local.stack.hostUrl}/api/ui`;
    const served = await fetch(url, { method: 'HEAD' });
    expect(served.status).toBe(200);
    expect(served.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const path of ['package.json', '%2e%2e%2fpackage.json', '..%5cpackage.json'])
      expect((await fetch(`${url}/${path}`)).status).toBe(404);

    const page = await browser.open(url);
    await until(page, "document.querySelector('.empty')?.innerText.startsWith('No migration is registered')");
    const { files, names } = takeBackups('shop', 7);
    await local.api('POST', '/migrations', local.body('shop'));
    for (const name of names.slice(0, -1)) await local.upload('shop', name, files[name]!);
    await local.until(
      'shop',
      'a chain with the last log',
      ({ chain }) => chain?.path.lastFile === 'shop/log4.trn',
    );
    await until(page, "document.querySelector('.name > a')?.innerText === 'shop'");

    await page.locator('.name > a').click();
    await until(page, "document.querySelectorAll('.block[tabindex]').length === 6");
    expect(await page.locator('.identity').innerText()).toContain('mi1/shop');
    expect(await axeProblems(page)).toEqual([]);
    expect(browser.complaints).toEqual([]);
  }, 150_000);

  test('it is selected in the list, made a group, and the group is held on its own page', async () => {
    const page = await browser.open(`${local.stack.hostUrl}/api/ui`);
    await page.locator('.name > a').focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Make a group…' }).click();
    await page.getByLabel('Id of the group').fill('wave-1');
    await page.keyboard.press('Enter');
    await until(page, "document.querySelector('.report')?.innerText.includes('Made.')");
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Groups' }).click();
    await page.getByRole('link', { name: 'wave-1' }).click();
    await until(page, "document.querySelector('.of-members .row:not(.head)')?.innerText.includes('shop')");
    expect(await page.locator('.headline').innerText()).toMatch(/^Waiting: shop \(.*\)/);
    await page.getByRole('button', { name: 'Hold…' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('not tonight');
    await page.keyboard.press('Enter');
    await until(page, "document.querySelector('.headline').innerText.startsWith('Held: ')");
    expect(await local.api('GET', '/groups/wave-1')).toMatchObject({
      body: { held: { reason: 'not tonight' } },
    });
    expect(browser.complaints).toEqual([]);
  }, 90_000);
});
