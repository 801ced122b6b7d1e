import { forPeople, isUtf8 } from '../../cli/for-people';
import { asTyped, ownCommand, type Invocation, type OwnCommand } from '../../cli/own-command';
import { OWN_COMMAND, commandLine } from '../../shared/core/command-line';

const DEFAULT_COMMAND: OwnCommand = { prefix: OWN_COMMAND, shell: 'posix' };

const HERE: Invocation = {
  env: {},
  script: '/app/bin/sqlmi-cutover.js',
  cwd: '/app',
  platform: 'linux',
  root: '/app',
};
const NPM = { npm_lifecycle_event: 'cutover', npm_command: 'run-script' };

describe('what a command begins with', () => {
  test.each<[string, Partial<Invocation>, string]>([
    ['npm run, in the folder', { env: { ...NPM, INIT_CWD: '/app' } }, 'npm run cutover --'],
    ['npm run, in a folder below', { env: { ...NPM, INIT_CWD: '/app/docs' } }, 'npm run cutover --'],
    ['npm run, elsewhere', { env: { ...NPM, INIT_CWD: '/srv' } }, 'npm --prefix /app run cutover --'],
    [
      'npm run, elsewhere, of a folder with a blank',
      { env: { ...NPM, INIT_CWD: '/srv' }, root: '/my app' },
      "npm --prefix '/my app' run cutover --",
    ],
    [
      'npm run on Windows, where older npm loses the bare sign',
      { env: { ...NPM, INIT_CWD: '/app' }, platform: 'win32' },
      'npm run cutover "--"',
    ],
    ['npx: it would ask a registry elsewhere', { env: { npm_command: 'exec' } }, 'npm run cutover --'],
    ['the build itself', { script: '/app/dist/cli/main.js' }, 'npm run cutover --'],
    ['the launcher', {}, 'node bin/sqlmi-cutover.js'],
    ['the launcher from elsewhere', { cwd: '/srv/me' }, 'node ../../app/bin/sqlmi-cutover.js'],
    ['a link on the PATH', { script: '/usr/local/bin/sqlmi-cutover', cwd: '/srv' }, 'sqlmi-cutover'],
    [
      'an installed package, by its link for Windows',
      {
        script: '/npm/node_modules/sqlmi-cutover/bin/sqlmi-cutover.js',
        root: '/npm/node_modules/sqlmi-cutover',
      },
      'sqlmi-cutover',
    ],
  ])('%s', (_name, invocation, prefix) => {
    expect(ownCommand({ ...HERE, ...invocation }).prefix).toBe(prefix);
  });

  test('texts of the app, too, begin as it was typed', () => {
    const own = { prefix: 'sqlmi-cutover', shell: 'posix' } as const;
    const text = `once the cause is gone: ${commandLine(['retry', 'sales'])}; or ${commandLine(['cancel', 'sales'])}`;
    expect(asTyped(text, own)).toBe(
      'once the cause is gone: sqlmi-cutover retry sales; or sqlmi-cutover cancel sales',
    );
    expect(asTyped(text, DEFAULT_COMMAND)).toBe(text);
  });
});

describe('a locale without UTF-8', () => {
  test.each([
    [{}, true],
    [{ LANG: '' }, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'C', LC_ALL: 'C.utf8' }, true],
    [{ LANG: 'C.UTF-8', LC_ALL: 'POSIX' }, false],
    [{ LANG: 'en_US.UTF-8', LC_CTYPE: 'C' }, false],
  ])('%j', (env, utf8) => {
    expect(isUtf8(env, 'linux')).toBe(utf8);
    expect(isUtf8(env, 'win32')).toBe(true);
  });

  test('has our marks in ASCII, and names as they are', () => {
    expect(forPeople('  ✓ größe.trn │ 1 → 2 …', { own: DEFAULT_COMMAND, utf8: false })).toBe(
      '  + größe.trn | 1 -> 2 ...',
    );
  });
});
