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
  readonly anchor: string | null;
  readonly path: readonly string[];
  readonly chainEndLsn: string | null;
  readonly gap?: Readonly<Record<string, string>>;
  readonly notUsed: readonly { readonly file: string; readonly reason: string }[];
}
