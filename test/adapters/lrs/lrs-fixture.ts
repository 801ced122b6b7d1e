/** An engine that talks HTTP to a small server in the test, which plays instance, database and restore. */
import { createArmClient, type ArmClientOptions } from '../../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../../shared/adapters/arm/arm-token';
import { createLrsEngine } from '../../../shared/adapters/lrs/lrs-engine';
import { toEngineStatus, type RestoreDatabase } from '../../../shared/adapters/lrs/lrs-status';
import { restoreDetailsSchema } from '../../../shared/adapters/lrs/lrs-wire';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import { assessReadiness, unmetChecks } from '../../../shared/core/readiness/checks';
import { quietFingerprint } from '../../../shared/core/readiness/pending';
import { aControl, aReadyFacts, aTail, oneTail, at, PROVEN } from '../../support/facts';
import { startTinyArm, type Received, type Scripted } from '../arm/tiny-arm';
import { manualClock } from '../dms/dms-fixture';

export const INSTANCE =
  '/subscriptions/00000000-0000-0000-0000-00000000a8c9/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi1';
export const TARGET = { scopeId: INSTANCE, databaseName: 'Sales' };
export const DATABASE = `${INSTANCE}/databases/Sales`;
export const CREATED = '2026-11-20T12:06:54.363Z';
export const RUN = `created:${CREATED}`;
export const VERSION = 'api-version=2023-08-01';

/** Nothing waits: the short body of 2019-06-01-preview. */
export const SHORT_AT_REST = {
  status: 'Waiting',
  currentRestoringFileName: 'log9.trn',
  lastRestoredFileName: 'log9.trn',
  lastUploadedFileName: 'log9.trn',
  unrestorableFiles: [],
  numberOfFilesDetected: 3,
};

/** Nothing waits: the long body of 2023-08-01. */
export const LONG_AT_REST = {
  type: 'LRSRestore',
  status: 'Waiting',
  lastUploadedFileName: 'log9.trn',
  lastRestoredFileName: 'log9.trn',
  percentCompleted: 100,
  currentRestoringFileName: 'log9.trn',
  numberOfFilesDetected: 4,
  numberOfFilesQueued: 0,
  numberOfFilesSkipped: 1,
  numberOfFilesRestoring: 0,
  numberOfFilesRestored: 3,
  numberOfFilesUnrestorable: 0,
  fullBackupSets: [{ status: 'Restored', firstStripeName: 'full.bak', numberOfStripes: 1 }],
  diffBackupSets: [],
  logBackupSets: [
    { status: 'Skipped', firstStripeName: 'log7.trn', numberOfStripes: 1 },
    { status: 'Restored', firstStripeName: 'log8.trn', numberOfStripes: 1 },
    { status: 'Restored', firstStripeName: 'log9.trn', numberOfStripes: 1 },
  ],
  unrestorableFiles: [],
};

/** What the service behind the server knows; each part may be an answer of its own. */
export interface Service {
  details: Scripted;
  database: Scripted;
  instance: Scripted;
  /** Answer to PUT, POST and DELETE. */
  change: Scripted;
}

export const error = (code: string) => ({ error: { code, message: `${code} happened` } });
export const detailsBody = (properties: object): Scripted => ({ body: { properties, name: 'Default' } });
export const databaseBody = (status: string, creationDate: string | undefined = CREATED): Scripted => ({
  body: { properties: { status, creationDate }, name: 'Sales' },
});

/** Starts the server and builds the engine on it. */
export async function startLrs(options: Partial<ArmClientOptions> = {}) {
  const server = await startTinyArm();
  const time = manualClock();
  const service: Service = {
    details: detailsBody(LONG_AT_REST),
    database: databaseBody('Restoring'),
    instance: { body: { location: 'westcentralus' } },
    change: { status: 202, body: {} },
  };
  server.otherwise((request) => route(service, request));
  const arm = createArmClient({
    endpoint: server.origin,
    credential: loopbackCredential(),
    clock: time,
    random: () => 0,
    timeoutMs: 400,
    ...options,
  });
  const engine = createLrsEngine(arm);
  const changes = () => server.received.filter(({ method }) => method !== 'GET');
  return { server, service, engine, time, changes, deadline: time.now().getTime() + 30_000 };
}

function route(service: Service, { method, url }: Received): Scripted {
  if (method !== 'GET') return service.change;
  if (/\/restoreDetails\//i.test(url)) return service.details;
  return /\/databases\//i.test(url) ? service.database : service.instance;
}

/** Maps a body beside a database. */
export function mapped(
  properties: object,
  database: RestoreDatabase = { status: 'Restoring', creationDate: CREATED },
): EngineStatus {
  return toEngineStatus(restoreDetailsSchema.parse({ properties }).properties, database, at(1));
}

/**
 * What stands in the way of a cutover when everything but the engine speaks for it: the tail is what the service says it
 * restored last, in the version that is there, and the same was read before.
 */
export function standsInTheWay(status: EngineStatus): readonly string[] {
  const tail = aTail({ blob: status.lastRestoredFile ?? 'tail.trn' });
  const facts = aReadyFacts({
    control: aControl({ operationId: status.operationId }),
    tail: oneTail(tail),
    engine: { kind: 'read', status },
    progress: { restoredToTail: true, lastIsTail: status.lastRestoredFile !== undefined, version: PROVEN },
    stability: { fingerprint: quietFingerprint(status) ?? '', count: 2, countedAt: at(1) },
  });
  return unmetChecks(assessReadiness(facts).checks).map((check) => check.code);
}
