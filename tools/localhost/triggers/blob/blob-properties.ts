import type { BlobGetPropertiesResponse } from '@azure/storage-blob';

/** The order of .NET's enumerations: a value is told as its place in them. */
const enumerations = {
  blobType: ['BlockBlob', 'PageBlob', 'AppendBlob'],
  leaseDuration: ['infinite', 'fixed'],
  leaseState: ['available', 'leased', 'expired', 'breaking', 'broken'],
  leaseStatus: ['locked', 'unlocked'],
};

const never = '0001-01-01T00:00:00+00:00';

/** What nothing here reads, with the value of a blob that was never copied, sealed, held or versioned. */
const unused = {
  ObjectReplicationDestinationPolicyId: null,
  ObjectReplicationSourceProperties: null,
  CopyCompletedOn: never,
  CopyStatusDescription: null,
  CopyId: null,
  CopyProgress: null,
  CopySource: null,
  CopyStatus: 0,
  BlobCopyStatus: null,
  IsIncrementalCopy: false,
  DestinationSnapshot: null,
  EncryptionKeySha256: null,
  EncryptionScope: null,
  ArchiveStatus: null,
  VersionId: null,
  IsLatestVersion: false,
  TagCount: 0,
  ExpiresOn: never,
  IsSealed: false,
  RehydratePriority: null,
  LastAccessed: never,
  ImmutabilityPolicy: { ExpiresOn: null, PolicyMode: null },
  HasLegalHold: false,
};

/**
 * `triggerMetadata.properties` of a blob function: every member of .NET's BlobProperties as its serializer writes them,
 * so that the ETag is an empty object and kinds are numbers.
 */
export function blobProperties(found: BlobGetPropertiesResponse): Record<string, unknown> {
  return {
    ...unused,
    LastModified: time(found.lastModified),
    CreatedOn: time(found.createdOn),
    Metadata: found.metadata ?? {},
    BlobType: place('blobType', found.blobType),
    LeaseDuration: place('leaseDuration', found.leaseDuration),
    LeaseState: place('leaseState', found.leaseState),
    LeaseStatus: place('leaseStatus', found.leaseStatus),
    ContentLength: found.contentLength ?? 0,
    ContentType: found.contentType ?? null,
    ETag: {},
    ContentHash: found.contentMD5 === undefined ? null : Buffer.from(found.contentMD5).toString('base64'),
    ContentEncoding: found.contentEncoding ?? null,
    ContentDisposition: found.contentDisposition ?? null,
    ContentLanguage: found.contentLanguage ?? null,
    CacheControl: found.cacheControl ?? null,
    BlobSequenceNumber: found.blobSequenceNumber ?? 0,
    AcceptRanges: found.acceptRanges ?? null,
    BlobCommittedBlockCount: found.blobCommittedBlockCount ?? 0,
    IsServerEncrypted: found.isServerEncrypted ?? false,
    AccessTier: found.accessTier ?? null,
    AccessTierInferred: found.accessTierInferred ?? false,
    AccessTierChangedOn: time(found.accessTierChangedOn),
  };
}

function place(enumeration: keyof typeof enumerations, value: string | undefined): number {
  return Math.max(0, enumerations[enumeration].indexOf(value ?? ''));
}

/** Storage tells whole seconds. */
function time(date: Date | undefined): string {
  return date === undefined ? never : date.toISOString().replace(/\.000Z$/, '+00:00');
}
