/** An evidence outside of the app: read, and verified by the hashes of its journal. */
import type * as LosslessJson from 'lossless-json';
import { z } from 'zod';
import {
  type ChainVerdict,
  type HeadVerdict,
  judgeHead,
  verifyChain,
} from '../shared/core/evidence/verify-chain';
import { commandLine } from '../shared/core/command-line';
import type { ChainedEntry } from '../shared/core/migration/journal';
import type { ApiAnswer } from './api-client';
import { readDocument } from './documents';
import { CliError } from './exit-codes';
import { loadPackage } from './inspect/exports/load-package';
import { printable } from './render/paint';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Every member of a line is kept: the hash covers those that this version does not know, too. */
const line = z.looseObject({
  at: z.string(),
  kind: z.string(),
  by: z.string(),
  text: z.string(),
  sequence: z.int().positive().optional(),
  previousHash: hash.optional(),
  hash: hash.optional(),
}) as unknown as z.ZodType<ChainedEntry>;

/** What is verified of an evidence. */
const evidenceBody = z.looseObject({
  migration: z.looseObject({ id: z.string() }),
  journal: z.array(line),
  chain: z.looseObject({ head: hash.optional(), entries: z.int().nonnegative() }),
});

/** As it is read. */
export type Evidence = z.infer<typeof evidenceBody>;

/** What came of it. */
export interface Verified extends ChainVerdict {
  readonly migration: string;
  readonly verified: boolean;
  /** Requests to cut over that its journal has. */
  readonly requests: number;
  /** The head that was given, and how it stands to the journal. */
  readonly noted?: { readonly head: string } & HeadVerdict;
}

/** Reads the app's answer. @throws {CliError} When it is no evidence, or that of another migration. */
export function readEvidence(id: string, answer: ApiAnswer, host: string): Evidence {
  const evidence = readDocument(evidenceBody, answer, host);
  // Ids are in lower case, and may be typed in capitals.
  if (evidence.migration.id === id.toLowerCase()) return evidence;
  throw new CliError(
    `Cannot verify the evidence of migration ${id}: ${host} answered with that of migration "${printable(evidence.migration.id)}"; is something between that answers for it, such as a cache?`,
  );
}

/** Reads the text of a file that evidence --json has printed. @throws {CliError} When it is no evidence, or was altered. */
export function parseEvidence(text: string, file: string): Evidence {
  const refuse = (what: string): never => {
    throw new CliError(
      `Cannot verify "${printable(file)}": ${what}; ${commandLine(['evidence', '<id>', '--json'])} prints one`,
    );
  };
  let document: unknown;
  let double: string | undefined;
  try {
    document = JSON.parse(text);
    double = doubleMember(text);
  } catch {
    return refuse('it is not JSON: it is no evidence, or was altered');
  }
  if (double !== undefined)
    return refuse(
      `the member "${printable(double)}" stands twice in one object, so readers may see either: it was altered`,
    );
  const parsed = evidenceBody.safeParse(document);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  return refuse(
    at === '' ? 'it is no evidence' : `${at} is not as an evidence has it: it is none, or was altered`,
  );
}

/** A member that stands twice in one object with two values: of those, one reader shows the first, and another the second. */
function doubleMember(text: string): string | undefined {
  const { parse } = loadPackage<typeof LosslessJson>('lossless-json');
  let double: string | undefined;
  parse(text, undefined, {
    parseNumber: String,
    onDuplicateKey: ({ key }) => {
      double ??= key;
    },
  });
  return double;
}

/** Computes the hashes anew. @param given a head that was noted elsewhere */
export function verify({ migration: { id }, journal, chain }: Evidence, given: string | undefined): Verified {
  const head = chain.head === undefined ? undefined : { head: chain.head, entries: chain.entries };
  const verdict = verifyChain(id, { lines: journal, head });
  const noted =
    given === undefined ? undefined : { head: given, ...judgeHead(id, { lines: journal }, given) };
  return {
    migration: id,
    verified: verdict.state === 'intact' && verdict.unproven === undefined && noted?.kind !== 'missing',
    requests: cutoverRequests(journal),
    ...verdict,
    ...(noted && { noted }),
  };
}

/** Requests to cut over in a journal, which has a line before each leaves; those to create, cancel or retry have no attempt. */
export function cutoverRequests(journal: readonly ChainedEntry[]): number {
  return journal.filter(({ kind, facts }) => kind === 'requestSent' && typeof facts?.attempt === 'number')
    .length;
}

/** As a line says it. @example requestsText(1) // '1 request to cut over' */
export function requestsText(count: number): string {
  return `${count} ${count === 1 ? 'request' : 'requests'} to cut over`;
}
