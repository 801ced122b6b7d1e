/** The file of exported migrations: a line of JSON that says what it is, one for each migration, one that closes it with a sum. */
import { createHash } from 'node:crypto';
import { createReadStream, promises as fs } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { exportDocument } from '../shared/api/export-schema';
import { fieldProblems } from '../shared/api/field-problems';
import { CliError } from './exit-codes';
import { pathReason } from './system-error';

const FORMAT = 'sqlmi-cutover/ledger';
const VERSION = 1;

const head = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION, { error: `this program reads version ${VERSION}` }),
  at: z.iso.datetime(),
  home: z.string(),
});
const foot = z.strictObject({ end: z.literal(true), migrations: z.int(), sha256: z.string() });

/** A migration of a file: its document as it is written, and what is told of it. */
export interface FiledMigration {
  readonly id: string;
  /** As JSON was parsed: LSNs are as the ledger writes them. */
  readonly document: unknown;
  /** Home of the ledger that it was exported to; undefined in a backup. */
  readonly to: string | undefined;
}

/** Writes a file line by line. */
export class LedgerFileWriter {
  private readonly sum = createHash('sha256');
  private migrations = 0;

  constructor(private readonly write: (text: string) => void) {}

  begin(at: string, home: string): void {
    this.line(JSON.stringify({ format: FORMAT, version: VERSION, at, home }));
  }

  /** @param document one line of JSON */
  add(document: string): void {
    this.migrations += 1;
    this.line(document);
  }

  end(): void {
    const { migrations } = this;
    this.write(`${JSON.stringify({ end: true, migrations, sha256: this.sum.digest('hex') })}\n`);
  }

  private line(text: string): void {
    this.sum.update(`${text}\n`);
    this.write(`${text}\n`);
  }
}

/**
 * Reads a file, one migration at a time; every member of each is checked.
 *
 * @throws {CliError} With the line and the field of what is damaged, also where the file is cut off or its sum differs.
 */
export async function* readLedgerFile(path: string): AsyncGenerator<FiledMigration> {
  const sum = createHash('sha256');
  let number = 0;
  let migrations = 0;
  let isClosed = false;
  for await (const line of linesOf(path)) {
    number += 1;
    if (isClosed) throw damaged(path, number, 'something follows the last line');
    const value = parse(path, number, line);
    if (typeof value === 'object' && value !== null && 'end' in value) {
      const closing = checked(path, number, foot, value);
      if (closing.migrations !== migrations || closing.sha256 !== sum.digest('hex'))
        throw damaged(path, number, 'the sum of the lines before it is another: the file was changed');
      isClosed = true;
      continue;
    }
    sum.update(`${line}\n`);
    if (number === 1) {
      checked(path, number, head, value);
      continue;
    }
    const { registration, control } = checked(path, number, exportDocument, value);
    migrations += 1;
    yield { id: registration.id, document: value, to: control.exported?.to };
  }
  if (!isClosed) throw damaged(path, number, 'the last line is missing: the export was cut off');
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    const file = await fs.open(path);
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    await file.close();
    // Windows PowerShell's `>` writes UTF-16.
    const encoding = buffer[0] === 0xff && buffer[1] === 0xfe ? 'utf16le' : 'utf8';
    const input = createReadStream(path, { encoding });
    for await (const line of createInterface({ input, crlfDelay: Infinity }))
      yield line.replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`Cannot read "${path}": ${pathReason(error)}`);
  }
}

function parse(path: string, number: number, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(path, number, 'it is not JSON');
  }
}

function checked<T>(path: string, number: number, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = fieldProblems(parsed.error, {}, schema);
  throw damaged(path, number, first ? `${first.field}: ${first.message}` : 'it is not as expected');
}

function damaged(path: string, number: number, reason: string): CliError {
  return new CliError(`Cannot import "${path}": line ${number}: ${reason}; nothing was imported`);
}
