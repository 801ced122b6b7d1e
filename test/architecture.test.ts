/** The import arrows of ARCHITECTURE.md, held against every import in the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { ALLOWED } from './architecture-rules';

const ROOT = resolve(__dirname, '..');
const FOLDERS = ['functions', 'shared', 'cli', 'tools'];

interface Import {
  readonly from: string;
  readonly to: string;
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('tools/localhost/test/'));
}

function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022);
  return source.statements.flatMap((statement): Import[] => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = statement.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier)) return [];
    return [{ from: file, to: target(file, specifier.text) }];
  });
}

function target(file: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    const path = relative(ROOT, resolve(ROOT, dirname(file), specifier));
    return path.endsWith('.ts') ? path : `${path}.ts`;
  }
  return specifier.startsWith('node:') ? specifier : `npm:${specifier}`;
}

function placeOf(file: string): string {
  const fitting = Object.keys(ALLOWED).filter((place) => file === place || file.startsWith(`${place}/`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? '';
}

function isAllowed({ from, to }: Import): boolean {
  const place = placeOf(from);
  return (ALLOWED[place] ?? []).some((arrow) =>
    arrow.endsWith(':') ? to.startsWith(arrow) : to === arrow || to.startsWith(`${arrow}/`),
  );
}

const files = FOLDERS.flatMap(sources);
const imports = files.flatMap(importsOf);

test('every source file lies in a place that has rules', () => {
  expect(files.filter((file) => placeOf(file) === '')).toEqual([]);
});

test('every import follows an allowed arrow', () => {
  expect(imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('there is no import cycle, imports of types included', () => {
  const edges = new Map<string, string[]>();
  for (const { from, to } of imports)
    if (!/^(npm|node):/.test(to)) edges.set(from, [...(edges.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

test('only the settings, the wiring and the commands read the environment', () => {
  const readers = files.filter((file) => /\bprocess\.env\b/.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(
    readers.filter(
      (file) =>
        !/^(functions\/index\.ts|cli\/|tools\/(demo|localhost|bench)\/|tools\/emulator\/main\.ts)/.test(file),
    ),
  ).toEqual([]);
});
