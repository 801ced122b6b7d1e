import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFunc } from '../../tools/demo/stack/find-func';

const folder = mkdtempSync(join(tmpdir(), 'find-func-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(name: string, content: string, mode = 0o755): string {
  mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, name, 'func');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

const good = place('good', '#!/bin/sh\n[ "$1" = --version ] && echo 4.0.7030\n');
const chatty = place('chatty', '#!/bin/sh\necho "A new version is there."\necho 4.1.2\n');
const silent = place('silent', '#!/bin/sh\n');
const broken = place('broken', '#!/bin/sh\necho oh >&2\nexit 3\n');
const plain = place('plain', 'text', 0o644);
mkdirSync(join(folder, 'directory', 'func'), { recursive: true });

test.each([
  [good, { version: '4.0.7030' }],
  [chatty, { version: '4.1.2' }],
  [silent, { fault: 'does not report its version (func --version)' }],
  [broken, { fault: expect.stringMatching(/^does not report its version \(Command failed/) as string }],
  [plain, { fault: 'is not executable' }],
  [join(folder, 'directory', 'func'), { fault: 'is not a file' }],
  [join(folder, 'nowhere', 'func'), { fault: 'does not exist' }],
])('%s is %j', async (path, expected) => {
  expect(await findFunc('').at(path)).toEqual({ path, ...expected });
});

test('on PATH it is the first that a shell would run', async () => {
  const path = ['nowhere', 'plain', 'directory', 'chatty', 'good'].map((name) => join(folder, name));
  expect(await findFunc(path.join(delimiter)).onPath()).toEqual({ path: chatty, version: '4.1.2' });
  expect(await findFunc(join(folder, 'plain')).onPath()).toBeUndefined();
  expect(await findFunc('').onPath()).toBeUndefined();
});
