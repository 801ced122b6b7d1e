#!/usr/bin/env node
/** The emulator as a command. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { ESTATE_NAMES } from './estates/named-estates';
import { DEFAULT_SETTINGS, type EmulatorOptions, type RestoreDetailsForm } from './options';
import { DEFAULT_PORT, startEmulator } from './server';
import { addShare } from './share-flag';

/** Longest wait for an orderly end after a signal, milliseconds. */
const END_LIMIT_MS = 900;

/** The emulator's options, and those whose flag has another name. */
interface CommandOptions extends EmulatorOptions {
  readonly state?: string;
  readonly share?: EmulatorOptions['shares'];
  readonly scanMs: number;
  readonly restoreMs: number;
  readonly restoreRate: number;
  readonly retryAfter: number;
  readonly lrsDetails: RestoreDetailsForm;
}

const EXAMPLES = `
Examples:
  emulator                                    Azurite on its usual ports, state in memory
  emulator --state .local/emulator            goes on where it was after a restart
  emulator --restore-ms 5000 --details newer  slow enough to watch, as newer back ends talk

Ask it as you would ask Azure Resource Manager (any bearer token will do):
  curl -H 'Authorization: Bearer x' 'http://127.0.0.1:${DEFAULT_PORT}/subscriptions/<id>/resourceGroups/<rg>/providers/Microsoft.Sql/managedInstances/<mi>/providers/Microsoft.DataMigration/databaseMigrations/<db>?$expand=MigrationStatusDetails&api-version=2025-06-30'

A restore of the Log Replay Service is …/managedInstances/<mi>/databases/<db>/restoreDetails/Default, a classic task
…/Microsoft.DataMigration/services/<s>/projects/<p>/tasks/<t>?$expand=output&api-version=2018-07-15-preview.

Make it misbehave, and see what it was asked:
  curl -X POST http://127.0.0.1:${DEFAULT_PORT}/_control/faults -d '{"kind":"resetAfter","match":{"operation":"cutover"}}'
  curl http://127.0.0.1:${DEFAULT_PORT}/_control/requests?kind=cutover

All of it is described in docs/emulator.md.
`;

function buildCommand(): Command {
  const command = new Command('emulator')
    .description(
      'Emulates the management APIs that migrate SQL Server to Azure SQL Managed Instance, on this machine: the ' +
        'Database Migration Service (databaseMigrations, for SQL virtual machines, too), the Log Replay Service ' +
        '(databases, restoreDetails, completeRestore) and the classic service (services/projects/tasks). Reads the ' +
        'backups of a real container, restores them at a set speed, and answers as Azure does, cutovers with ' +
        'pending logs included.',
    )
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', whole, DEFAULT_PORT)
    .option(
      '--storage <connection string>',
      'storage that stands for every account',
      'UseDevelopmentStorage=true',
    )
    .option('--state <folder>', 'keep the state here, through restarts (default: in memory)')
    .option(
      '--estate <folder or name>',
      `what is around the migrations: a folder of answers as preflight --export writes it, or one of ${ESTATE_NAMES.join(', ')} (default: whatever is asked for exists and is in order)`,
    )
    .option(
      '--share <unc=container>',
      'container that stands for a file share; may be repeated',
      addShare,
      {},
    );
  for (const add of [addSpeed, addWireForms, addHabits]) add(command);
  return command.addHelpText('after', EXAMPLES).showHelpAfterError('(--help shows all options)');
}

function addSpeed(command: Command): void {
  const { scanIntervalMs, creatingMs, databaseMs, restoreMsPerFile } = DEFAULT_SETTINGS;
  const { completingMs, cancelingMs, deletingMs, retryAfterSeconds } = DEFAULT_SETTINGS;
  command
    .option('--scan-ms <number>', 'how often containers are scanned', whole, scanIntervalMs)
    .option('--creating-ms <number>', 'how long a new migration stays Creating', whole, creatingMs)
    .option('--database-ms <number>', 'how long a log replay waits for its database', whole, databaseMs)
    .option('--restore-ms <number>', 'restore time of each file', whole, restoreMsPerFile)
    .option('--restore-rate <number>', 'bytes a second on top of it (0: size does not matter)', whole, 0)
    .option('--completing-ms <number>', 'how long Completing lasts', whole, completingMs)
    .option('--canceling-ms <number>', 'how long Canceling lasts', whole, cancelingMs)
    .option('--deleting-ms <number>', 'how long a deleted resource can still be read', whole, deletingMs)
    .option('--retry-after <seconds>', 'Retry-After header; Azure says 15', whole, retryAfterSeconds);
}

function addWireForms(command: Command): void {
  const { pageSize, details, setIds, restoreDetails } = DEFAULT_SETTINGS;
  command.option('--page-size <number>', 'entries on a page of a list', whole, pageSize);
  addChoice(command, '--details <shape>', {
    about: 'what migrationStatusDetails tells',
    choices: ['minimal', 'sets', 'newer'],
    byDefault: details,
  });
  addChoice(command, '--set-ids <whose>', {
    about: 'ids of backup sets: of the headers, or the service’s own',
    choices: ['header', 'own'],
    byDefault: setIds,
  });
  addChoice(command, '--lrs-details <form>', {
    about: 'form of restoreDetails: as the version has it, or always the short one',
    choices: ['byVersion', 'short'],
    byDefault: restoreDetails,
  });
}

function addHabits(command: Command): void {
  const { cutoverVariant, overwritten } = DEFAULT_SETTINGS;
  addChoice(command, '--cutover-variant <variant>', {
    about: 'what becomes of logs that are pending at the cutover',
    choices: ['restoreRest', 'completeWithout', 'fail', 'stayCompleting'],
    byDefault: cutoverVariant,
  });
  addChoice(command, '--overwritten <habit>', {
    about: 'what becomes of a blob written again under a restored one’s name',
    choices: ['readAgain', 'overlooked'],
    byDefault: overwritten,
  });
  command
    .option('--ready-for-cutover', 'report ReadyForCutover once the full is restored', false)
    .option('--require-checksums', 'fail with error 2009 when the full has no CHECKSUM, as Azure does', false)
    .option(
      '--fail-on-several-databases',
      'fail with error 2009 when the folder mixes databases, as Azure does',
      false,
    );
}

function addChoice(
  command: Command,
  flag: string,
  option: { readonly about: string; readonly choices: readonly string[]; readonly byDefault: string },
): void {
  command.addOption(new Option(flag, option.about).choices(option.choices).default(option.byDefault));
}

function emulatorOptions(options: CommandOptions): EmulatorOptions {
  const { state, share, scanMs, restoreMs, restoreRate, retryAfter, lrsDetails, ...sameNames } = options;
  return {
    ...sameNames,
    stateFolder: state,
    shares: share,
    scanIntervalMs: scanMs,
    restoreMsPerFile: restoreMs,
    restoreBytesPerSecond: restoreRate,
    retryAfterSeconds: retryAfter,
    restoreDetails: lrsDetails,
  };
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

async function main(): Promise<void> {
  const options = buildCommand().parse().opts<CommandOptions>();
  const emulator = await startEmulator(emulatorOptions(options));
  const end = (): void => {
    setTimeout(() => process.exit(0), END_LIMIT_MS).unref();
    void emulator.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end).once('SIGTERM', end);
  console.log(`READY ${emulator.url}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
