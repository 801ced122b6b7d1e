/** docs/glossary.md: its names exist, and the phrases that it bans occur in no page and in no message. */
import ts from 'typescript';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { codeSpans, nodesOf, parse, read, repositoryFiles, tableRows } from './support';

const GLOSSARY = 'docs/glossary.md';
const rows = tableRows(read(GLOSSARY));
const banned = rows.flatMap(([, , , not = '']) =>
  [...not.matchAll(/"([^"]+)"/g)].map(([, phrase = '']) => phrase),
);

const PAGES =
  /^(README|ARCHITECTURE|CONTRIBUTING|SECURITY)\.md$|^openapi\.yaml$|^docs\/.*\.md$|^(tools\/)?(emulator|localhost|bench)\/README\.md$/;
const pages = repositoryFiles(PAGES).filter((path) => path !== GLOSSARY);
const sources = repositoryFiles(/^(shared|cli|functions)\/.*\.ts$/);

/** Literals and templates of a file that hold a blank, one a line; what a template inserts is left out. */
function messagesOf(path: string): string {
  const file = parse(path);
  const plain = nodesOf(file, ts.isStringLiteralLike).map(({ text }) => text);
  const templates = nodesOf(file, ts.isTemplateExpression).map(({ head, templateSpans }) =>
    [head.text, ...templateSpans.map(({ literal }) => literal.text)].join('…'),
  );
  return [...plain, ...templates].filter((text) => /\w \w/.test(text)).join('\n');
}

function uses(text: string, phrase: string): boolean {
  return new RegExp(`(?<!\\w)${phrase.replaceAll(' ', '\\s+')}(?!\\w)`, 'i').test(text);
}

test('a phrase is found as whole words, in any case and across lines', () => {
  expect(uses('Whoever Takes\nin a file', 'takes in')).toBe(true);
  expect(uses('mistakes in a file', 'takes in')).toBe(false);
});

test('no page uses a phrase that the glossary bans', () => {
  const found = pages.flatMap((path) =>
    banned.filter((phrase) => uses(read(path), phrase)).map((phrase) => `${path}: ${phrase}`),
  );
  expect(pages.length).toBeGreaterThan(30);
  expect(banned.length).toBeGreaterThan(15);
  expect(found).toEqual([]);
});

test('no message uses a phrase that the glossary bans', () => {
  const found = sources.flatMap((path) => {
    const messages = messagesOf(path);
    return banned.filter((phrase) => uses(messages, phrase)).map((phrase) => `${path}: ${phrase}`);
  });
  expect(sources.length).toBeGreaterThan(300);
  expect(found).toEqual([]);
});

test('every term has a meaning of its own, a place and its false friends', () => {
  const terms = rows.map(([term]) => term);
  expect(terms.length).toBeGreaterThan(50);
  expect(new Set(terms).size).toBe(terms.length);
  expect(rows.filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([]);
});

test('every name that the glossary gives exists', () => {
  const code = [...sources, 'openapi.yaml'].map(read).join('\n');
  const verbs = OPERATOR_VERBS.map(({ verb }) => `POST …/${verb}`);
  const named = rows.flatMap(([, , where = '']) => codeSpans(where));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !code.includes(name) && !verbs.some((verb) => verb === name))).toEqual([]);
});
