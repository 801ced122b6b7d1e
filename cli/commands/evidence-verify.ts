/** `evidence verify <id | file>`: whether the journal of an evidence is as it was written, and whether its head is the one that was noted. */
import type { Command } from 'commander';
import type * as LosslessJson from 'lossless-json';
import { z } from 'zod';
import {
  type ChainVerdict,
  type HeadVerdict,
  judgeHead,
  verifyChain,
} from '../../shared/core/evidence/verify-chain';
import { commandLine, OWN_COMMAND } from '../../shared/core/command-line';
import type { ChainedEntry } from '../../shared/core/migration/journal';
import type { ApiAnswer } from '../api-client';
import { readDocument } from '../documents';
import { CliError, EXIT_ERROR, EXIT_OK } from '../exit-codes';
import { loadPackage } from '../inspect/exports/load-package';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { readTextFile } from '../text-file';
import { apiContext, pathOf, printJson, printLines, type ApiOptions } from './api-command';
import { isMigrationId } from './preflight-migration';

interface VerifyOptions extends ApiOptions {
  readonly head?: string;
}

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
type Evidence = z.infer<typeof evidenceBody>;

/** What came of it. */
interface Verified extends ChainVerdict {
  readonly migration: string;
  readonly verified: boolean;
  /** The head that was given, and how it stands to the journal. */
  readonly noted?: { readonly head: string } & HeadVerdict;
}

const HELP = `
The journal of an evidence is a chain: each entry has its number, the hash of the entry before it and a hash of its own,
which covers everything it says. So it shows when an entry was altered, removed, inserted or moved, and which one.

Whoever can write to the ledger's tables can write all entries anew, with new hashes and another head. Only a head that was
noted elsewhere shows that. The head is written into the log when a migration ends (event "ended", member journalHead), and
"status <id> --json" shows it (member journal.head): note it where the same person cannot change it, and give it with --head.
The head of an earlier day is as good: it is found at its entry, and what was written later is counted.

Hashed is the journal. What the document says besides, such as the checks at the time of the request, is not.

The hashes are computed here, from the file or from the app's answer; the app's own verdict is not used.

Examples:
  ${OWN_COMMAND} evidence verify sales
  ${OWN_COMMAND} evidence verify sales.json --head <hash>   # what evidence sales --json printed

Exit codes:
  0  the journal is as it was written, and --head, if given, is in it
  1  it is not, nothing proves it, entries were imported without a hash, or it cannot be read
`;

/** Adds the command. */
export function addEvidenceVerify(parent: Command, session: Session): void {
  const command = parent
    .command('verify')
    .summary('verify the journal of an evidence by its hashes')
    .description('Verifies the journal of an evidence by its hashes, and says which entry was altered.')
    .argument('<id-or-file>', 'the migration, or a file that evidence --json has printed')
    .option('--head <hash>', 'the head that was noted elsewhere')
    .option('--url <url>', 'with an id: address of the app')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP);
  command.action(async (of: string) => {
    const options = command.optsWithGlobals<VerifyOptions>();
    const verified = verify(await read(of, options, session), options.head);
    if (options.json) printJson(session.terminal, verified);
    else printLines(session.terminal, linesOf(verified).map(printable));
    session.exitCode = verified.verified ? EXIT_OK : EXIT_ERROR;
  });
}

async function read(of: string, options: VerifyOptions, { terminal }: Session): Promise<Evidence> {
  if (!isMigrationId(of)) return readFile(of);
  const { client } = apiContext(terminal, options);
  const answer = await client.get(`verify the evidence of migration ${of}`, pathOf(of, 'evidence'), {
    format: 'json',
  });
  return readEvidence(of, answer, client.host);
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

async function readFile(file: string): Promise<Evidence> {
  const text = await readTextFile(file);
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
    ...verdict,
    ...(noted && { noted }),
  };
}

const WORDS = {
  intact: 'the journal is as it was written',
  altered: 'the journal is NOT as it was written',
  unhashed: 'nothing proves that the journal is as it was written: no entry has a hash',
} as const;

function linesOf({
  migration,
  state,
  entries,
  head,
  unhashed,
  unproven,
  findings,
  noted,
}: Verified): readonly string[] {
  return [
    `${migration}: ${state === 'intact' && unproven !== undefined ? partlyProven(unproven) : WORDS[state]}`,
    ...findings.map(({ text }) => `  ${text}`),
    `  entries  ${entries}`,
    ...(head === undefined ? [] : [`  head     ${head}`]),
    ...(unhashed > 0 && state !== 'unhashed'
      ? [
          `  The first ${unhashed} have no hash, an older version wrote them: covered as they stood when entry ${unhashed + 1} was written`,
        ]
      : []),
    `  ${noted === undefined ? 'No head that was noted elsewhere was given: --head <hash>' : notedText(noted)}`,
  ];
}

/** @param unproven how many at the beginning were imported without a hash */
function partlyProven(unproven: number): string {
  return `${unproven} entries are not proven: they had no hash when the migration was imported; those after them are as they were written`;
}

function notedText(noted: HeadVerdict): string {
  switch (noted.kind) {
    case 'head':
      return 'The head is the one that was noted';
    case 'earlier':
      return `The head that was noted is that of entry ${noted.entry}; ${noted.since} were written later`;
    case 'missing':
      return 'The head that was noted is NOT in this journal: it is another one, or was written anew';
  }
}
