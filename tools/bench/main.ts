/** `npm run bench`: measures, prints tables, asserts nothing. */
import { Command, InvalidArgumentError } from 'commander';
import { type Machine, describeMachine, machineLine } from './machine';
import { LONG_PARTS, PARTS, partsOf } from './parts';
import { type Row, toTable } from './row';

interface Options {
  readonly json: boolean;
  readonly backups?: string;
}

/** What came of one part. */
interface Outcome {
  readonly part: string;
  /** At the part's beginning, with the load at that time. */
  readonly machine: Machine;
  readonly seconds: number;
  readonly rows: readonly Row[];
  readonly error?: string;
}

const command = new Command('bench')
  .description('Measures the product on this machine. Figures are printed and never asserted.')
  .argument(
    '[parts...]',
    `what to measure: all, stack (everything that runs the whole product), or any of ${Object.keys(PARTS).join(', ')}; by name only, because they take long: ${Object.keys(LONG_PARTS).join(', ')}`,
    readParts,
    [],
  )
  .option('--json', 'print one result object', false)
  .option(
    '--backups <folder>',
    'real backup files for the header reader (default: BENCH_BACKUPS, or generated ones)',
    process.env.BENCH_BACKUPS,
  );

async function main(): Promise<number> {
  const names = command.parse().processedArgs[0] as readonly string[];
  const options = command.opts<Options>();
  const machine = describeMachine();
  const print = (line: string): void => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  print(machineLine(machine));
  const outcomes: Outcome[] = [];
  for (const name of names.length === 0 ? (partsOf('all') ?? []) : names) {
    const outcome = await measure(name, options.backups);
    outcomes.push(outcome);
    print(`\n${name}: ${outcome.seconds.toFixed(0)} s, load ${outcome.machine.load} at its beginning`);
    for (const line of outcome.error === undefined ? toTable(outcome.rows) : [outcome.error]) print(line);
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ machine, parts: outcomes }, undefined, 2)}\n`);
  return outcomes.some(({ error }) => error !== undefined) ? 1 : 0;
}

/** A part that cannot be measured does not stop the others. */
async function measure(part: string, backups: string | undefined): Promise<Outcome> {
  const note = (text: string): void => void process.stderr.write(`${part}: ${text}\n`);
  const machine = describeMachine();
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  note('begins');
  try {
    const rows = (await (PARTS[part] ?? LONG_PARTS[part])?.({ backups, note })) ?? [];
    return { part, machine, seconds: seconds(), rows };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    note(text);
    return { part, machine, seconds: seconds(), rows: [], error: text };
  }
}

function readParts(word: string, before: readonly string[]): readonly string[] {
  const parts = partsOf(word);
  if (!parts)
    throw new InvalidArgumentError(
      `expected all, stack, ${Object.keys({ ...PARTS, ...LONG_PARTS }).join(', ')}`,
    );
  return [...new Set([...before, ...parts])];
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
