/** The app: settings, adapters, and every trigger, route, orchestration and activity in one list. */
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { withSink } from '../shared/adapters/invocation-log';
import { ownContract } from '../shared/api/own-contract';
import { ROUTES, isRouteName } from '../shared/api/routes';
import { loadConfig } from '../shared/config';
import { type Place, placeOf } from '../shared/core/access/reach';
import { ENGINE_KINDS } from '../shared/core/engine/engine-status';
import { cutoverOrchestration, groupOrchestration, watchOrchestration } from '../shared/durable/contracts';
import { OPERATOR_VERBS } from '../shared/operator-verbs/verbs';
import { notifySchedule } from '../shared/core/notify/delivery-times';
import { createDelivery } from '../shared/use-cases/notify/deliver-notifications';
import { openLedger } from '../shared/use-cases/operate/open-ledger';
import { healthReader } from '../shared/use-cases/read/read-health';
import { RegistrationFinder } from '../shared/use-cases/register/find-by-location';
import { makeActivities } from './activities/activities';
import {
  makeGetBackups,
  makeGetEvidence,
  makeGetHealth,
  makeGetJournal,
  makeGetOpenApi,
  makeGetMigration,
  makeGetRunbook,
  makeListMigrations,
} from './http/documents';
import { type Endpoint, endpoint } from './http/endpoint';
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
} from './http/groups';
import { makeFreezeLedger, makeGetLedger, makeThawLedger } from './http/ledger';
import {
  makeDeclareRestored,
  makeDeleteMigration,
  makeExportMigration,
  makeImportMigration,
  makeReadExport,
} from './http/moving';
import { makeListReceivers, makeTestNotification } from './http/notifications';
import { makeOperatorVerb } from './http/operator-verb';
import { makeGetPage } from './http/page';
import { makePatchMigration } from './http/patch-migration';
import { makeGetPreflight, makeJudgeRegistration, makeRunPreflight } from './http/preflight';
import { makeListRunning } from './http/running';
import { makeGetProbe, makeGiveProbe } from './http/probe';
import { makeGetRehearsal, makeRehearse } from './http/rehearsal';
import { makeRegisterMigration } from './http/register-migration';
import { makeGetSignIn } from './http/sign-in-offer';
import { whoAmI } from './http/who-am-i';
import { performCutover } from './orchestrators/perform-cutover';
import { watchGroup } from './orchestrators/watch-group';
import { watchMigration } from './orchestrators/watch-migration';
import { prepareLedger } from './prepare-ledger';
import { readPage } from './read-page';
import {
  makeBackupArrived,
  makeBlobCreated,
  makeIngest,
  registerBlobReferences,
} from './triggers/backup-arrived';
import { makeSweep } from './triggers/sweep';
import { nudgeAll } from './watch-starter';
import { backupAccountUrl, wire, wireNotify, wireProbes, wireSignIn } from './wire';

const config = loadConfig({ USER: userInfo().username, ...process.env });
const caps = wire(config, process.env);
const signIn = wireSignIn(config);
const notify = wireNotify(config, caps);
const version = readPackageFile('package.json', versionOf);
const ingest = makeIngest(caps, new RegistrationFinder(caps.ledger, () => Date.now()));

registerBlobReferences();
app.hook.preInvocation((invocation) => {
  const { functionHandler, invocationContext } = invocation;
  invocation.functionHandler = (...args) =>
    withSink(invocationContext, (): unknown => functionHandler(...args));
});
void prepareLedger(
  { prepare: () => openLedger(caps) },
  { warn: (text) => console.warn(text), sleep: (ms) => sleep(ms) },
);

route('registerMigration', makeRegisterMigration(caps, config, ENGINE_KINDS));
route('listMigrations', makeListMigrations(caps));
route('getMigration', makeGetMigration(caps));
route('patchMigration', makePatchMigration(caps));
route('getBackups', makeGetBackups(caps));
route('getJournal', makeGetJournal(caps));
route('getEvidence', makeGetEvidence(caps));
route('getRunbook', makeGetRunbook(caps));
route('rehearse', makeRehearse(caps));
route('getRehearsal', makeGetRehearsal(caps));
route('getProbe', makeGetProbe(caps));
route('giveProbe', makeGiveProbe(caps));
route('judgeRegistration', makeJudgeRegistration(caps, config, ENGINE_KINDS));
route('getPreflight', makeGetPreflight(caps));
route('runPreflight', makeRunPreflight(caps));
for (const verb of OPERATOR_VERBS) route(verb.operationId, makeOperatorVerb(caps, verb));
route('listRunning', makeListRunning(caps, ENGINE_KINDS));
route('createGroup', makeCreateGroup(caps));
route('listGroups', makeListGroups(caps));
route('getGroup', makeGetGroup(caps));
route('getGroupJournal', makeGetGroupJournal(caps));
route('holdGroup', makeHoldGroup(caps));
route('releaseGroup', makeReleaseGroup(caps));
route('approveGroup', makeApproveGroup(caps));
route('revokeGroup', makeRevokeGroup(caps));
route('dropMember', makeDropMember(caps));
route('getLedger', makeGetLedger(caps));
route('freezeLedger', makeFreezeLedger(caps));
route('thawLedger', makeThawLedger(caps));
route('declareRestored', makeDeclareRestored(caps));
route('readExport', makeReadExport(caps));
route('exportMigration', makeExportMigration(caps));
route('deleteMigration', makeDeleteMigration(caps));
route('importMigration', makeImportMigration(caps));
route('listReceivers', makeListReceivers(notify));
route('testNotification', makeTestNotification(notify, caps));
const receivers = config.notifications?.receivers.map(({ name }) => name);
route('health', makeGetHealth(healthReader({ ...caps, probes: wireProbes(config), receivers }, version)));
route('getSignIn', makeGetSignIn(config));
route('me', whoAmI);
const contract = readPackageFile('openapi.yaml', (text) => ownContract(text, config.signIn));
route('openApi', makeGetOpenApi(contract));

// Outside of the table: it is no part of the API, and has nothing to protect.
app.http('page', {
  methods: ['GET', 'HEAD'],
  route: 'ui/{*path}',
  authLevel: 'anonymous',
  handler: makeGetPage(readPage(), config.signIn?.authority),
});

df.app.client.storageBlob('backupArrived', {
  path: '%BackupContainer%/{name}',
  connection: 'BackupStorage',
  source: 'EventGrid',
  sdkBinding: true,
  handler: makeBackupArrived(ingest, backupAccountUrl(config)),
});
df.app.client.eventGrid('blobCreated', { handler: makeBlobCreated(ingest) });
df.app.client.timer('sweep', { schedule: '%SweepSchedule%', handler: makeSweep(caps) });
// On its own timer: neither a watch that is dead nor a sweep that takes long keeps it waiting.
const schedule = notifySchedule(config.timing.notifyEvery);
if (notify) app.timer('notify', { schedule, handler: createDelivery(notify) });

df.app.orchestration(watchOrchestration.name, watchMigration);
df.app.orchestration(cutoverOrchestration.name, performCutover);
df.app.orchestration(groupOrchestration.name, watchGroup);
for (const { name, handler, wakes } of makeActivities(caps))
  df.app.activity(
    name,
    wakes
      ? {
          extraInputs: [df.input.durableClient()],
          handler: (input: unknown, context) => handler(input, (ids) => nudgeAll(df.getClient(context), ids)),
        }
      : { handler: (input: unknown) => handler(input) },
  );

/** The platform's keys protect nothing here: the endpoint itself asks for what the table of routes demands. */
function route(name: string, handler: Endpoint): void {
  if (!isRouteName(name)) throw new Error(`Cannot start: ${name} is not in the table of routes`);
  const route = ROUTES[name];
  df.app.client.http(name, {
    methods: [route.method],
    route: route.path,
    authLevel: 'anonymous',
    handler: endpoint(handler, { route, signIn, hosts: config, limits: config.limits, placeOf: findPlace }),
  });
}

async function findPlace(id: string): Promise<Place | undefined> {
  const registration = await caps.ledger.registration(id);
  return registration && placeOf(registration);
}

/** Reads a file of the package: beside the sources, or one folder up from the build. */
function readPackageFile<T>(name: string, read: (text: string) => T): T {
  const places = [join(__dirname, '..', name), join(__dirname, '..', '..', name)];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`Cannot start: ${name} is not part of the deployment`);
  return read(readFileSync(found, 'utf8'));
}

function versionOf(packageJson: string): string {
  return (JSON.parse(packageJson) as { version: string }).version;
}
