/** Reads what a probe's T-SQL answered, as a client gave it back: with headings, line ends, blanks, quotes and counts of rows. */
// eslint-disable-next-line no-restricted-imports -- a hash is a pure function of its text
import { createHash } from 'node:crypto';
import { normalizeGuid } from '../chain/guid';
import { type Lsn, parseLsn } from '../lsn';
import type { ProbedDatabase, ProbedLog, ProbedSource, ProbeSide } from '../migration/probe-reading';

/** What a text holds. */
export type ProbeResult =
  | { readonly kind: 'source'; readonly found: ProbedSource }
  | { readonly kind: 'target'; readonly found: ProbedDatabase }
  /** `reason` is a clause with the remedy. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What clients put between the rows of a column. */
const ADDED = /[\s",|\u{feff}]+/gu;
/** What no server is called, and terminals, pages or the ledger would take for something else: lone halves of characters as well. */
const NO_TEXT = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const RESULT = /probe=(?:source|target)-\d+;[^]*?check=[0-9A-Fa-f]*;/g;

/**
 * Reads the one result of a text; strict: what is doubled, cut off or altered is refused, and names the field.
 *
 * @example readProbeResult(text, 'source').kind // 'source'
 */
export function readProbeResult(text: string, side: ProbeSide): ProbeResult {
  const results = text.replace(ADDED, '').match(RESULT) ?? [];
  const [result] = results;
  if (result === undefined)
    return unreadable(
      `no result of a probe is in it: paste every row of probe_result, from probe= to the end of check=`,
    );
  if (results.length > 1) return unreadable('it holds several results: give one');
  const body = result.slice(0, result.lastIndexOf('check='));
  const check = result.slice(body.length + 'check='.length, -1).toLowerCase();
  if (createHash('sha1').update(body).digest('hex') !== check)
    return unreadable('check does not fit the rest, so it was cut off or altered: run the T-SQL again');
  return readBody(body, side);
}

function readBody(body: string, side: ProbeSide): ProbeResult {
  const fields = new Map<string, string>();
  for (const piece of body.split(';').slice(0, -1)) {
    const at = piece.indexOf('=');
    const key = piece.slice(0, Math.max(at, 0));
    if (at < 1 || fields.has(key)) return unreadable(`${key || piece} is doubled, or no field`);
    fields.set(key, piece.slice(at + 1));
  }
  const made = fields.get('probe');
  if (made !== `${side}-1`)
    return unreadable(
      `probe is ${made ?? 'missing'}, but ${side}-1 is wanted: print the T-SQL of the ${side} again, with this version`,
    );
  try {
    const read = new Fields(fields);
    const found = databaseOf(read);
    return side === 'source' ? { kind: side, found: { ...found, ...sourceOf(read) } } : { kind: side, found };
  } catch (error) {
    if (error instanceof UnreadableFieldError) return unreadable(error.message);
    throw error;
  }
}

function unreadable(reason: string): ProbeResult {
  return { kind: 'unreadable', reason };
}

class UnreadableFieldError extends Error {
  readonly code = 'UnreadableField';
  constructor(key: string, wanted: string) {
    super(`${key} is not ${wanted}: print the T-SQL again, and run it unchanged`);
    this.name = 'UnreadableFieldError';
  }
}

/** The values by key; an empty one is NULL, and undefined. */
class Fields {
  constructor(private readonly values: ReadonlyMap<string, string>) {}

  /** @throws {UnreadableFieldError} When it is missing or not of the form. */
  text(key: string, form: RegExp, wanted: string): string | undefined {
    const value = this.values.get(key);
    if (value === undefined) throw new UnreadableFieldError(key, 'there');
    if (value === '') return undefined;
    if (!form.test(value)) throw new UnreadableFieldError(key, wanted);
    return value;
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  needed(key: string, form: RegExp, wanted: string): string {
    const value = this.text(key, form, wanted);
    if (value === undefined) throw new UnreadableFieldError(key, wanted);
    return value;
  }

  word(key: string): string | undefined {
    return this.text(key, /^[A-Z_]{1,60}$/, 'a word in capitals');
  }

  flag(key: string): boolean | undefined {
    const value = this.text(key, /^[01]$/, '0 or 1');
    return value === undefined ? undefined : value === '1';
  }

  count(key: string): number | undefined {
    const value = this.text(key, /^\d{1,16}$/, 'a whole number');
    return value === undefined ? undefined : Number(value);
  }

  lsn(key: string): Lsn | undefined {
    const value = this.text(key, /^\d{1,25}$/, 'an LSN in decimal digits');
    return value === undefined ? undefined : parseLsn(value);
  }

  guid(key: string): string | undefined {
    return normalizeGuid(this.text(key, /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/, 'a GUID'));
  }

  /** UTF-16 little-endian in hexadecimal digits. */
  name(key: string): string | undefined {
    const value = this.text(key, /^(?:[0-9A-Fa-f]{4}){1,256}$/, 'a name in hexadecimal digits');
    if (value === undefined) return undefined;
    const units = value.match(/.{4}/g) ?? [];
    return String.fromCharCode(...units.map((unit) => parseInt(unit.slice(2) + unit.slice(0, 2), 16)));
  }
}

const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,7})?Z?$/;

/** @returns with milliseconds, UTC */
function timeOf(key: string, text: string): string {
  const [, seconds = '', fraction = ''] = TIME.exec(text) ?? [];
  const milliseconds = Date.parse(`${seconds}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(milliseconds)) throw new UnreadableFieldError(key, 'a time');
  return new Date(milliseconds).toISOString();
}

/** A database may be called anything; what is registered decides. A server may not. */
function serverOf(fields: Fields): string | undefined {
  const server = fields.name('server');
  if (server !== undefined && NO_TEXT.test(server))
    throw new UnreadableFieldError('server', 'a name without control characters');
  return server;
}

function databaseOf(fields: Fields): ProbedDatabase {
  const database = fields.name('database');
  if (database === undefined) throw new UnreadableFieldError('database', 'a name');
  const state = fields.word('state');
  const isThere = state !== undefined;
  return known({
    at: timeOf('at', fields.needed('at', TIME, 'a time')),
    server: serverOf(fields),
    version: fields.needed('version', /^\d+(?:\.\d+){1,3}$/, 'a version'),
    database,
    state,
    readOnly: isThere ? fields.flag('readonly') : undefined,
    userAccess: isThere ? fields.word('access') : undefined,
    recoveryModel: isThere ? fields.word('recovery') : undefined,
    compatibilityLevel: isThere ? fields.count('compatibility') : undefined,
    dataBytes: isThere ? fields.count('bytes') : undefined,
    familyGuid: fields.has('family') ? fields.guid('family') : undefined,
  });
}

function sourceOf(fields: Fields): Omit<ProbedSource, keyof ProbedDatabase> {
  const history = fields.needed('history', /^(?:read|none|denied)$/, 'read, none or denied');
  return known({
    availabilityGroups: fields.flag('groups'),
    lastLogBackupLsn: fields.has('loggedto') ? fields.lsn('loggedto') : undefined,
    history: history === 'read' || history === 'none' ? history : 'denied',
    log: history === 'read' ? logOf(fields) : undefined,
    openTransactions: fields.count('open'),
  });
}

function logOf(fields: Fields): ProbedLog {
  const finished = fields.text('finished', TIME, 'a time');
  return known({
    setGuid: fields.guid('log'),
    firstLsn: fields.lsn('first'),
    lastLsn: fields.lsn('last'),
    finishedAt: finished === undefined ? undefined : timeOf('finished', finished),
    familyGuid: fields.guid('logfamily'),
    copyOnly: fields.flag('copyonly'),
    damaged: fields.flag('damaged'),
    readOnly: fields.flag('logreadonly'),
    noRecovery: fields.flag('norecovery'),
  });
}

/** Without the members that were not told. */
function known<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
