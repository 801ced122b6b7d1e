/** The pages: links lead somewhere, commands exist, tables agree with the code, nothing private is named. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { buildProgram } from '../../cli/program';
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { ALLOWED, CORE_ROOMS } from '../architecture-rules';
import { contract } from './contract';
import { codeSpans, read, repositoryFiles, ROOT, section, tableRows } from './support';

const pages = repositoryFiles(/\.md$/);
const packageJson = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'scripts',
  Record<string, string>
>;

interface Link {
  readonly page: string;
  readonly target: string;
  readonly anchor: string;
}

const links = pages.flatMap((page): Link[] =>
  [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => {
      const [path = '', anchor = ''] = href.split('#');
      return { page, anchor, target: path === '' ? page : normalize(join(dirname(page), path)) };
    }),
);

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** Anchors as GitHub makes them of headings. */
function anchorsOf(page: string): readonly string[] {
  return [
    ...read(page)
      .replaceAll(/^```[\s\S]*?^```/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}

test('every relative link leads to a file or folder of the repository', () => {
  const broken = links.filter(({ target }) => target.startsWith('..') || !existsSync(join(ROOT, target)));
  expect(broken.map(({ page, target }) => `${page} → ${target}`)).toEqual([]);
});

test('every anchor is a heading', () => {
  const broken = links.filter(
    ({ target, anchor }) =>
      anchor !== '' && existsSync(join(ROOT, target)) && !anchorsOf(target).includes(anchor),
  );
  expect(broken.map(({ page, target, anchor }) => `${page} → ${target}#${anchor}`)).toEqual([]);
});

test('every page of docs/ can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const { page, target } of links)
      if (reached.has(page)) {
        reached.add(target);
        const index = join(target, 'README.md');
        if (existsSync(join(ROOT, index))) reached.add(normalize(index));
      }
  }
  expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});

test('a page that makes the source read-only for its tail says to rehearse that first', () => {
  const advising = pages.filter((page) => read(page).includes('SET READ_ONLY'));
  expect(advising).toContain('docs/runbook.md');
  const silent = advising.filter((page) => {
    const [, ...after] = read(page).split('SET READ_ONLY');
    return after.some((text) => !/^Rehearse .*`READ_ONLY`/m.test(text.split(/^\*\*\d/m)[0] ?? ''));
  });
  expect(silent).toEqual([]);
});

test('the index of decisions lists every decision under its title, in order', () => {
  const files = readdirSync(join(ROOT, 'docs/decisions'))
    .filter((name) => /^\d{4}-/.test(name))
    .sort();
  const expected = files.map((name) => {
    const [heading = ''] = read(`docs/decisions/${name}`).split('\n');
    return [name.slice(0, 4), `[${heading.replace(/^# \d{4} /, '')}](${name})`];
  });
  expect(tableRows(read('docs/decisions/README.md'))).toEqual(expected);
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, at) => at + 1));
});

test.each(repositoryFiles(/^docs\/decisions\/\d{4}-.*\.md$/))(
  '%s has context, decision and consequences',
  (page) => {
    for (const heading of ['Context', 'Decision', 'Consequences'])
      expect(section(read(page), heading)).toMatch(/\w/);
  },
);

test('every dependency has its line, and no other has', () => {
  const page = read('docs/dependencies.md');
  const listed = (heading: string): string[] =>
    tableRows(section(page, heading)).map(([name]) => name?.replaceAll('`', '') ?? '');
  expect(listed('At run time').sort()).toEqual(Object.keys(packageJson.dependencies).sort());
  expect(listed('For development').sort()).toEqual(Object.keys(packageJson.devDependencies).sort());
});

test('the licences in the list are those of the packages', () => {
  for (const [name, , licence] of tableRows(read('docs/dependencies.md'))) {
    const path = `node_modules/${(name ?? '').replaceAll('`', '')}/package.json`;
    expect([name, (JSON.parse(read(path)) as { license: string }).license]).toEqual([name, licence]);
  }
});

test('every dependency is pinned exactly', () => {
  const versions = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the arrows of ARCHITECTURE.md are those that the test enforces', () => {
  const [, between = ''] = read('ARCHITECTURE.md').split(/<!-- \/?arrows[^>]*-->/);
  const shown = tableRows(between).map(([place, targets]) => [
    codeSpans(place ?? '')[0],
    codeSpans(targets ?? ''),
  ]);
  expect(shown).toEqual(Object.entries(ALLOWED));
});

test('the rooms of core in ARCHITECTURE.md have the order that the test enforces', () => {
  const [, between = ''] = read('ARCHITECTURE.md').split(/<!-- \/?rooms[^>]*-->/);
  expect(codeSpans(between)).toEqual(CORE_ROOMS);
});

test('every folder and file that ARCHITECTURE.md names is there', () => {
  const named = codeSpans(read('ARCHITECTURE.md')).filter((span) =>
    /^(functions|shared|test|tools|cli|docs|infra)\/[\w./-]+$/.test(span),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

const COMMAND = /\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test))\b/g;

test('every npm command on a page is a script of the package', () => {
  const unknown = pages
    .filter((page) => !page.startsWith('tools/localhost/test/'))
    .flatMap((page) =>
      [...read(page).matchAll(COMMAND)]
        .map((match) => match[1] ?? match[2] ?? '')
        .filter((script) => !(script in packageJson.scripts))
        .map((script) => `${page}: npm run ${script}`),
    );
  expect(unknown).toEqual([]);
});

/** Azure Learn, "Migrate databases with LRS": a folder or container may be called neither `backup` nor `backups`. */
test('nothing that a reader may copy calls a container or a folder in it backup or backups', () => {
  const CONTAINER = [
    /(?:\.blob\.[\w.]+|devstoreaccount1)\/backups?(?![\w-])/g,
    /["'](?:blobContainerName|BackupContainer)["']: ?["'](?:[^"']*\/)?backups?["'/]/g,
    /CONTAINER ?= ?["']?backups?(?![\w-])/g,
    /--share '[^']*=backups?(?![\w-])/g,
    /"prefix": ?"(?:[^"]*\/)?backups?\/"/g,
  ];
  const copied = repositoryFiles(
    /^(README\.md|openapi\.yaml|local\.settings\.sample\.json|(docs|cli|tools|shared)\/)/,
  );
  const found = copied.flatMap((path) =>
    CONTAINER.flatMap((pattern) => read(path).match(pattern) ?? []).map((text) => `${path}: ${text}`),
  );
  expect(copied.length).toBeGreaterThan(300);
  expect(found).toEqual([]);
});

/** Away from the folder npx asks a registry for a name that is not ours there; within it `npx --no` takes our options. */
test('no page and no text of the product calls the command by npx', () => {
  const told = [...pages, ...repositoryFiles(/^(openapi\.yaml|(cli|tools|shared|functions|bin)\/)/)];
  const found = told.filter((path) => /npx (?:--?[\w=-]+ )*sqlmi-cutover/.test(read(path)));
  expect(found).toEqual([]);
});

test('every command of sqlmi-cutover that is printed begins so that it can be pasted', () => {
  const sources = repositoryFiles(/^(cli|tools\/demo|shared|functions)\/.*\.ts$/);
  const bare = sources.flatMap((path) =>
    (read(path).match(/(?<!\/\/ .*)sqlmi-cutover (?:[a-z]+|\$\{)[^\n]*/g) ?? []).map(
      (text) => `${path}: ${text}`,
    ),
  );
  expect(bare.filter((text) => !/sqlmi-cutover (?:on this machine|watches)/.test(text))).toEqual([]);
});

test('every command of sqlmi-cutover on a page is one, and docs/cli.md lists them all', () => {
  const program = buildProgram({ terminal: { env: {} } as never, exitCode: 0 });
  const commands = program.commands.map((command) => command.name());
  const verbs = OPERATOR_VERBS.map(({ verb }) => verb);
  expect(commands).toContain('inspect');
  commands.push('help');
  const used = pages.flatMap((page) =>
    [...read(page).matchAll(/run (?:--silent )?cutover -- (?:help )?([a-z][\w-]*)/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  expect(used.filter((command) => !commands.includes(command))).toEqual([]);
  const rows = section(read('docs/cli.md'), 'Commands').matchAll(/^\| \[?`([a-z-]+)/gm);
  // The verbs are listed by the command itself and by the contract; `cutover` stands in both.
  expect([...rows].map(([, name]) => name).sort()).toEqual(
    commands.filter((name) => name === 'cutover' || (name !== 'help' && !verbs.includes(name))).sort(),
  );
});

test('the README and the contract name exactly the engines that are wired', () => {
  const listed = tableRows(section(read('README.md'), 'Engines')).map(([cell]) => codeSpans(cell ?? '')[0]);
  expect(listed).toEqual([...ENGINE_KINDS]);
  const { description } = contract.components.schemas?.EngineKind as { readonly description: string };
  expect(ENGINE_KINDS.filter((engine) => !description.includes(`\`${engine}\``))).toEqual([]);
});

test('the README lists every guarantee', () => {
  const ids = (markdown: string): string[] => [...new Set(markdown.match(/\bG\d\b/g) ?? [])].sort();
  expect(tableRows(section(read('README.md'), 'What it guarantees')).map(([id]) => id)).toEqual(
    ids(read('docs/guarantees.md')),
  );
});

const texts = repositoryFiles(/\.(md|ts|js|cjs|mjs|json|yaml|yml|svg|sh|css|html)$|^\.ci\//).filter(
  (path) => path !== 'package-lock.json' && path !== 'test/docs/pages.test.ts',
);

test.each([
  ['a folder of some machine', /(?<![\w.])\/(?:work|home|root|Users)\/[a-z]/],
  ['a neighbour of the repository', /\.\.\/shared\/(?:backups|reference|chains|recordings|seeds|design)/],
  ['a package registry', /https?:\/\/[^\s"'`)]*(?:registry|artifactory|nexus|verdaccio|npmjs|jfrog)/i],
])('no file names %s', (_what, pattern) => {
  const found = texts.filter((path) => pattern.test(read(path)));
  expect(found).toEqual([]);
});

test('no page leads beside the repository', () => {
  expect(pages.filter((page) => /\.\.\/shared\b/.test(read(page).replaceAll(/\]\([^)]*\)/g, '')))).toEqual(
    [],
  );
});

test('the README is read in one sitting: under 150 lines', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(151);
});
