/** From arguments to files: each once, each under a name of its own. */
import type { BackupSource } from './backup-source';
import { containerSources, isUrl } from './container-sources';
import { compareTexts } from './inspection';
import { localSources, type LocalSource } from './local-sources';

interface Found {
  readonly argument: string;
  readonly source: BackupSource & Partial<Pick<LocalSource, 'location'>>;
}

/**
 * Lists every file that the arguments name, in order of paths.
 *
 * A path is relative to the folder given; where two folders hold the same one, both get their argument in front.
 *
 * @param prefix for containers: only blobs whose names begin with it
 * @throws {CliError} When an argument names nothing.
 */
export async function findSources(
  args: readonly string[],
  prefix: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly BackupSource[]> {
  const found: Found[] = [];
  for (const argument of args) {
    const sources = isUrl(argument)
      ? await containerSources(argument, prefix, env)
      : await localSources(argument);
    found.push(...sources.map((source) => ({ argument, source })));
  }
  return uniquePaths(withoutRepeats(found)).sort((a, b) => compareTexts(a.path, b.path));
}

/** The same file reached by two arguments is one file. */
function withoutRepeats(found: readonly Found[]): readonly Found[] {
  const places = new Set<string>();
  return found.filter(({ argument, source }) => {
    const place = source.location ?? `${argument}\u0000${source.path}`;
    if (places.has(place)) return false;
    places.add(place);
    return true;
  });
}

function uniquePaths(found: readonly Found[]): BackupSource[] {
  const counts = new Map<string, number>();
  for (const { source } of found) counts.set(source.path, (counts.get(source.path) ?? 0) + 1);
  return found.map(({ argument, source }) =>
    counts.get(source.path) === 1
      ? source
      : { ...source, path: `${argument.replace(/[/\\]+$/, '')}/${source.path}` },
  );
}
