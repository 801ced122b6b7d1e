/**
 * Every recorded body under a name of its own, and the engine it speaks of: the tables that say what each means, and
 * the property tests that leave parts of it out, begin here. A file nobody has assigned is an error.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineKind } from '../../shared/core/engine/engine-status';

/** Whose answers a file holds. */
const FILES: Readonly<Record<string, EngineKind>> = {
  'ps_cutover_sqlmi_2021-10-30-preview.extract.json': 'dms',
  'ps_listMigrations_2021-10-30-preview.extract.json': 'dms',
  'swagger/SqlMiCreateOrUpdateDatabaseMigrationMAX.json': 'dms',
  'swagger/SqlMiCreateOrUpdateDatabaseMigrationMIN.json': 'dms',
  'swagger/SqlMiCutoverDatabaseMigration.json': 'dms',
  'swagger/SqlMiDeleteDatabaseMigration.json': 'dms',
  'swagger/SqlMiGetDatabaseMigration.json': 'dms',
  'swagger/SqlMiGetDatabaseMigrationExpanded.json': 'dms',
  'swagger/databaseMigrations-errors-2025-06-30.json': 'dms',
  'ps_lrs_complete_2019-06-01-preview.extract.json': 'lrs',
  'swagger/ManagedDatabaseRestoreDetails.json': 'lrs',
  'swagger/restoreDetails-errors-2023-08-01.json': 'lrs',
  'ps_classic_sync_LRS_task_2018-07-15-preview.extract.json': 'dms-classic',
  'swagger/Tasks_Command.json': 'dms-classic',
};

/** One recorded body. */
export interface RecordedEntry {
  readonly file: string;
  /** `5 GET` of an interaction, `response 200` of an example, a path into a digest, the code of an error. */
  readonly key: string;
  readonly method?: string;
  /** Path and query, without the host. */
  readonly url?: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As recorded, long numbers included; empty where there was no body. */
  readonly text: string;
}

/** All bodies that speak of an engine, in the order of their files. */
export function recordedEntries(folder: string, engine: EngineKind): readonly RecordedEntry[] {
  return jsonFiles(folder)
    .filter((file) => engineOf(file) === engine)
    .flatMap((file) => entriesOf(folder, file));
}

/** What a table has to name: `file`, then the keys of its bodies. */
export function recordedKeys(folder: string, engine: EngineKind): Readonly<Record<string, string[]>> {
  const keys: Record<string, string[]> = {};
  for (const { file, key } of recordedEntries(folder, engine)) (keys[file] ??= []).push(key);
  return keys;
}

/** The keys of a table, in the same form. */
export function keysOf(table: Readonly<Record<string, object>>): Readonly<Record<string, string[]>> {
  return Object.fromEntries(Object.entries(table).map(([file, rows]) => [file, Object.keys(rows)]));
}

/** The parsed body; LSNs beyond 2^53 lose digits here, as they do nowhere in the adapters. */
export function bodyOf({ text }: RecordedEntry): unknown {
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

/** A recorded answer as a server can give it again, with its own host in place of the recorded one. */
export function asAnswer({ status, headers, text }: RecordedEntry, origin: string) {
  const own = Object.entries(headers).filter(([name]) => !/^(content-length|date)$/i.test(name));
  const local = own.map(([name, value]) => [name, value.replace('https://management.azure.com', origin)]);
  return {
    status,
    headers: Object.fromEntries(local) as Record<string, string>,
    body: text === '' ? undefined : text,
  };
}

function jsonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted();
}

function engineOf(file: string): EngineKind {
  const engine = FILES[file];
  if (engine === undefined) throw new Error(`Cannot tell of which engine the recording "${file}" is`);
  return engine;
}

interface Interaction {
  readonly n?: number;
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
}

function entriesOf(folder: string, file: string): readonly RecordedEntry[] {
  const guarded = readFileSync(join(folder, file), 'utf8').replaceAll(
    /"(firstLSN|lastLSN)": ?(\d+)/g,
    '"$1":"LSN$2"',
  );
  const json = JSON.parse(guarded) as unknown;
  if (Array.isArray(json)) return json.map((one) => errorEntry(file, one as DocumentedError));
  const { interactions, responses, parameters, ...others } = json as Readonly<Record<string, unknown>>;
  if (interactions !== undefined)
    return (interactions as readonly Interaction[]).map((one, at) => interactionEntry(file, one, at));
  if (responses !== undefined) return exampleEntries(file, responses as Examples, parameters);
  const digests = Object.entries(others).filter(([name]) => name !== 'source');
  return digests.flatMap(([name, items]) =>
    Object.entries(items as object).map(([item, value]) =>
      entry(file, `${name}/${item}`, { status: 200, body: value }),
    ),
  );
}

function interactionEntry(file: string, { n, request, response }: Interaction, index: number): RecordedEntry {
  const url = request.url.replace('https://management.azure.com', '');
  const key = `${n ?? index} ${request.method}`;
  return { ...entry(file, key, response), method: request.method, url };
}

type Examples = Readonly<
  Record<string, { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }>
>;

function exampleEntries(file: string, responses: Examples, parameters: unknown): readonly RecordedEntry[] {
  const sent = (parameters as { readonly parameters?: unknown }).parameters;
  return [
    ...(sent === undefined ? [] : [entry(file, 'request', { status: 0, body: sent })]),
    ...Object.entries(responses).map(([status, response]) =>
      entry(file, `response ${status}`, { status: Number(status), ...response }),
    ),
  ];
}

interface DocumentedError {
  readonly http: number;
  readonly code: string;
  readonly message: string;
}

function errorEntry(file: string, { http, code, message }: DocumentedError): RecordedEntry {
  return entry(file, code, { status: http, body: { error: { code, message } } });
}

function entry(
  file: string,
  key: string,
  { status, headers = {}, body }: Interaction['response'],
): RecordedEntry {
  const text = body === undefined || body === null ? '' : JSON.stringify(body);
  return { file, key, status, headers, text: text.replaceAll(/"LSN(\d+)"/g, '$1') };
}
