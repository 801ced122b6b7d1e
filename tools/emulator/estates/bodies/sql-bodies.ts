/** Managed instances, their databases and operations, as Microsoft.Sql answers (2023-08-01). */
import type {
  InstanceOperation,
  ManagedDatabase,
  ManagedInstance,
} from '../../../../shared/core/preflight/resources';
import type { JsonObject } from '../../wire/json';
import { lastPart, resourceBody } from './body';

const SKU_NAMES: Readonly<Record<string, string>> = {
  GeneralPurpose: 'GP_Gen5',
  BusinessCritical: 'BC_Gen5',
};

/** A managed instance. */
export function instanceBody(instance: ManagedInstance): JsonObject {
  return resourceBody(
    instance.id,
    {
      provisioningState: instance.provisioningState,
      state: instance.state,
      fullyQualifiedDomainName: `${lastPart(instance.id)}.emulator.database.windows.net`,
      subnetId: instance.subnetId,
      storageSizeInGB: instance.storageSizeGb,
      vCores: instance.vCores,
      collation: instance.collation,
      zoneRedundant: instance.zoneRedundant,
      databaseFormat: instance.databaseFormat,
      maintenanceConfigurationId: instance.maintenanceConfigurationId,
      primaryUserAssignedIdentityId: instance.identity.primaryUserAssignedId,
    },
    {
      location: instance.location,
      ...(instance.tier !== undefined && {
        sku: { name: SKU_NAMES[instance.tier], tier: instance.tier, family: 'Gen5' },
      }),
      identity: identityBody(instance.identity),
    },
  );
}

function identityBody({
  systemPrincipalId,
  userAssigned,
}: ManagedInstance['identity']): JsonObject | undefined {
  const kinds = [
    ...(systemPrincipalId === undefined ? [] : ['SystemAssigned']),
    ...(userAssigned.length === 0 ? [] : ['UserAssigned']),
  ];
  if (kinds.length === 0) return undefined;
  return {
    type: kinds.join(', '),
    principalId: systemPrincipalId,
    ...(userAssigned.length > 0 && {
      userAssignedIdentities: Object.fromEntries(
        userAssigned.map(({ id, principalId }) => [id, { principalId }]),
      ),
    }),
  };
}

/** One database of an instance's list. */
export function databaseBody(instanceId: string, { name, status, createdAt }: ManagedDatabase): JsonObject {
  return resourceBody(`${instanceId}/databases/${name}`, { status, creationDate: createdAt });
}

/** One operation of an instance's list. */
export function operationBody(
  instanceId: string,
  { name, operation, state, percentComplete }: InstanceOperation,
): JsonObject {
  return resourceBody(`${instanceId}/operations/${name}`, { operation, state, percentComplete });
}
