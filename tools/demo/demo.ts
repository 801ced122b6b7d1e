/** `npm run demo`: the whole product on this machine, from backups arriving to a confirmed cutover with evidence. */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import { flagsTakenByNpm, takenByNpmText } from '../../shared/core/views/npm-flags';
import { type DemoBackups, readBackupFolder, writeDemoBackups } from './demo-backups';
import { type DemoCourse, emulatorArgsFor } from './demo-engine';
import { type DemoResult, migrate } from './migrate';
import { openInBrowser } from './open-browser';
import { drawPanel } from './show/panel';
import { type Screen, type Style, makeScreen, styleFor } from './show/screen';
import { findFunc } from './stack/find-func';
import { type HostChoice, type HostFlag, chooseHost, describeChoice, HOST_FLAGS } from './stack/host-choice';
import { CONTAINER, PACKAGE, QUICK, startStack } from './stack/stack';
import { type StoppedError, endFailed, firstEnd, stopSignal } from './stop-signal';

interface DemoOptions extends DemoCourse {
  readonly backups?: string;
  readonly host: HostFlag;
  readonly chaos?: string;
  readonly keep: boolean;
  readonly json: boolean;
}

const REDRAW_MS = 200;

const command = new Command('npm run demo --')
  .usage('[options]')
  .showHelpAfterError('(options go behind --, as in npm run demo -- --engine lrs; --help lists them)')
  .description(
    'Runs a whole migration on this machine: storage, an emulated management API, the Functions app.\nNothing outside of this machine is touched.',
  )
  .option(
    '--backups <folder>',
    'migrate these real backup files of one database instead of a small history made for the demo',
  )
  .addOption(
    new Option('--engine <engine>', 'what restores the backups: new DMS, classic DMS, Log Replay Service')
      .choices(ENGINE_KINDS)
      .default('dms'),
  )
  .option(
    '--offline',
    'the service cuts over by itself after the last backup; the product watches and confirms (dms, lrs)',
    false,
  )
  .addOption(
    new Option(
      '--host <which>',
      "local: the bundled host; func: Microsoft's (Azure Functions Core Tools), which FUNC_PATH names or PATH has",
    )
      .choices(HOST_FLAGS)
      .default('local'),
  )
  .option(
    '--chaos <seed>',
    'bring the bundled host into disorder: work delivered late, twice and in other order, failing storage',
  )
  .option(
    '--open',
    'open the page in the browser, wait until the cutover is approved there, and go on showing it until Ctrl-C',
    false,
  )
  .option('--keep', 'keep the data under .local/ afterwards', false)
  .option('--json', 'print one result object last, and progress to the error output', false)
  .addHelpText(
    'after',
    '\nExit code 0 only when the cutover is confirmed with exactly one cutover request (none with --offline).\n\nExamples:\n  npm run demo\n  npm run demo -- --open\n  npm run demo -- --engine lrs\n  npm run demo -- --offline\n  npm run demo -- --host func\n  npm run demo -- --chaos 7\n  npm run demo -- --backups ./my-backups\n  npm run --silent demo -- --json',
  );

async function main(): Promise<number> {
  const options = readOptions();
  const host = await chooseHost(options.host, process.env.FUNC_PATH, findFunc(process.env.PATH ?? ''));
  const output = options.json ? process.stderr : process.stdout;
  const style = styleFor(output, process.env);
  const screen = makeScreen(output);
  const beginning = Date.now();
  const backups =
    options.backups === undefined
      ? await writeDemoBackups(6)
      : await readBackupFolder(resolve(options.backups));
  introduce(screen, style, { backups, options, host });
  const folder = join(PACKAGE, '.local', `demo-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const stopped = stopSignal();
  const starting = startStack({
    folder,
    ports: 'free',
    timing: QUICK,
    host,
    emulatorArgs: emulatorArgsFor(options, CONTAINER),
    ...(options.chaos !== undefined && { hostArgs: ['--chaos', options.chaos] }),
    onStarted: (name, url) => screen.note(`✓ ${name.padEnd(27)} ${style.dim(url)}`),
  });
  try {
    const stack = await Promise.race([starting, stopped.then(fail)]);
    const page = `${stack.hostUrl}/api/ui`;
    showPage(page, options, screen, style);
    const view = new View(screen, style, backups, beginning);
    const result = await Promise.race([
      migrate(options, stack, backups, view, beginning),
      firstEnd(stopped, stack.broken).then(fail),
    ]).finally(() => view.close());
    const evidence = await (
      await fetch(`${stack.hostUrl}/api/migrations/${result.migration}/evidence?format=markdown`)
    ).text();
    screen.note(`\n${evidence}`);
    const good = isGood(result, options);
    conclude(screen, style, { result, backups, good });
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    if (options.open) await goOnShowing(page, screen, firstEnd(stopped, stack.broken));
    return good ? 0 : 1;
  } finally {
    await starting.then((stack) => stack.stop()).catch(() => undefined);
    if (options.keep) screen.note(`Data and logs are kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

function showPage(page: string, { open }: DemoOptions, screen: Screen, style: Style): void {
  screen.note(`✓ ${'page, in a browser'.padEnd(27)} ${style.dim(page)}`);
  if (open) void openInBrowser(page).then((problem) => problem !== undefined && screen.note(problem));
}

/** @throws when a service ends by itself */
async function goOnShowing(
  page: string,
  screen: Screen,
  ended: Promise<StoppedError | string>,
): Promise<void> {
  screen.note(`\nThe page goes on showing it until Ctrl-C: ${page}`);
  const end = await ended;
  if (typeof end === 'string') fail(end);
}

/** @throws for options that do not go together */
function readOptions(): DemoOptions {
  const options = command.parse().opts<DemoOptions>();
  const flags = command.options.map(({ long }) => long?.replace(/^--/, '') ?? '');
  const kept = flagsTakenByNpm(process.env, flags, process.argv.slice(2));
  if (kept.length > 0) throw new Error(`Cannot run the demo: ${takenByNpmText(kept, 'npm run demo')}`);
  if (options.offline && options.engine === 'dms-classic')
    throw new Error('Cannot run the demo: the classic DMS knows no offline task of this kind');
  if (options.host === 'func' && options.chaos !== undefined)
    throw new Error('Cannot run the demo: --chaos is for --host local, only the bundled host knows disorder');
  return options;
}

interface Introduction {
  readonly backups: DemoBackups;
  readonly options: DemoOptions;
  readonly host: HostChoice;
}

function introduce(screen: Screen, style: Style, { backups, options, host }: Introduction): void {
  screen.note(style.bold('sqlmi-cutover: a cutover from beginning to end, on this machine only'));
  screen.note(
    style.dim(
      `database ${backups.databaseName}, ${backups.files.length} backup files ${options.backups === undefined ? 'made for this demo' : `of ${options.backups}`}\n`,
    ),
  );
  if (host.kind === 'func') screen.note(style.dim(`${describeChoice(host)}\n`));
}

/** Confirmed, with one request; with none where the service cuts over by itself. */
function isGood({ outcome, cutoverRequests }: DemoResult, { offline }: DemoCourse): boolean {
  return outcome === 'confirmed' && cutoverRequests === (offline ? 0 : 1);
}

interface Conclusion {
  readonly result: DemoResult;
  readonly backups: DemoBackups;
  readonly good: boolean;
}

function conclude(screen: Screen, style: Style, { result, backups, good }: Conclusion): void {
  const paint = good ? style.good : style.bad;
  const { cutoverRequests: requests, lastBackupName } = result;
  screen.note(
    paint(
      `${good ? '✓' : '✗'} ${result.outcome}, ${requests} cutover request${requests === 1 ? '' : 's'}, ${result.seconds.toFixed(1)} s`,
    ),
  );
  if (lastBackupName !== undefined) screen.note(`  asked for completion after ${lastBackupName}`);
  screen.note(`  chain end ${result.chainEndLsn ?? 'unknown'} (expected ${backups.chainEndLsn})`);
  screen.note(`  path      ${result.path.join(', ')}`);
}

/** Draws what the migration tells. */
class View {
  private uploads = 0;
  private lastUploaded = '';
  private latest: StatusDocument | undefined;
  private readonly timer = setInterval(() => this.draw(), REDRAW_MS);

  constructor(
    private readonly screen: Screen,
    private readonly style: Style,
    private readonly backups: DemoBackups,
    private readonly beginning: number,
  ) {}

  note(text: string): void {
    this.screen.note(text);
  }

  uploaded(name: string): void {
    this.uploads += 1;
    this.lastUploaded = name;
    this.draw();
  }

  status(status: StatusDocument): void {
    this.latest = status;
    this.draw();
  }

  close(): void {
    clearInterval(this.timer);
    this.draw();
    this.screen.close();
  }

  private draw(): void {
    const restoredFile = this.latest?.engineStatus?.lastRestoredFile;
    const progress = {
      uploaded: this.uploads,
      total: this.backups.files.length,
      lastUploaded: this.lastUploaded,
      restored: restoredFile === undefined ? 0 : this.backups.path.indexOf(restoredFile) + 1,
      pathFiles: this.backups.path.length,
      seconds: (Date.now() - this.beginning) / 1000,
    };
    this.screen.panel(drawPanel(progress, this.latest, this.style));
  }
}

/** A signal, or the end of a service in words. */
function fail(end: StoppedError | string): never {
  throw typeof end === 'string' ? new Error(`Cannot go on: ${end}`) : end;
}

main().then((code) => process.exit(code), endFailed);
