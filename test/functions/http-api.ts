/** The API's routes as a caller sees them, on a world in memory. */
import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import {
  makeGetBackups,
  makeGetEvidence,
  makeGetHealth,
  makeGetJournal,
  makeGetOpenApi,
  makeGetMigration,
  makeGetRunbook,
  makeListMigrations,
} from '../../functions/http/documents';
import { type Door, endpoint, type Endpoint } from '../../functions/http/endpoint';
import { makeFreezeLedger, makeGetLedger, makeThawLedger } from '../../functions/http/ledger';
import {
  makeDeclareRestored,
  makeDeleteMigration,
  makeExportMigration,
  makeImportMigration,
  makeReadExport,
} from '../../functions/http/moving';
import { makeListReceivers, makeTestNotification } from '../../functions/http/notifications';
import { makeOperatorVerb } from '../../functions/http/operator-verb';
import { makeGetProbe, makeGiveProbe } from '../../functions/http/probe';
import { makeGetRehearsal, makeRehearse } from '../../functions/http/rehearsal';
import {
  makeApproveGroup,
  makeCreateGroup,
  makeDropMember,
  makeGetGroup,
  makeGetGroupJournal,
  makeHoldGroup,
  makeListGroups,
  makeReleaseGroup,
  makeRevokeGroup,
} from '../../functions/http/groups';
import { makeListRunning } from '../../functions/http/running';
import { makePatchMigration } from '../../functions/http/patch-migration';
import { makeGetPreflight, makeJudgeRegistration, makeRunPreflight } from '../../functions/http/preflight';
import { makeRegisterMigration } from '../../functions/http/register-migration';
import { makeGetSignIn } from '../../functions/http/sign-in-offer';
import { whoAmI } from '../../functions/http/who-am-i';
import { localSignIn } from '../../shared/adapters/sign-in/without-tokens';
import { type Route, isRouteName, ROUTES } from '../../shared/api/routes';
import { type Config, loadConfig } from '../../shared/config';
import { placeOf } from '../../shared/core/access/reach';
import type { Operator } from '../../shared/core/access/roles';
import type { EngineKind } from '../../shared/core/engine/engine-status';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import type { SignIn } from '../../shared/ports/sign-in';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import type { NotifyCapabilities } from '../../shared/use-cases/notify/lane';
import { healthReader } from '../../shared/use-cases/read/read-health';
import { CONTAINER_URL, ID, SCOPE } from '../support/world';

/** Surroundings that are as they should be. */
const WELL = {
  homeContainerUrl: CONTAINER_URL,
  managementApi: async () => undefined,
  identity: async () => undefined,
};

export const LOCAL = loadConfig({
  BackupContainer: 'backups',
  BackupAccounts: 'acct',
  BackupStorage: 'UseDevelopmentStorage=true',
  LedgerStorage: 'UseDevelopmentStorage=true',
  AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
  USER: 'ada',
});
/** Callers of a world: each is signed in by name. */
export function signedInAs(operator: Operator): SignIn {
  return { identify: async () => ({ kind: 'signedIn', operator }) };
}

/** A durable client that keeps which watches are alive; `away` makes every call fail. */
class FakeClient {
  readonly calls: string[] = [];
  away = false;
  status = 'Running';

  readonly client = {
    getStatus: async (id: string) => this.call(`status ${id}`, { runtimeStatus: this.status }),
    startNew: async (name: string, { instanceId }: { instanceId: string }) =>
      this.call(`start ${name} ${instanceId}`, instanceId),
    raiseEvent: async (id: string, event: string) => this.call(`raise ${id} ${event}`, undefined),
    createHttpManagementPayload: (id: string) => ({ id, terminatePostUri: 'https://host?code=system-key' }),
  } as unknown as DurableClient;

  private call<T>(what: string, answer: T): T {
    if (this.away) throw new Error('the extension does not answer');
    this.calls.push(what);
    return answer;
  }
}

interface Sent {
  readonly body?: unknown;
  readonly id?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown> & { errors?: readonly { field: string }[]; detail?: string };
  readonly text: string;
}

export class Api {
  readonly durable = new FakeClient();
  readonly logged: string[] = [];

  constructor(
    readonly caps: Capabilities,
    private readonly config: Config = LOCAL,
    private readonly engines: readonly EngineKind[] = ['dms'],
    private readonly signIn: SignIn = localSignIn('ada', true),
    private readonly notify?: NotifyCapabilities,
  ) {}

  /** Calls a route: an operator verb by its own name. */
  send(name: string, sent: Sent = {}): Promise<Answer> {
    const handlers = handlersOf(this.caps, this.config, this.engines, this.notify);
    const verb = OPERATOR_VERBS.find((one) => one.verb === name);
    const route = verb?.operationId ?? SHORT[name] ?? name;
    const handler = handlers[route];
    if (handler === undefined || !isRouteName(route)) throw new Error(`Cannot call ${name}: no such route`);
    return this.handle(endpoint(handler, this.door(ROUTES[route])), sent);
  }

  private door(route: Route): Door {
    const { config, signIn } = this;
    return {
      ...{ route, signIn, hosts: config, limits: config.limits },
      placeOf: async (id) => {
        const registration = await this.caps.ledger.registration(id);
        return registration && placeOf(registration);
      },
    };
  }

  private async handle(
    handler: ReturnType<typeof endpoint>,
    { body, id = ID, query, headers, method }: Sent,
  ): Promise<Answer> {
    const request = new HttpRequest({
      url: 'http://localhost/api',
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      params: { id },
      query,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body:
        body === undefined ? undefined : { string: typeof body === 'string' ? body : JSON.stringify(body) },
    });
    const context = new InvocationContext({
      functionName: 'test',
      invocationId: 'invocation-1',
      logHandler: (_level, ...args) => void this.logged.push(args.join(' ')),
    });
    const answer: HttpResponseInit = await handler(request, this.durable.client, context);
    const json = answer.jsonBody === undefined ? '' : JSON.stringify(answer.jsonBody);
    const text = typeof answer.body === 'string' ? answer.body : json;
    const isJson = text.startsWith('{');
    return {
      status: answer.status ?? 200,
      headers: answer.headers as Record<string, string>,
      body: isJson ? (JSON.parse(text) as Answer['body']) : {},
      text,
    };
  }
}

/** The routes that are called by a shorter name than their own. */
const SHORT: Readonly<Record<string, string>> = {
  register: 'registerMigration',
  list: 'listMigrations',
  get: 'getMigration',
  patch: 'patchMigration',
  backups: 'getBackups',
  journal: 'getJournal',
  evidence: 'getEvidence',
  runbook: 'getRunbook',
};

const handlersOf = (
  caps: Capabilities,
  config: Config,
  engines: readonly EngineKind[],
  notify: NotifyCapabilities | undefined,
): Readonly<Record<string, Endpoint>> => ({
  registerMigration: makeRegisterMigration(caps, config, engines),
  listMigrations: makeListMigrations(caps),
  getMigration: makeGetMigration(caps),
  patchMigration: makePatchMigration(caps),
  getBackups: makeGetBackups(caps),
  getJournal: makeGetJournal(caps),
  getEvidence: makeGetEvidence(caps),
  getRunbook: makeGetRunbook(caps),
  getProbe: makeGetProbe(caps),
  giveProbe: makeGiveProbe(caps),
  rehearse: makeRehearse(caps),
  getRehearsal: makeGetRehearsal(caps),
  judgeRegistration: makeJudgeRegistration(caps, config, engines),
  getPreflight: makeGetPreflight(caps),
  runPreflight: makeRunPreflight(caps),
  getLedger: makeGetLedger(caps),
  freezeLedger: makeFreezeLedger(caps),
  thawLedger: makeThawLedger(caps),
  declareRestored: makeDeclareRestored(caps),
  readExport: makeReadExport(caps),
  exportMigration: makeExportMigration(caps),
  deleteMigration: makeDeleteMigration(caps),
  importMigration: makeImportMigration(caps),
  listReceivers: makeListReceivers(notify),
  testNotification: makeTestNotification(notify, caps),
  listRunning: makeListRunning(caps, engines),
  createGroup: makeCreateGroup(caps),
  listGroups: makeListGroups(caps),
  getGroup: makeGetGroup(caps),
  getGroupJournal: makeGetGroupJournal(caps),
  holdGroup: makeHoldGroup(caps),
  releaseGroup: makeReleaseGroup(caps),
  approveGroup: makeApproveGroup(caps),
  revokeGroup: makeRevokeGroup(caps),
  dropMember: makeDropMember(caps),
  health: makeGetHealth(healthReader({ ...caps, probes: WELL }, '1.2.3')),
  getSignIn: makeGetSignIn(LOCAL),
  me: whoAmI,
  openApi: makeGetOpenApi('openapi: 3.1.0'),
  ...Object.fromEntries(OPERATOR_VERBS.map((verb) => [verb.operationId, makeOperatorVerb(caps, verb)])),
});

/** A full registration. */
export function body(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: ID,
    engine: 'dms',
    source: { databaseName: 'Shop' },
    target: { managedInstanceId: SCOPE, databaseName: 'Shop' },
    // The Log Replay Service takes no container of the name `backups`.
    backups: {
      containerUrl: CONTAINER_URL.replace(/backups$/, change.engine === 'lrs' ? 'shop' : 'backups'),
    },
    start: 'adopt',
    ...change,
  };
}

/** Names of the fields that an answer calls wrong, sorted. */
export const fieldsOf = (answer: Answer): readonly string[] =>
  (answer.body.errors ?? []).map(({ field }) => field).sort();
