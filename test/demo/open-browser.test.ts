/** Which program opens an address, and what is said where there is none. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInBrowser, openerFor } from '../../tools/demo/open-browser';

const URL = 'http://127.0.0.1:7071/api/ui';

test.each([
  ['darwin', 'open', [URL]],
  ['win32', 'rundll32.exe', ['url.dll,FileProtocolHandler', URL]],
  ['linux', 'xdg-open', [URL]],
  ['freebsd', 'xdg-open', [URL]],
] as const)('%s: %s', (platform, program, args) => {
  expect(openerFor(platform, URL)).toEqual({ program, args });
});

describe('on Linux', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opener-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const install = (script: string): void => {
    const path = join(folder, 'xdg-open');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  };

  test('the program is called with the address alone', async () => {
    install(`echo "$# $1" >'${folder}/called'`);
    expect(await openInBrowser(URL, 'linux', { PATH: folder })).toBeUndefined();
    expect(readFileSync(join(folder, 'called'), 'utf8')).toBe(`1 ${URL}\n`);
  });

  test.each([
    [
      'there is no such program',
      undefined,
      `Cannot open a browser: there is no xdg-open here; open ${URL} yourself`,
    ],
    ['it finds no browser', 'exit 3', `Cannot open a browser: xdg-open found none; open ${URL} yourself`],
  ])('%s: a sentence with the address', async (_name, script, told) => {
    if (script !== undefined) install(script);
    expect(await openInBrowser(URL, 'linux', { PATH: folder })).toBe(told);
  });
});
