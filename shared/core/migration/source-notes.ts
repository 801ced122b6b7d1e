/** What is to be said of a backup by its source, whatever the chain says of it. */
import { isSystemDatabase } from '../names';

/** SQL Server 2008, the oldest source that the services take (error 2056, SqlVersionOutOfRange). */
const OLDEST_MAJOR = 10;

/** SQL Server 2022, the newest whose backups every managed instance takes; later ones depend on its update policy. */
const NEWEST_FOR_ALL = 16;

/** Names of major versions (Microsoft Learn, "Determine which version and edition of SQL Server is running"). */
const RELEASES: Readonly<Record<number, string>> = { 8: '2000', 9: '2005', 17: '2025' };

/** What a source's version means for its backups; `reason` goes on from the file's name and a colon. */
type SourceVersion =
  { readonly kind: 'taken' } | { readonly kind: 'tooOld' | 'dependsOnPolicy'; readonly reason: string };

/** What a backup's source means for it. */
type SourceJudgement = SourceVersion | { readonly kind: 'systemDatabase'; readonly reason: string };

/**
 * Judges the source of a backup: whether a service takes backups of that database and version.
 *
 * @param source as the header tells it; what is unknown objects to nothing
 * @example judgeSource({ databaseName: 'msdb', softwareVersion: '16.0.1000' }).kind // 'systemDatabase'
 */
export function judgeSource(source: {
  readonly databaseName?: string;
  readonly softwareVersion?: string;
}): SourceJudgement {
  const { databaseName, softwareVersion } = source;
  if (databaseName !== undefined && isSystemDatabase(databaseName))
    return {
      kind: 'systemDatabase',
      reason: `it is a backup of the system database ${databaseName}, which no service migrates`,
    };
  return softwareVersion === undefined ? { kind: 'taken' } : judgeSourceVersion(softwareVersion);
}

/**
 * Judges a source's version.
 *
 * @param softwareVersion `major.minor.build`
 * @example judgeSourceVersion('9.0.5000').kind // 'tooOld'
 */
function judgeSourceVersion(softwareVersion: string): SourceVersion {
  const major = Number.parseInt(softwareVersion, 10);
  const release = RELEASES[major];
  const name = `SQL Server ${release === undefined ? '' : `${release} `}(version ${softwareVersion})`;
  if (major < OLDEST_MAJOR)
    return {
      kind: 'tooOld',
      reason: `it was taken by ${name}, and the services accept backups of SQL Server 2008 and later: upgrade the source first`,
    };
  if (major > NEWEST_FOR_ALL)
    return {
      kind: 'dependsOnPolicy',
      reason: `it was taken by ${name}: the update policy of the managed instance must support that version (otherwise error 3169)`,
    };
  return { kind: 'taken' };
}
