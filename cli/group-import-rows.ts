/** What would be registered of what runs, and what is missing to do so. */
import type { z } from 'zod';
import { CliError } from './exit-codes';
import type { runningList } from './group-documents';
import { readCsvExport } from './inspect/exports/csv-export';
import { printable } from './render/paint';

type Running = z.infer<typeof runningList>['running'][number];

/** What is said of one database. */
export interface PlaceFields {
  readonly container?: string;
  readonly prefix?: string;
  readonly source?: string;
  readonly id?: string;
}

/** By the name of the target database, in lower case. */
export type Places = ReadonlyMap<string, PlaceFields>;

/** A database of the list. */
export interface ImportRow {
  readonly running: Running;
  readonly id: string;
  /** Container and folder, of what is to be registered. */
  readonly backups?: string;
  /** What to give, a clause each; empty when nothing is missing. */
  readonly missing: readonly string[];
  /** Body of `POST migrations`; absent for what is registered already, and where something is missing. */
  readonly body?: unknown;
}

/** Flags that count for all of them. */
export interface ImportFlags extends Pick<PlaceFields, 'container' | 'prefix'> {
  /** Where the service does not report it. */
  readonly sourceDatabase?: string;
  readonly mode?: string;
  readonly except?: readonly string[];
}

const COLUMNS: readonly string[] = ['database', 'container', 'prefix', 'source', 'id'];

/** Reads the CSV file. @throws {CliError} When it is none, or has other columns. */
export function parsePlaces(text: string, name: string): Places {
  const refuse = (what: string): never => {
    throw new CliError(
      `Cannot read "${printable(name)}": ${what}: it is CSV with the columns ${COLUMNS.join(', ')}, of which only database is needed`,
    );
  };
  let rows: readonly Readonly<Record<string, string | undefined>>[];
  try {
    rows = readCsvExport(text) as typeof rows;
  } catch (error) {
    return refuse(`not CSV (${error instanceof Error ? error.message : 'unknown error'})`);
  }
  const places = new Map<string, PlaceFields>();
  for (const row of rows) {
    const stray = Object.keys(row).find((column) => !COLUMNS.includes(column));
    if (stray !== undefined) refuse(`it has the column ${printable(stray)}`);
    const { database = '', ...fields } = row;
    const key = keyOf(database);
    if (key === '') refuse('a line has no database');
    if (places.has(key)) refuse(`${printable(database)} stands in it twice`);
    const given = Object.entries(fields).filter(([, value]) => value !== undefined && value.trim() !== '');
    places.set(key, Object.fromEntries(given.map(([field, value]) => [field, (value ?? '').trim()])));
  }
  return places;
}

function keyOf(database: string): string {
  return database.trim().toLowerCase();
}

/**
 * A row for each that is not left out.
 *
 * @throws {CliError} For a name, in the file or to be left out, that nothing of the list has.
 */
export function importRows(
  running: readonly Running[],
  places: Places,
  flags: ImportFlags,
): readonly ImportRow[] {
  const known = new Set(running.map(({ databaseName }) => keyOf(databaseName)));
  const except = new Set((flags.except ?? []).map(keyOf));
  const stranger = [...except, ...places.keys()].find((name) => !known.has(name));
  if (stranger !== undefined)
    throw new CliError(
      `Cannot import: nothing that runs there has the target database ${printable(stranger)}; names: ${printable([...known].join(', '))}`,
    );
  const wanted = running.filter(({ databaseName }) => !except.has(keyOf(databaseName)));
  const isOne = wanted.filter(({ registeredAs }) => !registeredAs).length < 2;
  return wanted.map((one) => rowOf(one, places.get(keyOf(one.databaseName)) ?? {}, flags, isOne));
}

function rowOf(running: Running, own: PlaceFields, flags: ImportFlags, isOne: boolean): ImportRow {
  const { registeredAs, proposedId, unfit, engine, resourceId } = running;
  if (unfit) return { running, id: registeredAs ?? proposedId, missing: [unfit] };
  if (registeredAs) return { running, id: registeredAs, missing: [] };
  const id = own.id ?? proposedId;
  const source =
    own.source ??
    running.sourceDatabaseName ??
    flags.sourceDatabase?.replaceAll('{database}', running.databaseName);
  const container = filled(own.container ?? flags.container, running, source);
  const prefix = filled(own.prefix ?? flags.prefix, running, source);
  const isShared = own.container === undefined && flags.container?.includes('{') === false;
  const missing = [
    ...(flags.container === undefined && own.container === undefined ? ['--container'] : []),
    ...[container, prefix].flatMap((one) => (one?.kind === 'untold' ? [one.reason] : [])),
    ...(isShared && prefix === undefined && !isOne
      ? ['--prefix, such as {database}/, for several share the container']
      : []),
    ...(source === undefined ? ['--source-database, for the service does not report it'] : []),
  ];
  if (missing.length > 0 || container?.kind !== 'text') return { running, id, missing };
  const folder = prefix?.kind === 'text' ? prefix.text : '';
  return {
    ...{ running, id, missing, backups: `${container.text}/${folder}` },
    body: {
      ...{ id, resourceId, engine, source: { databaseName: source } },
      backups: { containerUrl: container.text, ...(folder !== '' && { prefix: folder }) },
      start: 'adopt',
      ...(flags.mode !== undefined && { policy: { mode: flags.mode } }),
    },
  };
}

type Filled =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'untold'; readonly reason: string };

/** A text with its placeholders filled. */
function filled(text: string | undefined, running: Running, source: string | undefined): Filled | undefined {
  if (text === undefined) return undefined;
  const values = new Map([
    ['database', running.databaseName],
    ['source', source],
    ['container', running.containerName ?? undefined],
  ]);
  let reason: string | undefined;
  const full = text.replaceAll(/\{(\w*)\}/g, (whole, name: string) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    reason ??= values.has(name)
      ? `the service does not report ${whole}: name it in --places`
      : `${whole} is no placeholder: use {database}, {source} or {container}`;
    return whole;
  });
  return reason === undefined ? { kind: 'text', text: full } : { kind: 'untold', reason };
}
