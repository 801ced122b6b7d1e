/** The page for a browser: which files are served, and with which headers. */
import { HttpRequest } from '@azure/functions';
import { makeGetPage, type PageFile } from '../../functions/http/page';

const file = (text: string): PageFile => ({ body: Buffer.from(text), etag: `"${text}"` });
const get = makeGetPage(
  new Map([
    ['index.html', file('index')],
    ['app-4EMTZ6D4.js', file('script')],
    ['icon.svg', file('icon')],
  ]),
);

async function ask(path: string | undefined, headers: Record<string, string> = {}) {
  const params: Record<string, string> = path === undefined ? {} : { path };
  const answer = await get(
    new HttpRequest({ url: 'http://localhost/api/ui', method: 'GET', params, headers }),
  );
  const { status, headers: own, body } = answer;
  return { status, headers: own as Record<string, string>, body: body as Uint8Array | string };
}

test.each([
  [undefined, 'text/html; charset=utf-8', 'no-cache', 'index'],
  ['', 'text/html; charset=utf-8', 'no-cache', 'index'],
  ['index.html', 'text/html; charset=utf-8', 'no-cache', 'index'],
  ['icon.svg', 'image/svg+xml', 'no-cache', 'icon'],
  ['app-4EMTZ6D4.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable', 'script'],
])('%s is %s, kept as %s', async (path, type, cache, body) => {
  const answer = await ask(path);
  expect(answer).toMatchObject({ status: 200, headers: { 'Content-Type': type, 'Cache-Control': cache } });
  expect(Buffer.from(answer.body).toString()).toBe(body);
});

test.each([
  '..',
  '../index.html',
  '%2e%2e/package.json',
  'index.html/',
  '/index.html',
  'INDEX.HTML',
  'toString',
  '__proto__',
  'a\u0000',
])('nothing is served by the name %j, and the name is not repeated', async (path) => {
  const answer = await ask(path);
  expect(answer).toMatchObject({ status: 404, headers: { 'Content-Type': 'text/plain' } });
  expect(answer.body).toBe('Not found\n');
});

test('the version that the browser has is not sent again', async () => {
  expect((await ask('', { 'if-none-match': '"index"' })).status).toBe(304);
  expect((await ask('', { 'if-none-match': '"other"' })).status).toBe(200);
});

test.each(['', 'app-4EMTZ6D4.js', 'nothing'])(
  '%j: nothing inline, nothing from elsewhere, no frame',
  async (path) => {
    const { headers } = await ask(path);
    const policy = headers['Content-Security-Policy'] ?? '';
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
      ...["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"],
      ...["require-trusted-types-for 'script'", 'trusted-types lit-html'],
    ]);
    expect(headers).toMatchObject({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
  },
);

test('with a sign-in, requests may go to the sign-in service, and the rest is as before', async () => {
  const signingIn = makeGetPage(
    new Map([['index.html', file('index')]]),
    'https://login.example.com/of-a-cloud',
  );
  const { headers } = await signingIn(new HttpRequest({ url: 'http://localhost/api/ui', method: 'GET' }));
  const { headers: without } = await ask('');
  expect((headers as Record<string, string>)['Content-Security-Policy']).toBe(
    without['Content-Security-Policy']?.replace(
      "connect-src 'self'",
      "connect-src 'self' https://login.example.com",
    ),
  );
});
