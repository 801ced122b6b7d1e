/** Sign-in on the page, at a sign-in service of this machine: in, renewed, refused, out. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { CLIENT } from '../support/issuer';
import { SignInService } from '../support/sign-in-service';
import { axeProblems, inBrowser, until } from './support/browser';
import { aBoard, aJournal, aReadyDocument, aStatusDocument } from './support/documents';
import { PageServer } from './support/page-server';
import { theNight } from './support/rows';

const ID = 'prod-orders';
const WITHOUT = { status: 401, detail: 'Cannot answer: the request has no token' };
const BAD = { status: 401, detail: 'Cannot accept the token: it has expired; sign in again' };

inBrowser('sign-in on the page', (browser) => {
  let service: SignInService;
  let server: PageServer;
  /** The tokens that came with requests. */
  const tokens = new Set<string>();

  beforeAll(async () => {
    service = await SignInService.start();
    server = new PageServer(service.issuer.url);
    await server.start();
  });
  afterAll(async () => {
    await server.stop();
    await service.issuer.close();
  });
  beforeEach(() => {
    service.clear();
    tokens.clear();
    server.clear();
    server.set('sign-in', { body: service.offer });
    server.set('migrations', { body: { items: theNight() } });
    server.set(`migrations/${ID}`, { body: aStatusDocument() });
    server.set(`migrations/${ID}/backups`, { body: { items: aBoard() } });
    server.set(`migrations/${ID}/journal`, { body: { items: aJournal() } });
    server.set(`migrations/${ID}/evidence`, { body: { outcome: 'confirmed' } });
    server.refuse = async (token) => {
      if (token === undefined) return WITHOUT;
      tokens.add(token);
      return service.issuer.read(token).then(
        () => undefined,
        () => BAD,
      );
    };
  });

  const open = (hash = '#/', opening = {}): Promise<Page> =>
    browser.open(server.url(hash), { ignoreHTTPSErrors: true, ...opening });
  const signIn = (page: Page): Promise<void> =>
    page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const refresh = (page: Page): Promise<void> => page.getByRole('button', { name: 'Refresh' }).click();
  const bannerOf = (page: Page): Promise<string> => page.locator('.banner').first().innerText();
  const kept = (page: Page): Promise<string> => page.evaluate<string>('JSON.stringify(sessionStorage)');
  const signedIn = async (hash = '#/'): Promise<Page> => {
    const page = await open(hash);
    await signIn(page);
    await page.waitForSelector(hash === '#/' ? '.row.bad' : '.headline');
    return page;
  };

  test.each([
    ['light', 360],
    ['dark', 1280],
  ] as const)(
    'before it, nothing is asked of the API: %s, %i px',
    async (colorScheme, width) => {
      const page = await open('#/', { colorScheme, width });
      await page.waitForSelector('.sign-in');
      expect(await page.locator('h1').innerText()).toBe('Sign in to see the migrations');
      expect(server.asked).toEqual(['/api/sign-in']);
      expect(await page.locator('header button').count()).toBe(0);
      expect(await axeProblems(page)).toEqual([]);
      expect(browser.complaints).toEqual([]);
    },
    60_000,
  );

  test('in, back to the view that was asked for; requests carry the token, and the address does not', async () => {
    const page = await open(`#/migrations/${ID}`);
    await signIn(page);
    await page.waitForSelector('.headline');
    expect(page.url()).toBe(server.url(`#/migrations/${ID}`));
    const [token] = tokens;
    expect(await service.issuer.read(token!)).toMatchObject({
      aud: CLIENT,
      preferred_username: 'ada@example.com',
    });
    expect(server.asked.filter((path) => path.includes(token!))).toEqual([]);
    expect(service.asked).toEqual(
      expect.arrayContaining([
        'v2.0/.well-known/openid-configuration',
        'oauth2/v2.0/authorize',
        'oauth2/v2.0/token',
      ]),
    );
    await page.locator('.holder summary').click();
    expect(await page.locator('.holder summary').innerText()).toBe('ada@example.com');
    expect(await page.locator('.holder li').allInnerTexts()).toEqual(['Cutover.Operate', 'Cutover.Approve']);
    expect(await axeProblems(page)).toEqual([]);
    await page.reload();
    await page.waitForSelector('.headline');
    expect(service.asked.filter((path) => path === 'oauth2/v2.0/authorize')).toHaveLength(1);
    expect(browser.complaints).toEqual([]);
  }, 60_000);

  test.each([
    ['light', 360, '#/'],
    ['dark', 360, `#/migrations/${ID}`],
    ['light', 1280, '#/'],
  ] as const)(
    'who is signed in has room, and names no more than fit: %s, %i px, %s',
    async (colorScheme, width, hash) => {
      const name = 'a.very.long.name.of.somebody@subsidiary.example.com';
      server.set('me', { body: { name, roles: [] } });
      const page = await open(hash, { colorScheme, width });
      await signIn(page);
      await page.waitForSelector('.holder');
      await page.waitForSelector(hash === '#/' ? '.row.bad' : '.headline');
      await page.locator('.holder summary').click();
      expect(await page.locator('.holder p').allInnerTexts()).toEqual([name, 'No role of this app']);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(await axeProblems(page)).toEqual([]);
    },
    60_000,
  );

  test('an action without a token: it is told that nothing was sent', async () => {
    service.lasts = 60;
    server.set(`migrations/${ID}`, { body: aReadyDocument() });
    const page = await signedIn(`#/migrations/${ID}`);
    await page.getByRole('button', { name: 'Hold…' }).click();
    await page.fill('#act-reason', 'not tonight');
    service.refusesRenewal = { error: 'invalid_grant', description: 'AADSTS50173: The token was revoked.' };
    await page.locator('#act .deed').click();
    await page.waitForSelector('.report');
    expect(await page.locator('.report').innerText()).toContain(
      'AADSTS50173: The token was revoked; nothing was sent',
    );
    expect(server.calls).toEqual([]);
  }, 60_000);

  test('evidence and runbook are saved as files: a link would go without the token', async () => {
    const page = await signedIn(`#/migrations/${ID}`);
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Evidence' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe(`${ID}-evidence.html`);
    expect(readFileSync(await saved.path(), 'utf8')).toBe('{"outcome":"confirmed"}');
    expect(server.asked).toContain(`/api/migrations/${ID}/evidence?format=html`);
    server.set(`migrations/${ID}/evidence`, { status: 403, detail: 'Cannot answer: this needs a role' });
    await page.getByRole('button', { name: 'Evidence' }).click();
    await until(
      page,
      "document.querySelector('.banner')?.innerText.startsWith('Cannot save prod-orders-evidence')",
    );
    expect(await page.locator('.links a').count()).toBe(0);
  }, 60_000);

  test('a token that ends is renewed, and nobody notices', async () => {
    service.lasts = 60;
    const page = await signedIn();
    const before = tokens.size;
    const answered = page.waitForResponse((response) => response.url().includes('/api/migrations'));
    await refresh(page);
    expect((await answered).status()).toBe(304);
    expect(tokens.size).toBeGreaterThan(before);
    expect(service.asked.filter((path) => path === 'oauth2/v2.0/token').length).toBeGreaterThan(1);
    expect(await page.locator('.banner').count()).toBe(0);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(browser.complaints).toEqual([]);
  }, 60_000);

  test('a renewal that is refused: the page says so, what was shown stays, and "Sign in again" mends it', async () => {
    service.lasts = 60;
    const page = await signedIn();
    service.refusesRenewal = {
      error: 'invalid_grant',
      description: 'AADSTS50173: The refresh token was revoked. Trace ID: 1 Correlation ID: 2',
    };
    await refresh(page);
    await until(page, "document.querySelector('.banner')");
    expect(await bannerOf(page)).toMatch(
      /^Cannot ask the app: the sign-in of ada@example\.com cannot be renewed: AADSTS50173: The refresh token was revoked\. What is shown is .* old\./,
    );
    expect(await page.locator('.name > a').count()).toBe(12);
    expect(await page.title()).toBe('Refused · (6) Unclear · sqlmi-cutover');
    const asked = service.asked.length;
    await refresh(page);
    expect(service.asked).toHaveLength(asked);
    expect(await axeProblems(page)).toEqual([]);
    service.clear();
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await until(
      page,
      "document.querySelector('.as-of')?.innerText.startsWith('As of') && !document.querySelector('.banner')",
    );
  }, 60_000);

  test('the sign-in service is away while a token ends: no answer, not signed out', async () => {
    service.lasts = 60;
    const page = await signedIn();
    await page.context().route(`${service.issuer.url}/**`, (route) => route.abort());
    await refresh(page);
    await until(
      page,
      "document.querySelector('.banner')?.innerText.includes('the sign-in service cannot be reached')",
    );
    expect(await bannerOf(page)).toContain('Asking again');
    await page.context().unrouteAll();
    await refresh(page);
    await until(page, "!document.querySelector('.banner')");
  }, 60_000);

  test.each([
    [
      'consent was declined',
      {
        error: 'access_denied',
        description: 'AADSTS65004: User declined to consent to access the app. Trace ID: 7',
      },
      'Cannot sign in: AADSTS65004: User declined to consent to access the app.',
    ],
    [
      'an account of another tenant',
      {
        error: 'access_denied',
        description: 'AADSTS50020: The account does not exist in the tenant.\r\nTrace ID: 7',
      },
      'Cannot sign in: AADSTS50020: The account does not exist in the tenant.',
    ],
    [
      'no words',
      { error: 'access_denied', description: '' },
      'Cannot sign in: the sign-in service refused (access_denied).',
    ],
  ])(
    'refused: %s',
    async (_name, refusal, told) => {
      service.refusesSignIn = refusal;
      const page = await open();
      await signIn(page);
      await page.waitForSelector('.refusal');
      expect(await page.locator('.refusal').innerText()).toBe(told);
      expect(server.asked.filter((path) => path !== '/api/sign-in')).toEqual([]);
      expect(await axeProblems(page)).toEqual([]);
      service.refusesSignIn = undefined;
      await signIn(page);
      await page.waitForSelector('.row.bad');
    },
    60_000,
  );

  test.each([
    [
      'a token of another tenant',
      { status: 401, detail: 'Cannot accept the token: another tenant issued it' },
    ],
    [
      'a role is missing',
      { status: 403, detail: 'Cannot answer: this needs the role Cutover.Read, and eve has none' },
    ],
  ])(
    '%s: the sentence of the API, and another sign-in',
    async (_name, refusal) => {
      server.refuse = async () => refusal;
      const page = await open();
      await signIn(page);
      await page.waitForSelector('.banner');
      expect(await bannerOf(page)).toBe(`${refusal.detail}. Sign in again`);
      expect(await page.getByRole('button', { name: 'Sign in again' }).isVisible()).toBe(true);
      expect(await page.getByText('Sign out').count()).toBe(1);
    },
    60_000,
  );

  test('out: tokens are gone, and going back shows nothing', async () => {
    const page = await signedIn();
    const [token] = tokens;
    expect(await kept(page)).toContain(token);
    await page.locator('.holder summary').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForSelector('.sign-in');
    expect(service.asked).toContain('oauth2/v2.0/logout');
    expect(await kept(page)).not.toContain(token);
    await page.goBack();
    await page.waitForSelector('.sign-in');
    expect(await page.locator('.row').count()).toBe(0);
  }, 60_000);

  test('what the browser kept of a page that was left is not shown again, but read anew', async () => {
    const page = await signedIn();
    const loaded = page.waitForEvent('load');
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    await loaded;
    await page.waitForSelector('.row.bad');
    expect(server.asked.filter((path) => path === '/api/sign-in').length).toBeGreaterThan(2);
  }, 60_000);

  test('where nobody can sign in, the page says why; where the app is away, that', async () => {
    server.set('sign-in', { body: { kind: 'closed', detail: 'Cannot sign in: sign-in is not configured' } });
    const page = await open();
    await until(
      page,
      "document.querySelector('main')?.innerText.includes('Cannot sign in: sign-in is not configured.')",
    );
    expect(await axeProblems(page)).toEqual([]);
    server.isAway = true;
    const other = await open();
    await until(other, "document.querySelector('.banner')?.innerText.startsWith('The app answered 503')");
    server.isAway = false;
    server.set('sign-in', { body: { kind: 'none' } });
    server.refuse = () => Promise.resolve(undefined);
    await until(other, "document.querySelector('.row')");
  }, 60_000);
});
