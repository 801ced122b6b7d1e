/** The document of `inspect --json`, as a script would read it. */
export interface InspectDocument {
  readonly files: readonly InspectedFileDocument[];
  readonly databases: readonly { databaseName?: string; familyGuid?: string; chain: ChainDocument }[];
}

export interface InspectedFileDocument {
  readonly path: string;
  readonly ok: boolean;
  readonly error?: { readonly name: string; readonly message: string };
  readonly sets: readonly Readonly<Record<string, unknown>>[];
}

export interface ChainDocument {
  readonly status: string;
  readonly summary: string;
  readonly anchor: string | null;
  readonly path: readonly string[];
  readonly steps: readonly {
    readonly type: string;
    readonly files: readonly string[];
    readonly positions: readonly number[];
  }[];
  readonly chainEndLsn: string | null;
  readonly gap?: Readonly<Record<string, string>>;
  readonly newer?: readonly string[];
  readonly branches?: readonly {
    readonly fork?: string;
    readonly servers: readonly string[];
    readonly endLsn: string | null;
    readonly lastFinishedAt?: string;
    readonly files: readonly string[];
    readonly ownFiles: readonly string[];
  }[];
  readonly notUsed: readonly { readonly file: string; readonly position: number; readonly reason: string }[];
}
