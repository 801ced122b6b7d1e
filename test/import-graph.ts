/** The import graph of the sources, imports of types included: files, arrows, cycles, and lines without comments. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { CORE_ROOMS } from './architecture-rules';

/** Root of the repository. */
const ROOT = resolve(__dirname, '..');
const FOLDERS = ['functions', 'shared', 'cli', 'tools', 'ui'];

/** One import: paths from the root, `npm:` a package, `node:` a module of Node's. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** A source file by its path from the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Lines that hold code; blank lines and comments do not count. */
  readonly codeLines: number;
}

/** Every source file of the product and its tools. */
export function readSources(): readonly SourceFile[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }),
  )
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('tools/localhost/test/'))
    .map(readSource);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  return { path, text, imports: importsOf(source), codeLines: countCodeLines(source) };
}

function importsOf(source: ts.SourceFile): readonly Import[] {
  return source.statements.flatMap((statement): Import[] => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = statement.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier)) return [];
    return [{ from: source.fileName, to: target(source.fileName, specifier.text) }];
  });
}

function target(file: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    const path = relative(ROOT, resolve(ROOT, dirname(file), specifier));
    return path.endsWith('.ts') ? path : `${path}.ts`;
  }
  return specifier.startsWith('node:') ? specifier : `npm:${specifier}`;
}

function countCodeLines(source: ts.SourceFile): number {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(source);
    for (const child of children) visit(child);
    if (children.length > 0 || node.getWidth(source) === 0) return;
    const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
    const last = source.getLineAndCharacterOfPosition(node.end).line;
    for (let line = first; line <= last; line += 1) lines.add(line);
  };
  visit(source);
  return lines.size;
}

/** The cycles that following the imports from each file in turn runs into, each as a path back to its first file. */
export function findCycles(imports: readonly Import[]): readonly string[] {
  const arrows = new Map<string, string[]>();
  for (const { from, to } of imports)
    if (!/^(npm|node):/.test(to)) arrows.set(from, [...(arrows.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const next of arrows.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of arrows.keys()) visit(file, []);
  return cycles;
}

/** The imports inside `shared/core` that lead to a room above the importing file's. */
export function findUpwardArrows(imports: readonly Import[]): readonly string[] {
  return imports
    .filter(({ from, to }) => roomOf(from) >= 0 && roomOf(to) > roomOf(from))
    .map(({ from, to }) => `${from} → ${to}`);
}

/** The number of a core file's room, from the lowest; -1 outside `shared/core`, above all others when it has no place. */
function roomOf(path: string): number {
  const room = /^shared\/core\/(?:(\w+)\/)?/.exec(path);
  if (room === null) return -1;
  const number = room[1] === undefined ? 0 : CORE_ROOMS.indexOf(`${room[1]}/`);
  return number < 0 ? Number.POSITIVE_INFINITY : number;
}
