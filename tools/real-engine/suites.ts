/** What can be run on the real engine, by name. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A suite by the name that the command line gives it. */
export type Suite =
  | { readonly name: string; readonly kind: 'jest'; readonly file: string; readonly byNameOnly: boolean }
  | { readonly name: 'parity'; readonly kind: 'parity'; readonly byNameOnly: false };

const END_TO_END = /^(.+)\.e2e\.test\.ts$/;
const ENGINE_ONLY = /^(.+)\.engine\.ts$/;

/** Suites whose run takes so long that only `--all` or their name starts them. */
const LONG: readonly string[] = ['chaos'];

/** Every suite: the end-to-end suites, those that only this engine has, and the parity suite. */
export function listSuites(root: string): readonly Suite[] {
  return [
    ...jestSuites(root, join('test', 'e2e'), END_TO_END),
    ...jestSuites(root, join('test', 'real-engine'), ENGINE_ONLY),
    { name: 'parity', kind: 'parity', byNameOnly: false },
  ];
}

/** The named suites; without names all but the long ones, and those too when all are asked for. @throws for a name that is none */
export function chooseSuites(
  suites: readonly Suite[],
  names: readonly string[],
  all: boolean,
): readonly Suite[] {
  if (names.length === 0) return suites.filter(({ byNameOnly }) => all || !byNameOnly);
  return names.map((name) => {
    const suite = suites.find((one) => one.name === name);
    if (suite) return suite;
    const known = suites.map((one) => one.name).join(', ');
    throw new Error(`Cannot run the suite ${name}: there is none of this name; there are ${known}`);
  });
}

function jestSuites(root: string, folder: string, pattern: RegExp): readonly Suite[] {
  return readdirSync(join(root, folder))
    .sort()
    .flatMap((entry): Suite[] => {
      const name = pattern.exec(entry)?.[1];
      if (name === undefined) return [];
      return [{ name, kind: 'jest', file: join(folder, entry), byNameOnly: LONG.includes(name) }];
    });
}
