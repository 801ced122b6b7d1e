/** The app: settings, adapters, and every trigger, route, orchestration and activity in one list. */
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpMethod, app } from '@azure/functions';
import * as df from 'durable-functions';
import { withSink } from '../shared/adapters/invocation-log';
import { loadConfig } from '../shared/config';
import { ENGINE_KINDS } from '../shared/core/engine/engine-status';
import { cutoverOrchestration, watchOrchestration } from '../shared/durable/contracts';
import { OPERATOR_VERBS } from '../shared/operator-verbs/verbs';
import { RegistrationFinder } from '../shared/use-cases/register/find-by-location';
import { makeActivities } from './activities/activities';
import {
  makeGetBackups,
  makeGetEvidence,
  makeGetHealth,
  makeGetJournal,
  makeGetOpenApi,
  makeGetMigration,
  makeListMigrations,
} from './http/documents';
import { type Endpoint, endpoint } from './http/endpoint';
import { makeOperatorVerb } from './http/operator-verb';
import { makePatchMigration } from './http/patch-migration';
import { makeRegisterMigration } from './http/register-migration';
import { performCutover } from './orchestrators/perform-cutover';
import { watchMigration } from './orchestrators/watch-migration';
import { prepareLedger } from './prepare-ledger';
import {
  makeBackupArrived,
  makeBlobCreated,
  makeIngest,
  registerBlobReferences,
} from './triggers/backup-arrived';
import { makeSweep } from './triggers/sweep';
import { backupAccountUrl, wire } from './wire';

const config = loadConfig({ USER: userInfo().username, ...process.env });
const caps = wire(config, process.env);
const ingest = makeIngest(caps, new RegistrationFinder(caps.ledger, () => Date.now()));

registerBlobReferences();
app.hook.preInvocation((invocation) => {
  const { functionHandler, invocationContext } = invocation;
  invocation.functionHandler = (...args) =>
    withSink(invocationContext, (): unknown => functionHandler(...args));
});
void prepareLedger(caps.ledger, { warn: (text) => console.warn(text), sleep: (ms) => sleep(ms) });

route('registerMigration', 'POST', 'migrations', makeRegisterMigration(caps, config, ENGINE_KINDS));
route('listMigrations', 'GET', 'migrations', makeListMigrations(caps));
route('getMigration', 'GET', 'migrations/{id}', makeGetMigration(caps));
route('patchMigration', 'PATCH', 'migrations/{id}', makePatchMigration(caps, config));
route('getBackups', 'GET', 'migrations/{id}/backups', makeGetBackups(caps));
route('getJournal', 'GET', 'migrations/{id}/journal', makeGetJournal(caps));
route('getEvidence', 'GET', 'migrations/{id}/evidence', makeGetEvidence(caps));
for (const verb of OPERATOR_VERBS)
  route(verb.operationId, 'POST', `migrations/{id}/${verb.verb}`, makeOperatorVerb(caps, config, verb));
route(
  'health',
  'GET',
  'health',
  makeGetHealth(caps, readPackageFile('package.json', versionOf)),
  'anonymous',
);
route('openApi', 'GET', 'openapi.yaml', makeGetOpenApi(readPackageFile('openapi.yaml', (text) => text)));

df.app.client.storageBlob('backupArrived', {
  path: '%BackupContainer%/{name}',
  connection: 'BackupStorage',
  source: 'EventGrid',
  sdkBinding: true,
  handler: makeBackupArrived(ingest, backupAccountUrl(config)),
});
df.app.client.eventGrid('blobCreated', { handler: makeBlobCreated(ingest) });
df.app.client.timer('sweep', { schedule: '%SweepSchedule%', handler: makeSweep(caps) });

df.app.orchestration(watchOrchestration.name, watchMigration);
df.app.orchestration(cutoverOrchestration.name, performCutover);
for (const { name, handler } of makeActivities(caps)) df.app.activity(name, { handler });

function route(
  name: string,
  method: HttpMethod,
  path: string,
  handler: Endpoint,
  authLevel: 'function' | 'anonymous' = 'function',
): void {
  const hosts = authLevel === 'anonymous' ? undefined : config;
  df.app.client.http(name, { methods: [method], route: path, authLevel, handler: endpoint(handler, hosts) });
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
