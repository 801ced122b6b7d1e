import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { someBackups } from '../support/world';
import { FakeApi } from './fake-api';
import { runCli } from './fake-terminal';

const SALES = { id: 'sales', engine: 'dms', note: 'a // no comment, /* nor */ this, }' };
const TEXT = JSON.stringify(SALES, null, 2);
const COMMENTED = `// ours\r\n${TEXT.replace('"engine"', '/* the new\n one */ "engine"').replace(/\n\}$/, ', // last\n}')}`;

const api = new FakeApi();
const folder = mkdtempSync(join(tmpdir(), 'registration-'));
const file = join(folder, 'sales.json');

beforeAll(() => api.start());
beforeEach(() => {
  api.reset();
  api.on('POST /api/migrations', { status: 202, json: { id: 'sales' } });
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true });
});

async function register(content: string | Uint8Array) {
  writeFileSync(file, content);
  return runCli(['register', file, '--url', api.url]);
}

test.each<[name: string, content: string | Uint8Array]>([
  ['as it is', TEXT],
  ['with a byte order mark', `\ufeff${TEXT}`],
  ['with comments, and a comma before the end', COMMENTED],
  ['in UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${COMMENTED}`, 'utf16le')],
  ['in UTF-16 of the other order', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
  ['in UTF-16 without a mark', Buffer.from(TEXT, 'utf16le')],
])('a registration file is read: %s', async (_name, content) => {
  expect(await register(content)).toMatchObject({ exitCode: 0, err: '' });
  expect(api.writes[0]?.body).toEqual(SALES);
});

test.each<[name: string, content: string | Uint8Array, said: string]>([
  ['a backup', someBackups()['full.bak']!, 'not JSON, and no text at all'],
  [
    'a picture',
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    'not JSON, and no text at all',
  ],
  ['Latin-1', Buffer.from('{ "id": "gr\u00fcn" }', 'latin1'), 'not JSON, and no text at all'],
  ['an empty file', '', 'not JSON, but empty'],
  ['YAML', 'id: sales\n', "not JSON (line 1, column 1: JSON value expected but got 'i')"],
  ['a missing comma', '{\n  "id": "sales"\n  "engine": "dms"\n}', 'not JSON (line 3, column 3: '],
  ['a file cut off', '{\n  "id": "sales",\n', 'not JSON (line 3, column 1: '],
  [
    'one field twice',
    '{ "id": "a",\n "id": "b" }',
    "not JSON (line 2, column 3: Duplicate key 'id' encountered)",
  ],
])('%s is no registration file, and says what one looks like', async (_name, content, said) => {
  const ran = await register(content);
  expect(ran.exitCode).toBe(1);
  expect(ran.err).toBe(
    `Cannot register the migration of "${file}": ${said}${ran.err.slice(ran.err.indexOf(said) + said.length)}`,
  );
  expect(ran.err).toMatch(
    /: a registration file looks like \{ "engine": "dms", .*help register shows a whole one\n$/,
  );
  expect(ran.err).not.toMatch(/[^\P{Cc}\n]|\ufffd|TAPE|PNG/u);
  expect(api.writes).toEqual([]);
});
