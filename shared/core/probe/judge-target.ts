/** What a probe of the target shows once the cutover is confirmed: evidence, which is in the way of nothing. */
import { isSameName } from '../names';
import type { CheckState } from '../migration/status-document';
import type { ProbedDatabase, ProbedSource } from '../migration/probe-reading';

/** One statement about the target. */
export interface TargetCheck {
  readonly code:
    'target.instance' | 'target.online' | 'target.same-database' | 'target.compatibility' | 'target.size';
  readonly state: CheckState;
  /** A clause. */
  readonly reason: string;
}

/**
 * Compares it with the registered instance, and with the last reading of the source, where there is one.
 *
 * A family is kept by every restore, the level by a restore to a version that knows it, and files are restored in their size
 * (Microsoft Learn, "backupset", "ALTER DATABASE compatibility level", "RESTORE").
 *
 * @param instance name of the registered instance
 * @example judgeTarget(found, 'prod-mi', undefined)[0]?.state // 'met', of a server prod-mi.1a2b.database.windows.net
 */
export function judgeTarget(
  found: ProbedDatabase,
  instance: string,
  source: ProbedSource | undefined,
): readonly TargetCheck[] {
  return [
    ofInstance(found, instance),
    online(found),
    sameDatabase(found, source),
    compatibility(found, source),
    size(found, source),
  ];
}

const NOT_PROBED = 'the source was not probed';

/**
 * Whether a reading is of the instance that is registered: another server may have a database of the same name. A managed instance calls itself by the
 * host name that it is connected to, whose first label is the name of the resource (Microsoft Learn, "T-SQL differences between SQL Server & Azure
 * SQL Managed Instance": `@@SERVERNAME`).
 *
 * @example ofInstance({ server: 'sql01', … }, 'prod-mi').state // 'unmet'
 */
export function ofInstance({ server }: ProbedDatabase, instance: string): TargetCheck {
  const code = 'target.instance';
  if (server === undefined)
    return { code, state: 'unknown', reason: 'the server told no name, so it may be any' };
  const [name = ''] = server.split('.');
  return isSameName(name, instance)
    ? { code, state: 'met', reason: `${server} is the instance ${instance}` }
    : {
        code,
        state: 'unmet',
        reason: `it is of server ${server}, but the target is on instance ${instance}`,
      };
}

function online({ database, server, state, readOnly, userAccess }: ProbedDatabase): TargetCheck {
  const code = 'target.online';
  const there = `${database} on ${server ?? 'a server without a name'}`;
  if (state === undefined) return { code, state: 'unmet', reason: `no database ${there} is visible` };
  if (state !== 'ONLINE') return { code, state: 'unmet', reason: `${there} is ${state}` };
  if (readOnly !== false)
    return readOnly === undefined
      ? { code, state: 'unknown', reason: `whether ${there} is read-only was not reported` }
      : { code, state: 'unmet', reason: `${there} is online, but read-only: nobody can write to it` };
  return { code, state: 'met', reason: `${there} is online, writable, ${userAccess ?? 'access unknown'}` };
}

function sameDatabase(found: ProbedDatabase, source: ProbedSource | undefined): TargetCheck {
  const code = 'target.same-database';
  const of = source?.log?.familyGuid ?? source?.familyGuid;
  const { familyGuid: own } = found;
  if (of === undefined) return { code, state: 'unknown', reason: noSource(source, 'family') };
  if (own === undefined) return { code, state: 'unknown', reason: 'the target did not report its family' };
  return own === of
    ? { code, state: 'met', reason: `source and target are of one family (${own})` }
    : { code, state: 'unmet', reason: `the target is of family ${own}, the source of ${of}` };
}

function compatibility(found: ProbedDatabase, source: ProbedSource | undefined): TargetCheck {
  const code = 'target.compatibility';
  const { compatibilityLevel: level } = found;
  const before = source?.compatibilityLevel;
  if (before === undefined)
    return { code, state: 'unknown', reason: noSource(source, 'compatibility level') };
  if (level === undefined)
    return { code, state: 'unknown', reason: 'the target did not report its compatibility level' };
  return level === before
    ? { code, state: 'met', reason: `the compatibility level is ${level}, as on the source` }
    : { code, state: 'unmet', reason: `the compatibility level is ${level}, on the source ${before}` };
}

function size(found: ProbedDatabase, source: ProbedSource | undefined): TargetCheck {
  const code = 'target.size';
  const { dataBytes: bytes } = found;
  const before = source?.dataBytes;
  if (before === undefined) return { code, state: 'unknown', reason: noSource(source, 'size') };
  if (bytes === undefined) return { code, state: 'unknown', reason: 'the target did not report its size' };
  const text = `${bytes} bytes of row files on the target, ${before} on the source`;
  return { code, state: bytes < before ? 'unmet' : 'met', reason: text };
}

function noSource(source: ProbedSource | undefined, what: string): string {
  return source === undefined ? NOT_PROBED : `the source did not report its ${what}`;
}
