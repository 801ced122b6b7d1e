/** Resources that exist under every name. */
import type { Emulation } from '../emulation';
import { type Answer, type OperationCall, targetNames } from '../http/operation-call';
import { scopeId } from '../wire/resource-ids';

/**
 * GET sqlMigrationServices/{service}: every name exists, with its integration runtime online.
 *
 * 200 with the service's resource.
 */
export function getMigrationService(call: OperationCall, emulation: Emulation): Answer {
  const { subscription = '', resourceGroup = '', service = '' } = call.params;
  return {
    status: 200,
    body: {
      properties: { provisioningState: 'Succeeded', integrationRuntimeState: 'Online' },
      location: emulation.settings.location,
      id: `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.DataMigration/sqlMigrationServices/${service}`,
      name: service,
      type: 'Microsoft.DataMigration/sqlMigrationServices',
    },
  };
}

/**
 * GET managedInstances/{mi}: every name exists and is Ready.
 *
 * 200 with the few properties a migration looks at.
 */
export function getManagedInstance(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  return {
    status: 200,
    body: {
      sku: { name: 'GP_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: 8 },
      properties: {
        provisioningState: 'Succeeded',
        state: 'Ready',
        collation: 'SQL_Latin1_General_CP1_CI_AS',
        fullyQualifiedDomainName: `${names.server}.emulator.database.windows.net`,
        vCores: 8,
        storageSizeInGB: 256,
      },
      location: emulation.settings.location,
      id: scopeId('SqlMi', names),
      name: names.server,
      type: 'Microsoft.Sql/managedInstances',
    },
  };
}
