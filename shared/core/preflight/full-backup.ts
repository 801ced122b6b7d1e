/** Remedies about backups: a full one, where the service reads it, and the recovery model that log backups need. */
import { readsShare } from '../migration/estate-notes';
import { quoteName, quoteText } from '../t-sql';
import { sizeOf } from './database-size';
import { AT_SOURCE, sql, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import type { Command, Outcome } from './proof';

/** A full backup is missing: to bring, or to take. */
export function noFull(plan: PreflightPlan, found: string): Outcome {
  return unmet(
    found,
    `${readsShare(plan.migration.engine, plan.notes) ? 'put the full backup that you have on the share' : 'upload the full backup that you have'}, with every log since; only if there is none, take a new one`,
    takeFull(plan),
  );
}

/** GB in one block blob of SQL Server: 50,000 blocks of 4 MB (Microsoft Learn, "SQL Server backup to URL best practices"), with room to spare. */
const STRIPE_GB = 150;
const MOST_STRIPES = 64;

/** The command for a new full backup, to where the service reads it. */
export function takeFull(plan: PreflightPlan): Command {
  const { source, backups } = plan.migration;
  const database = quoteName(source.databaseName);
  const file = `${source.databaseName}_full`;
  if (readsShare(plan.migration.engine, plan.notes)) {
    const path = plan.notes.share?.path.replace(/\\+$/, '') ?? '<path of the share>';
    return sql(
      AT_SOURCE,
      `BACKUP DATABASE ${database} TO DISK = ${quoteText(`${path}\\${file}.bak`)} WITH CHECKSUM, COMPRESSION, FORMAT, INIT;`,
    );
  }
  const count = Math.min(MOST_STRIPES, Math.max(1, Math.ceil((sizeOf(plan) ?? 0) / STRIPE_GB)));
  const names = count === 1 ? [file] : Array.from({ length: count }, (_, n) => `${file}_${n + 1}of${count}`);
  const urls = names.map(
    (name) => `URL = ${quoteText(`${backups.containerUrl}/${backups.prefix}${name}.bak`)}`,
  );
  return sql(
    AT_SOURCE,
    [
      ...createCredential(backups.containerUrl, 'the source', 'read, write, delete and list'),
      `BACKUP DATABASE ${database} TO ${urls.join(', ')} WITH CHECKSUM, COMPRESSION, FORMAT, INIT, MAXTRANSFERSIZE = 4194304, BLOCKSIZE = 65536;`,
    ].join('\n'),
  );
}

/** T-SQL that lets a server sign in to a container with a SAS. @param rights what the SAS has to grant, in words */
export function createCredential(containerUrl: string, who: string, rights: string): readonly string[] {
  return [
    `-- once, if ${who} has no credential for the container yet; the SAS needs ${rights}`,
    `CREATE CREDENTIAL ${quoteName(containerUrl)} WITH IDENTITY = 'SHARED ACCESS SIGNATURE', SECRET = '<SAS without its leading ?>';`,
  ];
}

/** The command that changes the recovery model. */
export function setFullRecovery(name: string): Command {
  return sql(AT_SOURCE, `ALTER DATABASE ${quoteName(name)} SET RECOVERY FULL;`);
}
