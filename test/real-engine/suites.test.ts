/** What `npm run test:real-engine` runs, and what it says where it cannot. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { chooseSdk } from '../../tools/real-engine/find-dotnet';
import { chooseSuites, listSuites } from '../../tools/real-engine/suites';
import { ROOT, read, section, tableRows } from '../docs/support';
import { endToEnd } from '../e2e/end-to-end';

const suites = listSuites(ROOT);
const namesOf = (chosen: readonly { readonly name: string }[]): string[] => chosen.map(({ name }) => name);

test.each<[list: string | undefined, dotnet: object]>([
  [undefined, { missing: 'there is no dotnet on PATH' }],
  ['', { missing: 'dotnet has no SDK 10 or newer (it has none)' }],
  ['8.0.100 [/usr/share/dotnet/sdk]\n', { missing: 'dotnet has no SDK 10 or newer (it has 8.0.100)' }],
  ['8.0.100 [/a]\n10.0.401 [/a]\n', { version: '10.0.401' }],
  ['10.0.401 [/a]\r\n11.0.100-rc.1 [/a]\r\n', { version: '11.0.100-rc.1' }],
])('SDKs %j: %j', (list, dotnet) => {
  expect(chooseSdk(list)).toEqual(dotnet);
});

test('without names the end-to-end suites and the parity suite run', () => {
  expect(namesOf(chooseSuites(suites, [], false))).toEqual(
    expect.arrayContaining(['story', 'retry', 'secrets', 'crash', 'kills', 'parity']),
  );
});

test('named suites run in their order, and no other', () => {
  expect(namesOf(chooseSuites(suites, ['parity', 'story'], false))).toEqual(['parity', 'story']);
});

test('a name that is none is an error that lists the names', () => {
  expect(() => chooseSuites(suites, ['storey'], false)).toThrow(
    /^Cannot run the suite storey: there is none of this name; there are .*story.*, parity$/,
  );
});

endToEnd('npm run test:real-engine without the SDK', () => {
  const run = (required: string): Promise<{ readonly code: number; readonly out: string }> =>
    new Promise((done) => {
      const main = join(ROOT, 'dist', 'tools', 'real-engine', 'main.js');
      const env = { PATH: join(ROOT, 'docs'), REQUIRE_E2E: required };
      execFile(process.execPath, [main, 'story', 'parity'], { env }, (error, out) =>
        done({ code: Number(error?.code ?? 0), out }),
      );
    });

  test.each([
    ['', 0],
    ['1', 1],
  ])('REQUIRE_E2E=%j: says what did not run, and why; exit code %d', async (required, code) => {
    expect(await run(required)).toEqual({
      code,
      out:
        "Skipped: nothing ran on Microsoft's Durable extension, because there is no dotnet on PATH. Not run: story, parity. " +
        'Install the .NET SDK 10 and put dotnet on PATH.\n',
    });
  });
});

test('its README names the version of the extension that is built', () => {
  const [, version] =
    /DurableTask" Version="([\d.]+)"/.exec(read('tools/real-engine/RealEngine.csproj')) ?? [];
  expect(read('tools/real-engine/README.md')).toContain(`Durable Task extension ${version}`);
});

test('every package of the host is pinned exactly, to what is locked, and has its line', () => {
  const project = read('tools/real-engine/RealEngine.csproj');
  const pinned = [...project.matchAll(/Include="([^"]+)" Version="(\d+\.\d+\.\d+)"/g)].map(
    ([, name = '', version]) => [name, version],
  );
  const locked = JSON.parse(read('tools/real-engine/packages.lock.json')).dependencies['net10.0'];
  expect(pinned).toHaveLength([...project.matchAll(/<PackageReference /g)].length);
  expect(pinned.map(([name]) => [name, locked[name!].resolved])).toEqual(pinned);
  const listed = tableRows(section(read('tools/real-engine/README.md'), 'Packages'));
  expect(listed.map(([name]) => name)).toEqual(pinned.map(([name]) => `\`${name}\``));
});
