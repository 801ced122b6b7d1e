import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Files under `folder` that the glob matches (`*`, `**`, `?`, `{a,b}`), sorted; `node_modules` is not searched. */
export function findFiles(folder: string, glob: string): string[] {
  const pattern = globToRegExp(posix.normalize(glob));
  return listFiles(folder, '').filter((file) => pattern.test(file));
}

const meanings: Record<string, string> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
};

/** The regular expression a glob stands for, over paths with forward slashes. */
export function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/\*\*\/?|[*?{},\\^$.|+()[\]]/g, (part) => meanings[part] ?? `\\${part}`);
  return new RegExp(`^(?:${source})$`);
}

function listFiles(folder: string, below: string): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== '.git')
    .flatMap((entry) => {
      const path = posix.join(below, entry.name);
      return entry.isDirectory() ? listFiles(folder, path) : [path];
    })
    .sort();
}
