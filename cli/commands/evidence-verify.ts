/** `evidence verify <id | file>`: whether the journal of an evidence is as it was written, and whether its head is the one that was noted. */
import type { Command } from 'commander';
import type { HeadVerdict } from '../../shared/core/evidence/verify-chain';
import { OWN_COMMAND } from '../../shared/core/command-line';
import {
  type Evidence,
  parseEvidence,
  readEvidence,
  requestsText,
  type Verified,
  verify,
} from '../evidence-file';
import { EXIT_ERROR, EXIT_OK } from '../exit-codes';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { readBytes, readTextFile } from '../text-file';
import { apiContext, pathOf, printJson, printLines, type ApiOptions } from './api-command';
import { isZip, verifyZip, zipLines } from './evidence-verify-zip';
import { isMigrationId } from './preflight-migration';

interface VerifyOptions extends ApiOptions {
  readonly head?: string;
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
  ${OWN_COMMAND} evidence verify wave-1.zip --head <hash>   # what evidence archive or group evidence has written

Of a zip every journal is verified, every file by its hash in index.json, and index.json by --head, the hash that was printed when
the zip was written.

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
    .argument('<id-or-file>', 'the migration, a file that evidence --json has printed, or a zip of evidences')
    .option('--head <hash>', 'the head that was noted elsewhere')
    .option('--url <url>', 'with an id: address of the app')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP);
  command.action(async (of: string) => {
    const options = command.optsWithGlobals<VerifyOptions>();
    const bytes = isMigrationId(of) ? undefined : await readBytes(of);
    if (bytes !== undefined && isZip(bytes)) {
      const archive = verifyZip(of, bytes, options.head);
      if (options.json) printJson(session.terminal, archive);
      else printLines(session.terminal, zipLines(archive).map(printable));
      session.exitCode = archive.verified ? EXIT_OK : EXIT_ERROR;
      return;
    }
    const verified = verify(await read(of, options, session), options.head);
    if (options.json) printJson(session.terminal, verified);
    else printLines(session.terminal, linesOf(verified).map(printable));
    session.exitCode = verified.verified ? EXIT_OK : EXIT_ERROR;
  });
}

async function read(of: string, options: VerifyOptions, { terminal }: Session): Promise<Evidence> {
  if (!isMigrationId(of)) return parseEvidence(await readTextFile(of), of);
  const { client } = apiContext(terminal, options);
  const answer = await client.get(`verify the evidence of migration ${of}`, pathOf(of, 'evidence'), {
    format: 'json',
  });
  return readEvidence(of, answer, client.host);
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
  requests,
  unhashed,
  unproven,
  findings,
  noted,
}: Verified): readonly string[] {
  return [
    `${migration}: ${state === 'intact' && unproven !== undefined ? partlyProven(unproven) : WORDS[state]}`,
    ...findings.map(({ text }) => `  ${text}`),
    `  entries  ${entries}, of them ${requestsText(requests)}`,
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
