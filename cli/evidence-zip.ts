/** The zip of evidences: three documents for each migration, of one reading, and an index with heads and hashes. */
import { createHash } from 'node:crypto';
import { escapeMarkdown } from '../shared/core/views/escape-markdown';
import type { EvidenceDocument } from '../shared/core/views/evidence-document';
import { toEvidenceHtml } from '../shared/core/views/evidence-html';
import { toEvidenceMarkdown } from '../shared/core/views/evidence-markdown';
import type { ApiAnswer } from './api-client';
import { readEvidence, verify } from './evidence-file';
import { writeNewZip, ZipFile } from './zip-file';

/** What the index of such a zip says it is. */
export const INDEX_FORMAT = 'sqlmi-cutover/evidence-index';

/** One migration in the index. */
export interface IndexRow {
  readonly id: string;
  readonly outcome: string;
  /** `missing`: there is no evidence of it. */
  readonly state: 'intact' | 'altered' | 'unhashed' | 'missing';
  readonly entries: number;
  readonly head?: string;
}

/** A hash as the index has it. @example sha256('') // 'e3b0c442…' */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A zip that grows by a migration at a time. */
export class EvidenceZip {
  readonly rows: IndexRow[] = [];
  private readonly files: Record<string, string> = {};
  private readonly zip: ZipFile;

  constructor(now: Date) {
    this.zip = new ZipFile(now);
  }

  /** Adds the evidence that the app answered with. @throws {CliError} When it is none, or that of another migration. */
  addEvidence(id: string, answer: ApiAnswer, host: string): EvidenceDocument {
    const { state, entries, head } = verify(readEvidence(id, answer, host), undefined);
    // Of this shape, as far as pages show it, once it has a journal and its chain.
    const document = answer.body as EvidenceDocument;
    this.add(`${id}/evidence.json`, `${JSON.stringify(answer.body, null, 2)}\n`);
    this.add(`${id}/evidence.md`, toEvidenceMarkdown(document));
    this.add(`${id}/evidence.html`, toEvidenceHtml(document));
    this.rows.push({ id, outcome: document.outcome, state, entries, ...(head !== undefined && { head }) });
    return document;
  }

  /** Notes a migration of which there is no evidence. */
  addMissing(id: string, why: string): void {
    this.rows.push({ id, outcome: why, state: 'missing', entries: 0 });
  }

  /** Adds another file. */
  add(name: string, text: string): void {
    this.files[name] = sha256(text);
    this.zip.add(name, text);
  }

  /**
   * Writes the index and the zip, for its owner alone.
   *
   * @param more members of the index besides
   * @returns the hash of the index, which covers all else
   * @throws {CliError} When the file cannot be written, or is there already.
   */
  async write(file: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { rows, files } = this;
    this.add('index.md', indexPage(rows));
    const index = `${JSON.stringify({ format: INDEX_FORMAT, ...more, migrations: rows, files }, null, 2)}\n`;
    this.zip.add('index.json', index);
    await writeNewZip(file, this.zip.end());
    return sha256(index);
  }
}

/** How a journal is said to stand. */
export const JOURNAL_WORDS = {
  intact: 'as it was written',
  altered: 'NOT as it was written',
  unhashed: 'without a hash',
  missing: 'missing',
} as const;

/** A row in a line. */
export function rowText({ id, outcome, state, entries, head }: IndexRow): string {
  return state === 'missing'
    ? `${id}: no evidence: ${outcome}`
    : `${id}: ${outcome}; journal ${JOURNAL_WORDS[state]}, ${entries} entries, head ${head ?? 'unknown'}`;
}

function indexPage(index: readonly IndexRow[]): string {
  const rows = index.map(
    ({ id, outcome, state, entries, head }) =>
      `| ${state === 'missing' ? id : `[${id}](${id}/evidence.md)`} | ${escapeMarkdown(outcome)} | ${JOURNAL_WORDS[state]} | ${entries} | ${head ?? ''} |`,
  );
  return [
    '# Evidence',
    '',
    '| migration | outcome | journal | entries | head |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
