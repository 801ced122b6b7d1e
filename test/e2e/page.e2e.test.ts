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
});
