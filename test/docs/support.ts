/** Reading the repository's own text: files, Markdown tables and links, TypeScript declarations. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

/** Root of the repository. */
export const ROOT = resolve(__dirname, '..', '..');

/** Reads a file by its path from the root. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Files of the repository (tracked, or new and not ignored) whose path fits. */
export function repositoryFiles(fits: RegExp): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const deleted = new Set(
    execFileSync('git', ['ls-files', '--deleted'], { cwd: ROOT, encoding: 'utf8' }).split('\n'),
  );
  return listed.split('\n').filter((path) => path !== '' && !deleted.has(path) && fits.test(path));
}

/** The part of a Markdown text below a heading, up to the next heading of the same or a higher level. */
export function section(markdown: string, heading: string): string {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) throw new Error(`Cannot find section "${heading}"`);
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1;
  const length = lines.slice(start + 1).findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** Rows of the tables in a Markdown text, without headings, as trimmed cells. */
export function tableRows(markdown: string): readonly (readonly string[])[] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines
    .filter((line, at) => !isRule(line) && !isRule(lines[at + 1] ?? ''))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    );
}

function isRule(line: string): boolean {
  return /^\|[\s|:-]+\|$/.test(line);
}

/** Texts between single backticks. */
export function codeSpans(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** Parses a TypeScript file. */
export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022, true);
}

/** String literals of a type alias that is a union of them. */
export function unionOf(path: string, name: string): readonly string[] {
  const alias = parse(path).statements.find(
    (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === name,
  );
  if (!alias || !ts.isUnionTypeNode(alias.type)) throw new Error(`Cannot find union ${name} in ${path}`);
  return alias.type.types.map((one) => {
    if (!ts.isLiteralTypeNode(one) || !ts.isStringLiteral(one.literal))
      throw new Error(`Cannot read union ${name} in ${path}: a member is no text`);
    return one.literal.text;
  });
}

/** The kinds of a union of objects with a literal `kind`, through the unions that it names. */
export function unionKindsOf(path: string, names: readonly string[]): readonly string[] {
  const aliases = parse(path).statements.filter(
    (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && names.includes(one.name.text),
  );
  return aliases.flatMap(({ type }) => {
    if (!ts.isUnionTypeNode(type)) throw new Error(`Cannot find unions ${names.join(', ')} in ${path}`);
    return type.types
      .filter(ts.isTypeLiteralNode)
      .flatMap(({ members }) =>
        members
          .filter((member) => ts.isPropertySignature(member) && member.name.getText() === 'kind')
          .map((member) => /'(\w+)'/.exec(member.getText())?.[1] ?? ''),
      );
  });
}

/** Members of an interface: name, whether it may be absent, and its type. */
export function membersOf(path: string, name: string): readonly Member[] {
  const found = parse(path).statements.find(
    (one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && one.name.text === name,
  );
  if (!found) throw new Error(`Cannot find interface ${name} in ${path}`);
  return toMembers(found.members);
}

/** A member of an interface. */
export interface Member {
  readonly name: string;
  readonly optional: boolean;
  /** Members of a type written in place; undefined for anything else. */
  readonly inline?: readonly Member[];
}

function toMembers(members: ts.NodeArray<ts.TypeElement>): readonly Member[] {
  return members.flatMap((member): Member[] => {
    if (!ts.isPropertySignature(member)) return [];
    const { type } = member;
    return [
      {
        name: member.name.getText(),
        optional: member.questionToken !== undefined,
        ...(type && ts.isTypeLiteralNode(type) ? { inline: toMembers(type.members) } : {}),
      },
    ];
  });
}

/** Every node of a file that fits. */
export function nodesOf<T extends ts.Node>(
  file: ts.SourceFile,
  fits: (node: ts.Node) => node is T,
): readonly T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (fits(node)) found.push(node);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}
