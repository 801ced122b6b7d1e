/** Rows NSG-09 to NSG-11 and NSG-13: firewalls and hosts that Azure knows nothing of. */
import { ENGINE_KINDS } from '../engine/engine-status';
import { accountOf } from '../migration/backup-place';
import { allowedAt, atPrefixes, atServices } from './nsg-check';
import { AT_SOURCE, ON_RUNTIME, forYou, notApplicable, powershell, quotePowerShell, sql } from './outcomes';
import { isNamedWithoutPort } from './named-instance';
import type { PreflightPlan } from './plan';
import { type Proof, ask, end } from './proof';
import type { PreflightRow } from './row';
import { migrationService } from './service-location';
import { lastName, networkIdOf, subnetOf } from './subnets';
import { shareReader } from './topology';

const NOT_EXPRESS = notApplicable('the source is not noted as SQL Server Express (preflight.source.express)');
const TCP_IP = forYou(
  'Is TCP/IP enabled in SQL Server Configuration Manager, and the instance restarted since?',
  sql(AT_SOURCE, "SELECT local_tcp_port FROM sys.dm_exec_connections WHERE net_transport = 'TCP';"),
);

/** Rows about firewalls. */
export const FIREWALL_ROWS: readonly PreflightRow[] = [
  {
    id: 'NSG-09',
    engines: ENGINE_KINDS,
    demand:
      'Windows Firewall and every appliance on the way let the migration reach the source server and the share',
    why: 'connections that a firewall drops look like a migration that hangs',
    severity: 'blocks',
    sources: ['S2 Prerequisites', 'S4 Prerequisites common across migration scenarios'],
    *prove(plan) {
      const { notes, migration } = plan;
      if (migration.engine !== 'dms-classic' && notes.share === undefined)
        return notApplicable('nothing connects to the source: the backups come from a blob container');
      const reader = yield* shareReader(plan);
      const from =
        reader.kind === 'none' ? 'the host of the integration runtime' : yield* prefixesOf(reader.subnetId);
      const where =
        reader.kind === 'service'
          ? `on a virtual machine in subnet '${lastName(reader.subnetId)}' of network '${lastName(networkIdOf(reader.subnetId))}'`
          : ON_RUNTIME;
      const share = /^\\\\([^\\]+)/.exec(notes.share?.path ?? '')?.[1] ?? '<server of the share>';
      const port = notes.source?.port ?? 1433;
      return forYou(
        `Do Windows Firewall and all appliances let ${from} reach TCP ${port}${isNamedWithoutPort(plan) ? ' and UDP 1434' : ''} of the source and TCP 445 of the share?`,
        powershell(
          [
            `Test-NetConnection ${quotePowerShell(hostOf(migration.source.serverName))} -Port ${port}`,
            `Test-NetConnection ${quotePowerShell(share)} -Port 445`,
          ].join('\n'),
          where,
        ),
      );
    },
  },
  {
    id: 'NSG-10',
    engines: ['dms-classic'],
    demand: 'the protocol TCP/IP is enabled on a SQL Server Express source, which is installed without it',
    why: 'the service connects by TCP only',
    severity: 'blocks',
    sources: ['S4 Prerequisites common across migration scenarios'],
    prove: ({ notes: { source } }) => end(source?.express === true ? TCP_IP : NOT_EXPRESS),
  },
  {
    id: 'NSG-11',
    engines: ['dms'],
    demand:
      'the host of the self-hosted integration runtime (the program that uploads the backups from the share) reaches Data Factory and Storage on TCP 443',
    why: 'the runtime takes its orders from Data Factory and writes the backups to Storage; download.microsoft.com serves its updates only',
    severity: 'blocks',
    sources: ['S3 Prerequisites, domain names and outbound ports'],
    *prove(plan) {
      if (plan.notes.share === undefined)
        return notApplicable('no runtime is needed: the backups are in a blob container');
      const reader = yield* shareReader(plan);
      if (reader.kind === 'none') return yield* onlineRuntime(plan);
      const subnet = yield* subnetOf(reader.subnetId);
      const services = atServices('DataFactory', 'Storage');
      return yield* allowedAt(plan, subnet, [
        {
          direction: 'Outbound',
          protocols: ['Tcp'],
          ports: ['443'],
          source: atPrefixes(subnet.addressPrefixes),
          destination: services,
          rule: 'integration_runtime',
        },
      ]);
    },
  },
  {
    id: 'NSG-13',
    engines: ['dms-classic'],
    demand:
      'a rule of the server firewall lets the subnet of the service in, for a target in Azure SQL Database',
    why: 'the service connects to the target',
    severity: 'info',
    sources: ['S4 Prerequisites for migrating SQL Server to Azure SQL Database'],
    prove: () => end(notApplicable('the target is a managed instance, which has no server firewall')),
  },
];

function* prefixesOf(subnetId: string): Proof<string> {
  return (yield* subnetOf(subnetId)).addressPrefixes.join(', ');
}

/** A runtime outside Azure: that it is online shows that it reaches Data Factory; Storage is left to ask. */
function* onlineRuntime(plan: PreflightPlan): Proof {
  const { runtimeState } = yield* ask({ kind: 'migrationService', id: yield* migrationService(plan) });
  const online = runtimeState === 'Online' ? 'The runtime is Online, so it reaches Data Factory. ' : '';
  return forYou(
    `${online}Does the proxy or firewall of its host let it reach ${online === '' ? '*.datafactory.azure.net and ' : ''}*.blob.core.windows.net on TCP 443?`,
    powershell(
      `Test-NetConnection ${accountOf(plan.migration.backups.containerUrl)}.blob.core.windows.net -Port 443`,
      ON_RUNTIME,
    ),
  );
}

/** The host of a server name that may name an instance, too. @example hostOf('SQL01\\SALES') // 'SQL01' */
function hostOf(serverName = 'localhost'): string {
  return serverName.split(/[\\,]/)[0] ?? serverName;
}
