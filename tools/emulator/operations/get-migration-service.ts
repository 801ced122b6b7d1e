/** GET sqlMigrationServices/{service}: every name exists, with its integration runtime online. */
import type { Emulation } from '../emulation';
import type { Answer, OperationCall } from '../http/operation-call';

/** 200 with the service's resource. */
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
