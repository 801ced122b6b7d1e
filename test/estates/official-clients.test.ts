/** Every member that the preflight reads survives Microsoft's own clients with its value: asked at the emulator, as Azure would be. */
import { NetworkManagementClient } from '@azure/arm-network';
import { SqlManagementClient } from '@azure/arm-sql';
import { StorageManagementClient } from '@azure/arm-storage';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESTATE_REQUESTS, type EstateRequest } from '../../shared/adapters/estate/estate-requests';
import type { Question, QuestionKind } from '../../shared/core/preflight/question';
import { wireBody } from '../../tools/emulator/estates/wire-body';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { writeJson } from '../../tools/emulator/wire/json';
import { FULL, MORE_FORMS } from './full-answers';

const SUBSCRIPTION = '11111111-1111-1111-1111-111111111111';
const CREDENTIAL = { getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }) };

interface Clients {
  readonly network: NetworkManagementClient;
  readonly storage: StorageManagementClient;
  readonly sql: SqlManagementClient;
}

/** How a client asks the question, with the group and the name of its resource. */
type Ask = (clients: Clients, group: string, name: string) => Promise<unknown>;

const all = async (items: AsyncIterable<unknown>): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const item of items) found.push(item);
  return found;
};

const ASKED: Partial<Record<QuestionKind, Ask>> = {
  virtualNetwork: ({ network }, group, name) => network.virtualNetworks.get(group, name),
  networkSecurityGroup: ({ network }, group, name) => network.networkSecurityGroups.get(group, name),
  routeTable: ({ network }, group, name) => network.routeTables.get(group, name),
  gateway: ({ network }, group, name) => network.virtualNetworkGateways.get(group, name),
  gatewayConnections: ({ network }, group, name) =>
    all(network.virtualNetworkGateways.listConnections(group, name)),
  gatewayConnection: ({ network }, group, name) => network.virtualNetworkGatewayConnections.get(group, name),
  privateEndpoint: ({ network }, group, name) => network.privateEndpoints.get(group, name),
  storageAccount: ({ storage }, group, name) => storage.storageAccounts.getProperties(group, name),
  storageAccounts: ({ storage }) => all(storage.storageAccounts.list()),
  blobContainers: ({ storage }, group, name) => all(storage.blobContainers.list(group, name)),
  lifecycleRules: ({ storage }, group, name) => storage.managementPolicies.get(group, name, 'default'),
  managedInstance: ({ sql }, group, name) => sql.managedInstances.get(group, name),
  managedDatabases: ({ sql }, group, name) => all(sql.managedDatabases.listByInstance(group, name)),
  instanceOperations: ({ sql }, group, name) =>
    all(sql.managedInstanceOperations.listByManagedInstance(group, name)),
};

/** Members that are newer than the version of the API that the client was made for. */
const NEWER: Partial<Record<QuestionKind, readonly string[]>> = {
  // Microsoft.Sql 2023-08-01; @azure/arm-sql 10 has 2022-08-01-preview.
  managedInstance: ['databaseFormat'],
};

/** One mapper of a client: a model's members, or what they are made of. */
interface Mapper {
  readOnly?: boolean;
  required?: boolean;
  constraints?: unknown;
  type: {
    readonly name: string;
    readonly modelProperties?: Record<string, Mapper>;
    readonly element?: Mapper;
    readonly value?: Mapper;
  };
}

/** How a client reads and writes JSON. */
interface Serializer {
  readonly modelMappers: Record<string, Mapper>;
  deserialize(mapper: Mapper, body: unknown, name: string, options: object): unknown;
  serialize(mapper: Mapper, model: unknown, name: string): unknown;
}

interface Operation {
  readonly serializer: Serializer;
  readonly responses: Record<string, { readonly bodyMapper?: Mapper }>;
}

/** Remembers the last operation that a client sent. */
function remember(client: object, operations: Operation[]): void {
  const sender = client as { sendOperationRequest(args: object, operation: Operation): Promise<unknown> };
  const send = sender.sendOperationRequest.bind(sender);
  sender.sendOperationRequest = (args, operation) => {
    operations.push(operation);
    return send(args, operation);
  };
}

/** Lets a client write what only the service may set: it is written to be compared. */
function unlock(mapper: Mapper): void {
  delete mapper.readOnly;
  delete mapper.required;
  delete mapper.constraints;
  const { modelProperties = {}, element, value } = mapper.type;
  for (const one of [
    ...Object.values(modelProperties),
    ...(element ? [element] : []),
    ...(value ? [value] : []),
  ])
    unlock(one);
}

let folder: string;
let emulator: RunningEmulator;
let clients: Clients;
const operations: Operation[] = [];

const requestOf = (question: Question): EstateRequest<QuestionKind> =>
  ESTATE_REQUESTS[question.kind] as EstateRequest<QuestionKind>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'estate-'));
  for (const [index, { question, value }] of FULL.entries()) {
    const body = JSON.parse(writeJson(wireBody(question, value))) as object;
    const recorded = {
      request: requestOf(question).path(question),
      status: 200,
      asOf: '2026-11-30T08:00:00Z',
      body,
    };
    writeFileSync(join(folder, `${index}.json`), JSON.stringify(recorded));
  }
  emulator = await startEmulator({ port: 0, scanIntervalMs: 0, estate: folder });
  const options = { httpClient: atEmulator(emulator.url) };
  clients = {
    network: new NetworkManagementClient(CREDENTIAL, SUBSCRIPTION, options),
    storage: new StorageManagementClient(CREDENTIAL, SUBSCRIPTION, options),
    sql: new SqlManagementClient(CREDENTIAL, SUBSCRIPTION, options),
  };
  for (const client of Object.values(clients)) remember(client as object, operations);
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** The clients send tokens over TLS only, and the emulator has none. */
function atEmulator(url: string): HttpClient {
  const network = createDefaultHttpClient();
  return {
    sendRequest(request) {
      request.url = request.url.replace('https://management.azure.com', url);
      request.allowInsecureConnection = true;
      return network.sendRequest(request);
    },
  };
}

/** What the preflight reads of a body. */
function read(kind: QuestionKind, body: unknown): unknown {
  const { read: schema, list } = ESTATE_REQUESTS[kind];
  return schema.parse(list ? (body as { value: unknown }).value : body);
}

/** A body that has gone through the models of the client that asks the question. */
async function throughClient({ kind, id }: Question, body: unknown): Promise<unknown> {
  const [, group = '', name = ''] = /\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/.exec(id) ?? [];
  operations.length = 0;
  await ASKED[kind]?.(clients, group, name);
  const operation = operations[0];
  const mapper = operation?.responses['200']?.bodyMapper;
  if (operation === undefined || mapper === undefined) throw new Error(`no client has asked for ${kind}`);
  const { serializer } = operation;
  const model = serializer.deserialize(mapper, body, 'body', { ignoreUnknownProperties: true, xml: {} });
  // Among the models of some clients is a list of their kinds, which is none.
  for (const one of Object.values(serializer.modelMappers)) if ('type' in one) unlock(one);
  unlock(mapper);
  return JSON.parse(JSON.stringify(serializer.serialize(mapper, model, 'body')));
}

const without = (value: unknown, members: readonly string[]): unknown =>
  JSON.parse(JSON.stringify(value, (key, member: unknown) => (members.includes(key) ? undefined : member)));

const CASES = [
  ...FULL.map(({ question, value }) => ({
    question,
    body: JSON.parse(writeJson(wireBody(question, value))) as unknown,
  })),
  ...MORE_FORMS,
].filter(({ question }) => ASKED[question.kind] !== undefined);

test.each(CASES)('$question.kind', async ({ question, body }) => {
  const newer = NEWER[question.kind] ?? [];
  const official = read(question.kind, await throughClient(question, body));
  expect(without(official, newer)).toEqual(without(read(question.kind, body), newer));
});

test.each(FULL)('all members of $question.kind are read', ({ question, value }) => {
  const body = JSON.parse(writeJson(wireBody(question, value))) as unknown;
  expect(read(question.kind, body)).toEqual(value);
});

test('a member that the client does not know is lost on the way', async () => {
  const [found] = CASES.filter(({ question }) => question.kind === 'managedInstance');
  const misspelt = JSON.parse(JSON.stringify(found?.body).replace('"vCores"', '"vcores"')) as unknown;
  const { properties } = (await throughClient(found!.question, misspelt)) as { properties: object };
  expect(properties).toHaveProperty('storageSizeInGB');
  expect(properties).not.toHaveProperty('vcores');
});

test('what no client is asked about is the migration services, the providers and the rights', () => {
  expect(Object.keys(ESTATE_REQUESTS).filter((kind) => ASKED[kind as QuestionKind] === undefined)).toEqual([
    'classicService',
    'migrationService',
    'serviceMigrations',
    'resourceProvider',
    'ownPermissions',
    'roleAssignments',
    'roleDefinition',
  ]);
});
