/** A host that asks for tokens: nobody gets in without one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Issuer } from '../support/issuer';
import { SignInService } from '../support/sign-in-service';
import { axeProblems, inBrowser, until } from '../ui/support/browser';
import { endToEnd } from './end-to-end';
import { LocalStack } from './local-stack';

endToEnd('sign-in', () => {
  let service: SignInService;
  let issuer: Issuer;
  let local: LocalStack;
  const folder = mkdtempSync(join(tmpdir(), 'sign-in-'));

  beforeAll(async () => {
    service = await SignInService.start();
    ({ issuer } = service);
    const certificates = join(folder, 'certificates.pem');
    writeFileSync(certificates, service.certificate.cert);
    local = await LocalStack.start({ settings: { ...issuer.settings, NODE_EXTRA_CA_CERTS: certificates } });
  }, 60_000);
  afterAll(async () => {
    await local.stop();
    await issuer.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async (path: string, token?: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${local.stack.hostUrl}/api${path}`, {
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    });

  test('answers strangers in one word, and nothing else', async () => {
    expect(await (await ask('/health')).json()).toEqual({ status: 'up' });
    for (const path of ['/migrations', '/migrations/shop', '/me', '/openapi.yaml'])
      expect((await ask(path)).status).toBe(401);
    const forged = await fetch(`${local.stack.hostUrl}/api/me`, {
      headers: { 'x-ms-client-principal-name': 'eve', 'x-functions-key': 'anything' },
    });
    expect(forged.status).toBe(401);
  });

  test('lets each role do its part', async () => {
    const reader = await issuer.token({ roles: ['Cutover.Read'] });
    const operator = await issuer.token({ roles: ['Cutover.Operate'] });
    expect((await ask('/migrations', reader)).status).toBe(200);
    const body = JSON.stringify(local.body('shop', { policy: { mode: 'auto' } }));
    expect((await ask('/migrations', reader, { method: 'POST', body })).status).toBe(403);
    expect((await ask('/migrations', operator, { method: 'POST', body })).status).toBe(403);
    const manual = JSON.stringify(local.body('shop', { policy: { mode: 'manual' } }));
    expect((await ask('/migrations', operator, { method: 'POST', body: manual })).status).toBe(202);
    const cutover = {
      method: 'POST',
      body: JSON.stringify({ confirm: 'mi1/shop', expectedTail: 'tail.trn' }),
    };
    expect((await ask('/migrations/shop/cutover', operator, cutover)).status).toBe(403);
    const approver = await issuer.token({ roles: ['Cutover.Approve'] });
    expect([400, 409]).toContain((await ask('/migrations/shop/cutover', approver, cutover)).status);
    const hold = { method: 'POST', body: JSON.stringify({ reason: 'not tonight' }) };
    expect((await ask('/migrations/shop/hold', approver, hold)).status).toBe(200);
    const journal = await (await ask('/migrations/shop/journal', reader)).text();
    expect(journal).toContain('ada@example.com');
    expect(journal).not.toContain(operator.slice(0, 40));
  });

  test('tells anyone how to sign in', async () => {
    expect(await (await ask('/sign-in')).json()).toEqual(service.offer);
  });

  inBrowser('in a browser', (browser) => {
    test('signs in, sees with the roles of the token, saves a document, signs out', async () => {
      const page = await browser.open(`${local.stack.hostUrl}/api/ui#/migrations/shop`, {
        ignoreHTTPSErrors: true,
      });
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForSelector('.headline');
      await page.locator('.holder summary').click();
      await until(page, "document.querySelectorAll('.holder li').length === 2");
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Status, JSON' }).click();
      expect(JSON.parse(readFileSync(await (await saving).path(), 'utf8'))).toMatchObject({ id: 'shop' });
      expect(await axeProblems(page)).toEqual([]);
      expect(browser.complaints).toEqual([]);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForSelector('.sign-in');
    }, 60_000);
  });

  test('takes a rotated key', async () => {
    await issuer.rotate();
    const token = await issuer.token();
    const end = Date.now() + 60_000;
    let status = 0;
    while (status !== 200 && Date.now() < end) {
      status = (await ask('/me', token)).status;
      if (status !== 200) await sleep(1_000);
    }
    expect(status).toBe(200);
  }, 90_000);
});
