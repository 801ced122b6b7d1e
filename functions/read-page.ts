import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PageFiles } from './http/page';

const SERVED = /\.(?:css|html|js|svg)$/;

/** Reads the files of the page: from the build beside the app, or below the sources. @throws when there are none */
export function readPage(): PageFiles {
  const places = [join(__dirname, '..', 'dist', 'ui'), join(__dirname, '..', 'ui')];
  const folder = places.find((place) => existsSync(join(place, 'index.html')));
  if (folder === undefined) throw new Error('Cannot start: the folder dist/ui is not part of the deployment');
  const names = readdirSync(folder).filter((name) => SERVED.test(name));
  return new Map(
    names.map((name) => {
      const body = readFileSync(join(folder, name));
      const hash = createHash('sha256').update(body).digest('hex').slice(0, 32);
      return [name, { body, etag: `"${hash}"` }];
    }),
  );
}
