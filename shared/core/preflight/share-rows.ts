/** Rows about backups on an SMB share: a folder on a file server of your own, from which a service uploads. */
import { isSameName } from '../names';
import { registeredServers } from '../migration/source';
import {
  ON_SOURCE_SERVER,
  forYou,
  information,
  met,
  notApplicable,
  powershell,
  quotePowerShell,
  unmet,
} from './outcomes';
import type { PreflightPlan } from './plan';
import { type Command, type Outcome, end } from './proof';
import type { PreflightRow } from './row';

const SETTINGS = 'S2 Configure migration settings';
const BOTH = ['dms-classic', 'dms'] as const;
const ON_SHARE_CLIENT = 'on a machine that reaches the share';

/** Rows STO-16 to STO-23. */
export const SHARE_ROWS: readonly PreflightRow[] = [
  {
    id: 'STO-16',
    engines: ['dms-classic'],
    demand: 'each database has a folder of its own on the share',
    why: 'the service looks through every file of the folder, which is slow when other backups are in it',
    severity: 'warns',
    sources: [SETTINGS],
    prove: (plan) => end(ownFolder(plan)),
  },
  {
    id: 'STO-17',
    engines: BOTH,
    demand: 'the path of the share names the server by its full name or address: \\\\host.domain\\folder',
    why: 'the service cannot resolve a short name',
    severity: 'blocks',
    sources: [SETTINGS],
    prove: (plan) => end(onShare(plan, fullPath)),
  },
  {
    id: 'STO-18',
    engines: BOTH,
    demand: 'the account that SQL Server runs under may read and write on the share',
    why: 'the source writes its backups there; the final log backup would fail in the middle of the downtime',
    severity: 'blocks',
    sources: ['S2 Prerequisites', 'S3 Prerequisites', 'S4 Managed Instance'],
    prove: (plan) =>
      end(
        onShare(plan, ({ path }) =>
          forYou(
            `May the service account of SQL Server, and the computer account of its server, read and write on ${path}, by the rights of folder and share?${whoMay(path)}`,
            rightsOn(path),
          ),
        ),
      ),
  },
  {
    id: 'STO-19',
    engines: ['dms-classic'],
    demand: 'a Windows user with full control of the share is known, which the service acts as',
    why: 'the service uploads the backups in the name of this user',
    severity: 'blocks',
    sources: ['S2 Prerequisites', 'S4 Managed Instance'],
    prove: (plan) => end(onShare(plan, ({ path }) => forYou(askFullControl(path), rightsOn(path)))),
  },
  {
    id: 'STO-20',
    engines: ['dms'],
    demand: 'a Windows user with the right to read the share is known, which the integration runtime acts as',
    why: 'the runtime cannot fetch a single backup without it (error 2012)',
    severity: 'blocks',
    sources: ['S3 Configure migration settings'],
    prove: (plan) =>
      end(
        onShare(plan, ({ path }) =>
          forYou(
            `May the Windows user of the migration read ${path}, by the rights of folder and share?${whoMay(path)}`,
            rightsOn(path),
          ),
        ),
      ),
  },
  {
    id: 'STO-21',
    engines: BOTH,
    demand: 'SQL Server and share are on different servers, or the loopback check of Windows is off',
    why: 'otherwise Windows refuses the share to its own server under the full name, and backups fail',
    severity: 'warns',
    sources: [`${SETTINGS}, loopback check`, 'S3 Configure migration settings, loopback check'],
    prove: (plan) => end(onShare(plan, (share) => loopback(share, plan))),
  },
  {
    id: 'STO-22',
    engines: ['dms-classic'],
    demand: 'System Error 53 or 57 means that the service does not reach an Azure file share',
    why: 'the error does not say so',
    severity: 'info',
    sources: [SETTINGS],
    prove: () =>
      end(
        information(
          'on System Error 53 or 57: let the network of the service in at the storage account of the file share',
        ),
      ),
  },
  {
    id: 'STO-23',
    engines: ['dms'],
    demand: 'the service creates the container for uploads by itself',
    why: 'a container made in advance is not used',
    severity: 'info',
    sources: ['S3 Configure migration settings'],
    prove: (plan) =>
      end(
        plan.notes.share === undefined
          ? notApplicable('the backups are in a container')
          : information('the service creates the container for uploads: make none'),
      ),
  },
];

/** The rights of the folder, then those of the share: the stricter of both decide. */
function rightsOn(path: string): Command {
  const acl = `Get-Acl ${quotePowerShell(path)} | Format-List`;
  const lines = [acl, ...rightsOnShare(path)];
  return powershell(lines.join('\n'), ON_SHARE_CLIENT);
}

/** Get-SmbShareAccess asks a Windows server; at an Azure file share roles decide, or the account's default for whoever signs in. */
function rightsOnShare(path: string): readonly string[] {
  const azure = azureFileShare(path);
  if (azure !== undefined) {
    const id = `$(az storage account show -n ${azure.account} --query id -o tsv)`;
    const roles =
      "[?contains(roleDefinitionName, 'Storage File Data')].{who:principalName, role:roleDefinitionName}";
    return [
      `az storage account show -n ${azure.account} --query "azureFilesIdentityBasedAuthentication"`,
      `az role assignment list --scope "${id}/fileServices/default/fileshares/${azure.share}" --include-inherited --query "${roles}" -o table`,
    ];
  }
  const [, host, share] = /^\\\\([^\\]+)\\([^\\]+)/.exec(path) ?? [];
  return host === undefined || share === undefined
    ? []
    : [`Get-SmbShareAccess -Name ${quotePowerShell(share)} -CimSession ${quotePowerShell(host)}`];
}

/** Hosts of Azure Files: of every cloud, behind a private link, in a DNS zone (Microsoft Learn, "Storage account overview"). */
const AZURE_FILES =
  /^\\\\(?<account>[a-z0-9]+)\.(?:[^\\]+\.)?file\.(?:core\.[a-z]+\.[a-z]+|storage\.azure\.net)\\(?<share>[a-z0-9-]+)(?:\\|$)/i;

/** The storage account and the name of an Azure file share; undefined for a share on a server. */
function azureFileShare(path: string): { readonly account: string; readonly share: string } | undefined {
  const { account, share } = AZURE_FILES.exec(path)?.groups ?? {};
  return account === undefined || share === undefined ? undefined : { account, share };
}

/** Who may do what on an Azure file share; empty for one on a server. */
function whoMay(path: string): string {
  const azure = azureFileShare(path);
  return azure === undefined
    ? ''
    : ` (an Azure file share: whoever signs in as AZURE\\${azure.account}, with a key of the account, may; anybody else needs a role "Storage File Data SMB Share …" and rights of the folder)`;
}

function askFullControl(path: string): string {
  const azure = azureFileShare(path);
  if (azure !== undefined)
    return `Is the Windows user of the task AZURE\\${azure.account}, with a key of the storage account as its password? (on an Azure file share nobody else has full control)`;
  const ask = `Has the Windows user of the task full control of ${path}, of folder and share?`;
  return path.startsWith('\\\\')
    ? ask
    : `${ask} (of an Azure file share the user is AZURE\\ and the name of the storage account)`;
}

type Share = NonNullable<PreflightPlan['notes']['share']>;

/** The classic service always reads a share; the new one only where the notes name one. */
function onShare({ migration, notes }: PreflightPlan, judge: (share: Share) => Outcome): Outcome {
  if (notes.share !== undefined) return judge(notes.share);
  return migration.engine === 'dms-classic'
    ? judge({ path: 'the share of the task' })
    : notApplicable('the backups are in a container');
}

function ownFolder({ migration, notes }: PreflightPlan): Outcome {
  const { databaseName } = migration.source;
  const folders = notes.share?.path.split('\\').filter((part) => part !== '') ?? [];
  return folders.slice(1).some((folder) => isSameName(folder, databaseName))
    ? met(`${notes.share?.path} names the database`)
    : forYou(
        `Does ${notes.share?.path ?? 'the folder of the task'} hold backups of database '${databaseName}' only?`,
      );
}

const FULL_PATH = /^\\\\[^\\.]+(?:\.[^\\.]+)+\\[^\\]+/;

function fullPath({ path }: Share): Outcome {
  if (!path.startsWith('\\\\'))
    return forYou(
      'Does the path of the share name its server by full name or address (\\\\host.domain\\folder)?',
    );
  if (FULL_PATH.test(path)) return met(path);
  return unmet(
    `${path} does not name the server by its full name or address`,
    'write the path as \\\\host.domain\\folder or \\\\address\\folder in the task',
  );
}

function loopback({ path }: Share, { migration }: PreflightPlan): Outcome {
  const host = /^\\\\([^\\]+)/.exec(path)?.[1];
  const servers = registeredServers(migration.source).map((name) => name.split('\\')[0] ?? name);
  const check = powershell(
    "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa' | Select-Object DisableLoopbackCheck; Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0' | Select-Object BackConnectionHostNames",
    ON_SOURCE_SERVER,
  );
  if (host === undefined || servers.length === 0)
    return forYou('Are SQL Server and share on different servers, or is the loopback check off?', check);
  const isSame = servers.some((server) => isSameName(firstLabel(server), firstLabel(host)));
  return isSame
    ? forYou(`SQL Server and share are both on '${host}': is the loopback check off there?`, check)
    : met(`share on '${host}', SQL Server on '${servers.join("', '")}'`);
}

/** Addresses are compared whole. */
function firstLabel(host: string): string {
  return /^[\d.]+$/.test(host) ? host : (host.split('.')[0] ?? host);
}
