/** Fields that registrations are made of: names, resource ids, places, settings. */
import { z } from 'zod';
import { databaseNameProblem, trimResourceId } from '../core/engine/resource-id';
import { isLoopback } from '../core/loopback';
import { type BackupHosts, describeHosts, isAllowedHost } from '../core/migration/backup-hosts';
import { isSecretSetting, SECRET_PREFIX } from '../core/migration/secret-setting';
import { wrongTypeProblem } from './named-resource';

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const CONTAINER = /^[a-z0-9$](?:[a-z0-9-]{1,61}[a-z0-9])?$/;

/** A migration's id. */
export const migrationId = z
  .string()
  .regex(
    SLUG,
    'lower-case letters, digits and hyphens, at most 63, beginning and ending with a letter or digit',
  );

/** A database's name, as it can stand in a resource id. */
export const databaseName = z.string().superRefine((name, context) => {
  const problem = databaseNameProblem(name) ?? blankProblem(name);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** SQL Server ignores blanks at the end of a name, so one with them would be another name of the same database. */
function blankProblem(name: string): string | undefined {
  return name === name.trim()
    ? undefined
    : `Cannot use the database name "${name}": it begins or ends with a blank; write it without`;
}

/** A backup file's name, as an engine takes it for the last one. */
export const backupName = z.string().min(1).max(1024);

/** Name of a source server, as the headers of its backups have it. */
export const serverName = z.string().trim().min(1).max(256);

/** All servers of a source, such as the replicas of an availability group. */
export const serverNames = z.array(serverName).min(1).max(16);

/** A resource id of one type; what was found instead is named, and what to give. @param type `Provider/types` */
export function resourceId(type: string): z.ZodType<string> {
  return z
    .string()
    .superRefine((id, context) => {
      const message = wrongTypeProblem(id, type);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .transform(trimResourceId);
}

const containerUrl = (hosts: BackupHosts) =>
  z.string().superRefine((text, context) => {
    const problem = containerUrlProblem(text) ?? hostProblem(text, hosts);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

const prefix = z
  .string()
  .max(900)
  .refine((text) => !text.includes('\\'), {
    abort: true,
    error: ({ input }) => `folders are separated by /: write ${inFolders(String(input))}`,
  })
  .refine((text) => text === '' || (text.endsWith('/') && !text.startsWith('/') && !text.includes('//')), {
    error: ({ input }) =>
      `must be a folder that ends in / and does not start with it, such as shop/, found '${String(input)}'${useFolder(String(input))}`,
  });

/** The folder that is probably meant; empty where none is. */
function useFolder(path: string): string {
  const folder = inFolders(path);
  return folder === '/' ? ': leave it out for the whole container' : `: use ${folder}`;
}

/** A path of Windows as the folder of a container. */
function inFolders(path: string): string {
  return `${path.replaceAll('\\', '/').replace(/^\/+|\/+$/g, '')}/`.replaceAll(/\/+/g, '/');
}

/** Where the backups are, on a host that may be read; the URL without a final slash, the prefix empty or ending in one. */
export const backupsOn = (hosts: BackupHosts) =>
  z
    .strictObject({ containerUrl: containerUrl(hosts), prefix: prefix.default('') })
    .transform((given) => ({ ...given, containerUrl: plainUrl(given.containerUrl) }));

/** Host in lower case, no port that is the scheme's own, no slash at the end. */
function plainUrl(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/** The name of an app setting that holds a secret; the secret itself is refused and not repeated (G5). */
export const settingName = z.string().refine(isSecretSetting, {
  error: `the name of an app setting, not its value; it begins with ${SECRET_PREFIX}, and has letters, digits and _: put the secret into such a setting, and the name of the setting here`,
});

function containerUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text) || /[\s\\]/.test(text))
    return 'expected https://<account>.blob.core.windows.net/<container>';
  const url = new URL(text);
  const loopback = isLoopback(url);
  if (text.includes('?') || text.includes('#'))
    return 'a container URL has no query: access is by identity, and a SAS is a secret';
  if (url.username !== '' || url.password !== '') return 'a container URL has no user name or password';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))
    return 'https is needed, except for storage on this machine';
  const parts = url.pathname.split('/').filter((part) => part !== '');
  if ((loopback ? parts[0] : url.hostname.split('.')[0])?.endsWith('-secondary') === true)
    return 'the secondary endpoint of an account is a copy that lags behind: give the primary one, without -secondary';
  const wanted = loopback && parts.length === 2 ? 2 : 1;
  if (parts.length !== wanted)
    return 'expected exactly one container name after the account; a folder goes into prefix';
  return CONTAINER.test(parts.at(-1) ?? '') ? undefined : 'the container name is not valid';
}

/** The app's identity goes to the hosts that the deployment lists, and to no other. */
function hostProblem(text: string, hosts: BackupHosts): string | undefined {
  return isAllowedHost(text, hosts)
    ? undefined
    : `${new URL(text).host} is not a storage account that this app may read (${describeHosts(hosts)}): correct it, or add the account to the setting BackupAccounts`;
}
