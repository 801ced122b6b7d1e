/** A whole migration against a running stack: register, upload, declare the tail, cut over, confirm. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import type { EngineKind } from '../../shared/core/engine/engine-status';
import { hasEnded } from '../../shared/core/migration/phase';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { EvidenceDocument } from '../../shared/core/views/evidence-document';
import { call, cutoverRequests, readStatus } from './api';
import type { DemoBackups } from './demo-backups';
import { type DemoCourse, engineRegistration, prepareService } from './demo-engine';
import { answerPreflight } from './answer-preflight';
import { type Stack, CONTAINER } from './stack/stack';

/** What became of the migration. */
export interface DemoResult {
  readonly outcome: string;
  readonly engine: EngineKind;
  /** Cutover requests that reached the management API. */
  readonly cutoverRequests: number;
  /** The file that the request named as the last one; only the Log Replay Service is told. */
  readonly lastBackupName?: string;
  readonly chainEndLsn?: string;
  /** Files that were restored to get there. */
  readonly path: readonly string[];
  readonly lastRestoredFile?: string;
  readonly waived: readonly string[];
  readonly migration: string;
  readonly seconds: number;
}

/** What the caller is told on the way. */
interface Observer {
  note(text: string): void;
  uploaded(name: string): void;
  status(status: StatusDocument): void;
}

/** The migration did not get where it should within the limit. */
class DemoTimeoutError extends Error {
  readonly code = 'DemoTimeout';
  constructor(awaited: string, seconds: number, last: string) {
    super(`Cannot finish the demo: ${awaited} was awaited for ${seconds} s; the last headline was "${last}"`);
    this.name = 'DemoTimeoutError';
  }
}

const LIMIT_SECONDS = 75;
const TICK_MS = 250;
/** Before the first upload and between two: slow enough to watch the chain grow, here or on a page that asks every few seconds. */
const PACES = { here: { first: 0, next: 500 }, onPage: { first: 5_000, next: 1_000 } } as const;

/** Runs the migration; `beginning` is when the clock of the result started (epoch milliseconds). */
export async function migrate(
  course: DemoCourse,
  stack: Stack,
  backups: DemoBackups,
  observer: Observer,
  beginning: number,
): Promise<DemoResult> {
  const id = backups.databaseName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  await BlobServiceClient.fromConnectionString(stack.storage.connectionString)
    .getContainerClient(CONTAINER)
    .createIfNotExists();
  await prepareService(course, stack, backups);
  await call(stack.hostUrl, 'POST', '/api/migrations', registration(course, stack, backups, id));
  observer.note(
    `✓ registered migration ${id}${backups.withoutChecksum ? ' (waiver: these backups were taken without CHECKSUM)' : ''}`,
  );
  await upload(course, stack, backups, id, observer);
  observer.note(`✓ uploaded ${backups.files.length} files`);
  if (course.engine !== 'dms-classic')
    await answerPreflight(stack.hostUrl, id, (text) => observer.note(text));
  if (course.offline)
    observer.note(`✓ nothing to declare: the service cuts over by itself after ${backups.tail}`);
  else await cutOver(course, stack, backups, id, observer);
  const last = await until(limitOf(course), stack, id, observer, 'the end of the migration', hasEnded);
  const requests = await cutoverRequests(stack.emulatorUrl);
  const evidence = await call<EvidenceDocument>(stack.hostUrl, 'GET', `/api/migrations/${id}/evidence`);
  const chain = evidence.atSending ?? evidence.byService;
  return {
    outcome: evidence.outcome,
    engine: course.engine,
    cutoverRequests: requests.length,
    lastBackupName: requests[0]?.lastBackupName,
    chainEndLsn: chain?.chainEndLsn ?? last.chain?.chainEndLsn,
    path: chain?.path ?? [],
    lastRestoredFile: last.engineStatus?.lastRestoredFile,
    waived: last.policy.waive.map((waiver) => waiver.check),
    migration: id,
    seconds: (Date.now() - beginning) / 1000,
  };
}

function registration(course: DemoCourse, stack: Stack, backups: DemoBackups, id: string): unknown {
  return {
    id,
    ...engineRegistration(course, backups),
    backups: { containerUrl: stack.containerUrl },
    policy: {
      mode: course.offline ? 'offline' : 'manual',
      restPollSeconds: 1,
      windowPollSeconds: 1,
      ...(backups.withoutChecksum
        ? {
            waive: [{ check: 'backups.checksums', reason: 'demo on files that were taken without CHECKSUM' }],
          }
        : {}),
    },
  };
}

/** What a person does on the night: name the last log, wait for the proof, approve the cutover. */
async function cutOver(
  course: DemoCourse,
  stack: Stack,
  backups: DemoBackups,
  id: string,
  observer: Observer,
): Promise<void> {
  const limit = limitOf(course);
  await call(stack.hostUrl, 'POST', `/api/migrations/${id}/tail`, { blob: backups.tail });
  observer.note(`✓ named ${backups.tail} as the tail`);
  const isReady = ({ readiness }: StatusDocument): boolean => readiness.ready;
  const { target } = await until(limit, stack, id, observer, 'phase ready', isReady);
  observer.note('✓ ready: every check is met or waived');
  const confirm = `${target?.instance}/${target?.database}`;
  if (course.open) {
    observer.note(
      `→ approve it on the page: ${stack.hostUrl}/api/ui#/migrations/${id} (it asks you to type ${confirm})`,
    );
    await until(limit, stack, id, observer, 'the approval', (status) => hasBegun(status) || hasEnded(status));
    observer.note('✓ approved on the page');
    return;
  }
  await call(stack.hostUrl, 'POST', `/api/migrations/${id}/cutover`, { confirm, expectedTail: backups.tail });
  observer.note('✓ approved the cutover');
}

function hasBegun({ phase }: StatusDocument): boolean {
  return phase === 'cuttingOver' || phase === 'confirming';
}

/** Seconds; a person takes the time that it takes. */
function limitOf({ open }: DemoCourse): number {
  return open ? Infinity : LIMIT_SECONDS;
}

async function upload(
  { open }: DemoCourse,
  stack: Stack,
  backups: DemoBackups,
  id: string,
  observer: Observer,
): Promise<void> {
  const { first, next } = open ? PACES.onPage : PACES.here;
  const container = BlobServiceClient.fromConnectionString(stack.storage.connectionString).getContainerClient(
    CONTAINER,
  );
  await sleep(first);
  for (const file of backups.files) {
    const content = await file.content();
    await container.getBlockBlobClient(file.name).uploadData(content);
    observer.uploaded(file.name);
    await sleep(next);
    observer.status(await readStatus(stack.hostUrl, id));
  }
}

async function until(
  seconds: number,
  stack: Stack,
  id: string,
  observer: Observer,
  awaited: string,
  reached: (status: StatusDocument) => boolean,
): Promise<StatusDocument> {
  const limit = Date.now() + seconds * 1000;
  for (;;) {
    const status = await readStatus(stack.hostUrl, id);
    observer.status(status);
    if (reached(status)) return status;
    if (Date.now() > limit) throw new DemoTimeoutError(awaited, seconds, status.headline);
    await sleep(TICK_MS);
  }
}
