/** `preflight`: judges what the source documents demand of networks, storage, services and rights. */
import type { Command } from 'commander';
import { createEstateReader } from '../../shared/adapters/estate/arm-estate-reader';
import { FACTS_FILE } from '../../shared/adapters/estate/recorded-estate';
import { ProblemError } from '../../shared/api/problem';
import { readRegistration } from '../../shared/api/registration-body';
import { OWN_COMMAND, commandLine } from '../../shared/core/command-line';
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import type { Registration } from '../../shared/core/migration/registration';
import { usableBackups } from '../../shared/core/preflight/backup-facts';
import { drawAsSvg } from '../../shared/core/preflight/draw-estate';
import type { EstatePicture } from '../../shared/core/preflight/picture';
import type { Reading } from '../../shared/core/preflight/question';
import { type PreflightReport, preflightReport } from '../../shared/core/preflight/report';
import { type SasFacts, readSas } from '../../shared/core/preflight/sas';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import { COMMAND_LINES } from '../command-lines';
import { CliError, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { parseRegistration } from '../registration-file';
import { beginExport } from '../preflight/export-estate';
import { type KeptFacts, readKeptFacts } from '../preflight/kept-facts';
import { type EstateOptions, openEstate } from '../preflight/open-estate';
import { readBackups } from '../preflight/read-backups';
import { paintFor } from '../render/paint';
import { preflightHtml } from '../render/preflight-html';
import { preflightPage } from '../render/preflight-page';
import { type MigrationOptions, isMigrationId, preflightMigration } from './preflight-migration';
import type { Session } from '../session';
import { readTextFile, writeNewFile } from '../text-file';

interface PreflightOptions extends EstateOptions {
  readonly all?: true;
  readonly backups?: string | true;
  readonly html?: string;
  readonly json?: true;
  readonly svg?: string;
}

const NOTHING_NAMED = 'Cannot check: give the file of a registration, or the id of a migration';

const NO_FACTS = `the estate has no ${FACTS_FILE}: what was read of backups, of a SAS and of whose rights is not known`;

const HELP = `
Examples:
  ${OWN_COMMAND} preflight sales.json                     # asks the management API with your identity (az login, …)
  ${OWN_COMMAND} preflight sales.json --export estate/    # the same, and keeps what it answered
  ${OWN_COMMAND} preflight sales.json --backups           # reads the headers of the backups, too, as inspect does
  ${OWN_COMMAND} preflight sales.json --html sales.html     # a page for people without a terminal
  ${OWN_COMMAND} preflight sales.json --export estate/ --mask  # hides names: for somebody outside, who judges it with
  ${OWN_COMMAND} preflight estate/registration.json --estate estate/
  ${OWN_COMMAND} preflight sales.json --estate estate/    # judges what was kept; needs no rights
  ${OWN_COMMAND} preflight sales                          # the app judges a registered migration, with its own rights
  ${OWN_COMMAND} preflight tick sales BKP-11 BKP-12       # answers questions with yes

Every request is a GET: nothing is changed, no key is listed, no secret is read. A right that is missing makes the rows that
need it unknown, and is named. Azure cannot tell everything: the rows under "For you to answer" are questions.
The folder of an estate has one JSON file for each answer, with the names of your resources in it unless --mask hides them, and
never a key or a token; registration.json in it is what to judge it with:
  { "request": "/subscriptions/…?api-version=…", "status": 200, "asOf": "…", "body": { … } }

Environment:
  ArmEndpoint    the management API, when not https://management.azure.com
  CutoverSecret_…  the setting that the registration names as sasTokenSetting: its rights and times are judged

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
    .argument('[file.json-or-id]', 'a registration, or a registered migration')
    .enablePositionalOptions()
    .option('--url <url>', 'with an id: address of the app')
    .option('--last', 'with an id: show the last preflight, and run none')
    .option('--estate <folder>', 'judge the answers in a folder; the management API is not asked')
    .option(
      '--export <folder>',
      'write the answers of the management API into a new folder, to be judged later',
    )
    .option(
      '--mask',
      'with --export: replace names, ids, hosts and public addresses; what they stand for is written beside the folder',
    )
    .option(
      '--backups [folder]',
      'read the headers of the backups, too: in the container of the registration, or in a folder with copies',
    )
    .option('--all', 'show what is met, too')
    .option('--json', 'print one JSON document')
    .option('--html <file>', 'write the report as a page that can be kept and printed, into a new file')
    .option('--svg <file>', 'write a drawing of the networks into a new file')
    .addHelpText('after', HELP)
    .action(async (of: string | undefined, options: PreflightOptions & MigrationOptions) => {
      if (of === undefined) throw new CliError(NOTHING_NAMED);
      const ofAnId = (['last', 'url'] as const).find((name) => options[name] !== undefined);
      if (ofAnId !== undefined && !isMigrationId(of))
        throw new CliError(
          `Cannot check '${of}': --${ofAnId} goes with the id of a registered migration, not with a file`,
        );
      session.exitCode = isMigrationId(of)
        ? await preflightMigration(of, options, session)
        : await preflight(of, options, session);
    });
}

async function preflight(file: string, options: PreflightOptions, { terminal }: Session): Promise<number> {
  const now = new Date().toISOString();
  const registration = parseRegistration(await readTextFile(file), file, 'check');
  const migration = readGiven(registration, file, now);
  const kept = await beginExport(options);
  const keptBefore = options.estate === undefined ? {} : readKeptFacts(options.estate);
  const { source, caller } = await openEstate(
    options,
    terminal.env,
    {
      file,
      managedInstanceId: migration.target.managedInstanceId,
      containerUrl: migration.backups.containerUrl,
    },
    kept?.keep,
  );
  const facts: KeptFacts = {
    ...(caller !== undefined && { caller }),
    ...keptBefore,
    ...(await factsOf(migration, options, terminal.env)),
  };
  const { backups, ...told } = facts;
  const plan = {
    migration,
    notes: migration.preflight ?? {},
    now,
    ...told,
    ...usableBackups(backups, migration.backups),
  };
  const reader = createEstateReader(source);
  const onProgress = progressReport(terminal);
  const readings = new Map<string, Reading>();
  const judgement = await runPreflight(plan, { reader, readings, onProgress });
  const names = kept?.finish(registration, facts);
  if (names !== undefined) terminal.err(`What the pseudonyms stand for is in ${names}; do not pass it on\n`);
  const judged = preflightReport(plan, readings, judgement);
  const report = keptBefore === undefined ? { ...judged, remarks: [...judged.remarks, NO_FACTS] } : judged;
  if (options.svg !== undefined) await writeDrawing(options.svg, report.topology);
  if (options.html !== undefined) await writeNewFile(options.html, preflightHtml(report));
  if (options.json) terminal.document(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const page = { paint: paintFor(terminal), all: options.all === true, columns: terminal.size()?.columns };
    // Who judges an estate elsewhere has no app to answer to.
    const below = options.estate === undefined ? howToAnswer(report, migration, file) : [];
    terminal.out([...preflightPage(report, { ...page, below }), ''].join('\n'));
  }
  return report.clear ? EXIT_OK : EXIT_NOT_READY;
}

/** A file takes no answers: they belong to a registered migration. Each is given by itself, so that nobody says yes to all at once. */
function howToAnswer(
  { rows }: PreflightReport,
  { id, start }: Pick<Registration, 'id' | 'start'>,
  file: string,
): readonly string[] {
  if (!rows.some(({ state, severity }) => state === 'forYou' && severity === 'blocks')) return [];
  const [register, tick] = [commandLine(['register', file]), commandLine(['preflight', 'tick', id])];
  const created =
    start === 'create' ? ' (the app then creates the migration as soon as no row that blocks is open)' : '';
  return [
    `To answer, with the app running: ${register}${created}`,
    `then, for each row that you have seen to be so: ${tick} <row>`,
  ];
}

/** The registration in a file, or every field of it that is wrong. */
function readGiven(body: unknown, file: string, now: string): Registration {
  try {
    return readRegistration(body, rulesAt(now));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const fields = (error.problem.errors ?? []).map(({ field, message }) => `${field}: ${message}`);
    const wrong = fields.join('; ') || error.problem.detail;
    throw new CliError(
      `Cannot check the migration of '${file}': ${wrong}${wrong.endsWith('?') ? '' : '.'} Nothing else has been judged: correct the file, then run this again`,
    );
  }
}

/** What is read of backups and token now. */
async function factsOf(
  migration: Registration,
  { backups }: PreflightOptions,
  env: NodeJS.ProcessEnv,
): Promise<KeptFacts> {
  const sas = sasOf(migration, env);
  const folder = backups === true ? undefined : backups;
  return {
    ...(sas !== undefined && { sas }),
    ...(backups !== undefined && { backups: await readBackups(migration, folder, env) }),
  };
}

/** What the token says of itself, when the setting that the registration names is in the environment; the token stays here. */
function sasOf({ create }: Registration, env: NodeJS.ProcessEnv): SasFacts | undefined {
  const setting = create?.engine === 'lrs' ? create.sasTokenSetting : undefined;
  return setting === undefined ? undefined : readSas(env[setting] ?? '');
}

async function writeDrawing(file: string, picture: EstatePicture | undefined): Promise<void> {
  if (picture === undefined)
    throw new CliError(
      `Cannot draw '${file}': the migration needs no network of a migration service, or it could not be read`,
    );
  await writeNewFile(file, drawAsSvg(picture, 'topology'));
}

/** A line that is written over itself; only for people. */
function progressReport(terminal: Session['terminal']): (done: number, left: number) => void {
  if (!terminal.errIsTty) return () => undefined;
  return (done, left) =>
    terminal.err(`\r\u001b[KRead ${done}, at least ${left} to go …${left === 0 ? '\r\u001b[K' : ''}`);
}

/** Nothing is registered here, so every account may be named. */
const rulesAt = (now: string) => ({
  engines: ENGINE_KINDS,
  backupHosts: { patterns: ['*.*.*.*.*'], loopback: true },
  leastPoll: 1,
  registeredBy: 'preflight',
  now,
});
