/** The pictures of README: each is there, small, and one that `npm run screenshots` takes. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { read, ROOT } from './support';

const IMAGES = join(ROOT, 'docs', 'images');
const LARGEST = 120_000;
const shown = [...read('README.md').matchAll(/!\[([^\]]*)\]\(docs\/images\/(page-[\w-]+\.png)\)/g)];
const names = shown.map(([, , name = '']) => name);

test('README shows the list, a migration before the approval, the dialog, and the end', () => {
  const views = names.map((name) => /^page-([a-z]+)-(?:360|1280|2560)-(?:light|dark)\.png$/.exec(name)?.[1]);
  expect(views).toEqual(['list', 'ready', 'approve', 'confirmed']);
});

test('the test of the demo takes each of them', () => {
  const source = read('test/e2e/demo-on-page.e2e.test.ts');
  for (const name of names) expect(source).toContain(`'${name.split('-')[1] ?? ''}'`);
});

test('every picture in the folder is shown, as a small PNG, with words for who does not see it', () => {
  const kept = readdirSync(IMAGES).filter((name) => name.endsWith('.png'));
  expect(kept.sort()).toEqual([...names].sort());
  for (const name of kept) {
    const png = readFileSync(join(IMAGES, name));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(`${name} ${png.length < LARGEST}`).toBe(`${name} true`);
    const [, , width] = name.split('-');
    expect(png.readUInt32BE(16)).toBe(Number(width));
  }
  for (const [, words = ''] of shown) expect(words.length).toBeGreaterThan(15);
});
