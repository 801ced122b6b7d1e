/** `preflight`: judges what the source documents demand of networks, storage, services and rights. */
import type { Command } from 'commander';
import { openRecordedEstate } from '../../shared/adapters/estate/recorded-estate';
import { createEstateReader } from '../../shared/adapters/estate/arm-estate-reader';
import { readRegistration } from '../../shared/api/registration-body';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import { preflightDocument } from '../../shared/core/preflight/document';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import { COMMAND_LINES } from '../command-lines';
import { EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { parseRegistration } from '../registration-file';
import { paintFor } from '../render/paint';
import { preflightPage } from '../render/preflight-page';
import type { Session } from '../session';
import { readTextFile } from '../text-file';

interface PreflightOptions {
  readonly estate: string;
  readonly all?: true;
  readonly json?: true;
}

const HELP = `
Example:
  ${OWN_COMMAND} preflight sales.json --estate estate/

The folder of an estate has one JSON file for each answer of the management API:
  { "request": "/subscriptions/…?api-version=…", "status": 200, "asOf": "…", "body": { … } }
Nothing is sent and nothing is written.

Exit codes:
  0  nothing that blocks is unmet, unknown or unanswered
  2  something that blocks is
  1  bad arguments, or a file that cannot be read
`;

/** Adds the command. */
export function addPreflight(program: Command, session: Session): void {
  program
    .command('preflight')
    .summary(COMMAND_LINES.preflight.summary)
    .description(
      'Judges what the documents of Azure demand of a migration: networks, storage, services, rights.',
    )
    .argument('<file.json>', 'the registration')
    .requiredOption('--estate <folder>', 'readings of the estate')
    .option('--all', 'show what is met, too')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (file: string, options: PreflightOptions) => {
      session.exitCode = await preflight(file, options, session);
    });
}

async function preflight(
  file: string,
  { estate, all, json }: PreflightOptions,
  { terminal }: Session,
): Promise<number> {
  const now = new Date().toISOString();
  const migration = readRegistration(parseRegistration(await readTextFile(file), file), rulesAt(now));
  const plan = { migration, notes: migration.preflight ?? {}, now };
  const reader = createEstateReader(openRecordedEstate(estate));
  const document = preflightDocument(await runPreflight(plan, { reader, readings: new Map() }), now);
  if (json) terminal.document(`${JSON.stringify(document, null, 2)}\n`);
  else terminal.out(`${preflightPage(document, paintFor(terminal), all === true).join('\n')}\n`);
  return document.clear ? EXIT_OK : EXIT_NOT_READY;
}

/** Nothing is registered here, so every account may be named. */
const rulesAt = (now: string) => ({
  engines: ENGINE_KINDS,
  backupHosts: { patterns: ['*.*.*.*.*'], loopback: true },
  leastPoll: 1,
  registeredBy: 'preflight',
  now,
});
