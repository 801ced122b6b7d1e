/**
 * The estate that the emulator shows unless it is given another one: whatever is asked for exists and is in order.
 *
 * Networks are those of topology TOP-1: the instance and the classic service in one network with a gateway to the source.
 */
import type { Answers, Question, QuestionKind } from '../../../shared/core/preflight/question';
import { gatewaySubnet, instanceSubnet, machineSubnet, network, serviceSubnet } from './networks';
import { securityGroup } from './security-rules';
import type { ServedEstate } from './served-estate';
import {
  ALL_RIGHTS,
  classicService,
  managedInstance,
  migrationService,
  resourceProvider,
  storageAccount,
} from './services';
import { wireBody } from './wire-body';

/** What the estate takes from the emulator around it. */
export interface EmulatedWorld {
  /** Azure region of everything. */
  readonly location: string;
  /** Name of the account that the storage is called by. */
  readonly accountName: string;
  /** Names of the storage's containers, which every account has. */
  readonly containers: () => Promise<readonly string[]>;
}

type Known = {
  readonly [K in QuestionKind]?: (
    question: Question<K>,
    world: EmulatedWorld,
  ) => Answers[K] | Promise<Answers[K]>;
};

const PRINCIPAL = '00000000-0000-4000-8000-00000000aaaa';
const STORAGE_SIZE_GB = 256;
/** Built-in roles (Microsoft Learn, "Azure built-in roles"): Owner, and Storage Blob Data Owner. */
const ROLES = ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'];

const ANYWHERE: Known = {
  managedInstance: ({ id }, { location }) =>
    managedInstance(
      {
        id,
        location,
        principalId: PRINCIPAL,
        subnetId: `${besides(id)}/virtualNetworks/vnet/subnets/instances`,
      },
      { storageSizeGb: STORAGE_SIZE_GB },
    ),
  managedDatabases: () => [],
  instanceOperations: () => [],
  storageAccount: ({ id }, { location }) => storageAccount({ id, location }),
  storageAccounts: ({ id }, { location, accountName }) => [
    storageAccount({
      id: `${id}/resourceGroups/emulator/providers/Microsoft.Storage/storageAccounts/${accountName}`,
      location,
    }),
  ],
  blobContainers: async (_, { containers }) => (await containers()).map((name) => ({ name })),
  virtualNetwork: ({ id }, { location }) => hybridNetwork(id, location),
  networkSecurityGroup: ({ id }) => securityGroup(id),
  routeTable: ({ id }) => ({ id, routes: [] }),
  gateway: ({ id }) => ({ id, gatewayType: 'Vpn' }),
  gatewayConnections: ({ id }) => [
    { id: `${besides(id)}/connections/to-site`, name: 'to-site', connectionType: 'IPsec', gatewayId: id },
  ],
  gatewayConnection: ({ id }) => ({ id, name: 'to-site', connectionType: 'IPsec', status: 'Connected' }),
  classicService: ({ id }, { location }) =>
    classicService({ id, location, subnetId: `${besides(id)}/virtualNetworks/vnet/subnets/dms` }),
  migrationService: ({ id }, { location }) => migrationService({ id, location }),
  serviceMigrations: () => [],
  resourceProvider: ({ about = '' }, { location }) => resourceProvider(about, location),
  ownPermissions: () => ALL_RIGHTS,
  roleAssignments: ({ id }) =>
    ROLES.map((role) => ({
      roleDefinitionId: `${id}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      scope: id,
      conditional: false,
    })),
  roleDefinition: () => ALL_RIGHTS,
};

/** The estate in which everything exists, but for private endpoints and lifecycle rules. */
export function estateAnywhere(world: EmulatedWorld): ServedEstate {
  return {
    async answer(question) {
      const known = ANYWHERE[question.kind] as
        | ((
            question: Question,
            world: EmulatedWorld,
          ) => Answers[QuestionKind] | Promise<Answers[QuestionKind]>)
        | undefined;
      if (known === undefined) return undefined;
      return { status: 200, body: wireBody(question, await known(question, world)) };
    },
  };
}

function hybridNetwork(id: string, location: string) {
  const [networks, subnets] = [besides(id), `${id}/subnets`];
  return network(id, { location, prefix: '10.0.0.0/16' }, [
    instanceSubnet(`${subnets}/instances`, '10.0.1.0/24', `${networks}/networkSecurityGroups/nsg-instances`),
    serviceSubnet(`${subnets}/dms`, '10.0.2.0/24', `${networks}/networkSecurityGroups/nsg-dms`),
    machineSubnet(`${subnets}/machines`, '10.0.3.0/24', `${networks}/networkSecurityGroups/nsg-machines`),
    gatewaySubnet(id, '10.0.4.0/27', `${networks}/virtualNetworkGateways/gateway`),
  ]);
}

/** Where the networks of a resource's group are. */
function besides(id: string): string {
  return id.replace(/\/providers\/.*$/, '/providers/Microsoft.Network');
}
