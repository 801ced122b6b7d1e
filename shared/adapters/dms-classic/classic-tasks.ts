/**
 * The typed client of the classic service on our own way out.
 *
 * `@azure/arm-datamigration` writes each request: path, api-version, body. It gets neither a token nor the network:
 * its policies are left out (by default it re-sends a command three times on a 503, and a login, redirect or provider
 * registration would send it again, too), and every request goes through the ARM client, which writes a change once.
 * The answer is read from the raw body: the client's deserialiser rounds LSNs (docs/decisions/0012).
 */
import { DataMigrationServiceClient } from '@azure/arm-datamigration';
import type { ArmAnswer, NoResponse } from '../arm/arm-answer';
import type { ArmClient } from '../arm/arm-client';
import { PUBLIC_ARM_ENDPOINT } from '../arm/arm-endpoint';
import type { ClassicTaskId } from './classic-task-id';

type ClientOptions = NonNullable<ConstructorParameters<typeof DataMigrationServiceClient>[2]>;
type ClientTransport = NonNullable<ClientOptions['httpClient']>;
type ClientRequest = Parameters<ClientTransport['sendRequest']>[0];
type Result = ArmAnswer | NoResponse;

/** The requests of one task. None of them throws; each change is written once. */
export interface ClassicTasks {
  /** GETs the task with its output, or with its commands: the service's own clients ask for one at a time. */
  get(id: ClassicTaskId, expand: 'output' | 'command'): Promise<Result>;
  /** Asks for the cutover of one database. */
  complete(id: ClassicTaskId, sourceDatabaseName: string, deadline: number): Promise<Result>;
  /** Cancels the task with all its databases. */
  cancel(id: ClassicTaskId, deadline: number): Promise<Result>;
}

/** Builds the requests on a client of the management API. */
export function createClassicTasks(arm: ArmClient): ClassicTasks {
  const ask = (id: ClassicTaskId, call: Call, deadline?: number) => askOnce(arm, id, call, deadline);
  return {
    get: (id, expand) => ask(id, (tasks, ...names) => tasks.get(...names, { expand })),
    complete: (id, sourceDatabaseName, deadline) =>
      ask(
        id,
        (tasks, ...names) =>
          tasks.command(...names, {
            commandType: 'Migrate.SqlServer.AzureDbSqlMi.Complete',
            input: { sourceDatabaseName },
          }),
        deadline,
      ),
    cancel: (id, deadline) => ask(id, (tasks, ...names) => tasks.cancel(...names), deadline),
  };
}

/** One call of the typed client: group, service, project and task come as four names. */
type Call = (
  tasks: DataMigrationServiceClient['tasks'],
  ...names: [group: string, service: string, project: string, task: string]
) => Promise<unknown>;

async function askOnce(
  arm: ArmClient,
  id: ClassicTaskId,
  call: Call,
  deadline: number | undefined,
): Promise<Result> {
  let result: Result = refused('the client made no request of it');
  const client = clientOn(id.subscriptionId, async (request) => {
    result = await send(arm, request, deadline);
    return result;
  });
  try {
    await call(client.tasks, id.resourceGroup, id.service, id.project, id.task);
  } catch {
    // What the client makes of the answer does not count: it has been read before.
  }
  return result;
}

/**
 * The base address only stands in front of the path and is cut off again: the client garbles an address like
 * `http://[::1]:7130`, and where requests go is the ARM client's matter alone.
 */
function clientOn(
  subscriptionId: string,
  answerTo: (request: ClientRequest) => Promise<unknown>,
): DataMigrationServiceClient {
  const noCredentials = { signRequest: (request: ClientRequest) => Promise.resolve(request) };
  return new DataMigrationServiceClient(noCredentials, subscriptionId, {
    baseUri: PUBLIC_ARM_ENDPOINT,
    requestPolicyFactories: [],
    httpClient: {
      async sendRequest(request) {
        await answerTo(request);
        return { request, status: 200, headers: request.headers };
      },
    },
  });
}

function send(arm: ArmClient, request: ClientRequest, deadline: number | undefined): Promise<Result> {
  const path = request.url.slice(PUBLIC_ARM_ENDPOINT.length);
  const { method } = request;
  if (method === 'GET') return arm.read(path);
  if (method !== 'POST' && method !== 'DELETE') return Promise.resolve(refused(`it would be a ${method}`));
  const body: unknown = typeof request.body === 'string' ? JSON.parse(request.body) : undefined;
  return arm.change({
    method,
    path,
    ...(body !== undefined && { body }),
    ...(deadline !== undefined && { deadline }),
  });
}

/** Nothing was sent, and nothing will be. */
function refused(reason: string): NoResponse {
  return {
    kind: 'noResponse',
    code: 'urlRefused',
    certainlyNotSent: true,
    reason: `Cannot send the request: ${reason}`,
  };
}
