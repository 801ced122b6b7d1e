/**
 * What a storage account keeps of a blob's past: versions, where the account has versioning, and what soft delete keeps of
 * overwritten blobs (Microsoft Learn, "Blob versioning", "Soft delete for blobs").
 */
import type { BlobItem, ContainerClient, ContainerListBlobsOptions } from '@azure/storage-blob';
import type { EarlierVersion, EarlierVersions } from '../core/migration/earlier-versions';
import { storageFault, type StorageFault } from './storage-fault';

const CALL_MS = 10_000;
const PAGE_SIZE = 1_000;

/** Asked apart: an account that refuses one of them may know the other. */
const QUESTIONS: readonly ContainerListBlobsOptions[] = [
  { includeVersions: true },
  { includeDeleted: true, includeSnapshots: true },
];

/**
 * Earlier states of one blob; those that are the state there now (a snapshot of it) left out, and empty ones, which no
 * service restores.
 *
 * An account that refuses the question as such (400, 409, 501: a hierarchical namespace knows no versions) keeps none.
 * Anything else that keeps the answer away, above all denied access, makes it untold.
 */
export async function earlierVersionsOf(container: ContainerClient, name: string): Promise<EarlierVersions> {
  const versions: EarlierVersion[] = [];
  for (const question of QUESTIONS) {
    try {
      versions.push(...earlierAmong(await itemsOf(container, name, question)));
    } catch (error) {
      const fault = storageFault(error);
      if (!REFUSES_THE_QUESTION.has(fault.statusCode ?? 0))
        return { kind: 'untold', reason: reasonOf(fault) };
    }
  }
  return { kind: 'told', versions };
}

const REFUSES_THE_QUESTION: ReadonlySet<number> = new Set([400, 409, 501]);

/** All states of the name; it sorts first among the names that begin with it. */
async function itemsOf(
  container: ContainerClient,
  name: string,
  question: ContainerListBlobsOptions,
): Promise<readonly BlobItem[]> {
  const items: BlobItem[] = [];
  const pages = container
    .listBlobsFlat({ prefix: name, ...question, abortSignal: AbortSignal.timeout(CALL_MS) })
    .byPage({ maxPageSize: PAGE_SIZE });
  for await (const { segment } of pages) {
    const own = segment.blobItems.filter((item) => item.name === name);
    items.push(...own);
    if (own.length < segment.blobItems.length) break;
  }
  return items;
}

function earlierAmong(items: readonly BlobItem[]): readonly EarlierVersion[] {
  const now = items.find(isThereNow);
  return items
    .filter((item) => !isThereNow(item) && (item.properties.contentLength ?? 0) > 0)
    .map(({ properties: { etag, contentLength = 0, lastModified } }) => ({
      etag: quoted(etag),
      size: contentLength,
      lastModified: lastModified.toISOString(),
    }))
    .filter(({ etag }) => now === undefined || etag !== quoted(now.properties.etag));
}

function isThereNow({ versionId, isCurrentVersion, snapshot, deleted }: BlobItem): boolean {
  const isBase = (snapshot as string | undefined) === undefined || snapshot === '';
  return !deleted && isBase && (versionId === undefined || isCurrentVersion === true);
}

function quoted(etag: string): string {
  return `"${etag.replace(/^W\//, '').replace(/"/g, '')}"`;
}

function reasonOf({ statusCode, reason }: StorageFault): string {
  if (statusCode === 401 || statusCode === 403 || reason === 'noToken')
    return 'storage does not allow this app to list the versions of blobs';
  return 'storage does not answer when asked for versions';
}
