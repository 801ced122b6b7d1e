import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Files under `folder` that the glob matches (`*`, `**`, `?`, `{a,b}`), sorted; `node_modules` is not searched. */
export function findFiles(folder: string, glob: string): string[] {
  const pattern = globToRegExp(posix.normalize(glob.replace(/^\.\//, '')));
  return listFiles(folder, '').filter((file) => pattern.test(file));
}

/** The regular expression a glob stands for, over paths with forward slashes. */
export function globToRegExp(glob: string): RegExp {
  let source = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    if (glob.startsWith('**/', at)) {
      source += '(?:.*/)?';
      at += 2;
    } else if (glob.startsWith('**', at)) {
      source += '.*';
      at += 1;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '{') {
      source += '(?:';
      depth += 1;
    } else if (character === '}' && depth > 0) {
      source += ')';
      depth -= 1;
    } else if (character === ',' && depth > 0) source += '|';
    else source += character.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  }
  return new RegExp(`^${source}$`);
}

function listFiles(folder: string, below: string): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = posix.join(below, entry.name);
      if (entry.isDirectory())
        return entry.name === 'node_modules' || entry.name === '.git' ? [] : listFiles(folder, path);
      return [path];
    })
    .sort();
}
