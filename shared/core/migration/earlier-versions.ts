/** What storage itself keeps of a blob's past: versions of an account that has versioning, and what soft delete keeps. */

/** A state of a blob before the one that is there now. */
export interface EarlierVersion {
  /** Quoted, as everywhere. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601 UTC. */
  readonly lastModified: string;
}

/** Earlier states; `told` with none where the account keeps none. */
export type EarlierVersions =
  | { readonly kind: 'told'; readonly versions: readonly EarlierVersion[] }
  /** Storage was not asked successfully: nothing is known. A clause. */
  | { readonly kind: 'untold'; readonly reason: string };
