/**
 * The hash over the registration and the control row of a migration, which say who may do what: the line of its export carries it, so that
 * neither is altered on the way without a trace.
 */
import { toJson } from '../json';
import type { ExportDocument } from '../migration/export-document';
import type { ChainedEntry } from '../migration/journal';
import { canonicalJson } from './canonical-json';
import { sha256 } from './journal-chain';

/** The two rows. */
export type ExportedRows = Pick<ExportDocument, 'registration' | 'control'>;

/** How the rows of a document stand to the hashes that it has of them. */
export type RowsVerdict = 'proven' | 'altered' | 'unhashed';

/**
 * SHA-256, as 64 lower-case hexadecimal digits, of the UTF-8 bytes of the canonical JSON (RFC 8785) of both, LSNs as `toJson`
 * writes them: as decision 0028 hashes lines.
 */
export function rowsHash({ registration, control }: ExportedRows): string {
  return sha256(canonicalJson(JSON.parse(toJson({ registration, control }))));
}

/** Of the line that told last where the migration went, if that is its export; `hash` absent where an older version wrote it. */
export function journaledExport(journal: readonly ChainedEntry[]): { readonly hash?: string } | undefined {
  const last = journal.filter(({ kind }) => MOVES.has(kind)).at(-1);
  if (last?.kind !== 'exported') return undefined;
  const hash = last.facts?.['rowsHash'];
  return typeof hash === 'string' ? { hash } : {};
}

/**
 * Holds the rows against the hash in the line of their export, which the journal's chain covers, and against the document's own: that of a
 * backup shows damage, and no more, because whoever alters the rows can compute it anew.
 */
export function judgeRows({ rowsHash: own, journal, ...rows }: ExportDocument): RowsVerdict {
  const told = journaledExport(journal);
  const real = rowsHash(rows);
  if ([own, told?.hash].some((hash) => hash !== undefined && hash !== real)) return 'altered';
  return (told === undefined ? own : told.hash) === undefined ? 'unhashed' : 'proven';
}

const MOVES: ReadonlySet<string> = new Set(['exported', 'imported', 'restored']);
