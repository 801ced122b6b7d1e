/** The bundled host by itself: how soon it begins, how much it does, and how it comes back. */
import { join } from 'node:path';
import { type Row, medianAndLongest, row } from '../row';
import { withTempFolder } from '../temp-folder';
import { BundledHost } from './bundled-host';
import { FUNCTIONS, writeApp } from './generated-app';
import { type ManySteps, writeManySteps } from './many-steps';

const ROUNDS = 3;
const ORCHESTRATIONS = 400;
const STEPS = 5;
const FAN_OUT = 1_000;
const ACTIVITIES_PER_SECOND = 400;
const JOURNAL_STEPS = 100_000;
const RECORDED_STEPS = 20;
const START_SECONDS = 1.5;
const RECOVERY_SECONDS = 3;

/** Measures start, throughput and recovery, three times each. */
export function benchHost(note: (text: string) => void): Promise<readonly Row[]> {
  return withTempFolder(async (folder) => {
    const app = writeApp(folder);
    note(`starts and ${ORCHESTRATIONS * STEPS} activities, ${ROUNDS} rounds`);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push(await throughput(app, join(folder, `run${round}`)));
    note(`a journal of ${JOURNAL_STEPS} steps, ${ROUNDS} rounds`);
    await record(app, join(folder, 'recorded'));
    const recoveries = [];
    for (let round = 0; round < ROUNDS; round++)
      recoveries.push(await recovery(app, folder, `recovery${round}`));
    return [...throughputRows(rounds), ...recoveryRows(recoveries)];
  });
}

type Round = Awaited<ReturnType<typeof throughput>>;
type Recovery = Awaited<ReturnType<typeof recovery>>;

async function throughput(app: string, state: string) {
  const host = await BundledHost.start(app, state);
  try {
    const idle = host.memory();
    const sequences = await host.run('steps', { steps: STEPS }, ORCHESTRATIONS);
    const fanOut = await host.run('fanOut', { count: FAN_OUT }, 1);
    return { start: host.startSeconds, idle, sequences, fanOut };
  } finally {
    await host.service.stop();
  }
}

/** Leaves the journal of one run behind. */
async function record(app: string, state: string): Promise<void> {
  const host = await BundledHost.start(app, state);
  try {
    await host.run('steps', { steps: RECORDED_STEPS }, 1);
  } finally {
    await host.service.kill();
  }
}

async function recovery(app: string, folder: string, name: string) {
  const written = writeManySteps(join(folder, 'recorded'), join(folder, name), JOURNAL_STEPS);
  const host = await BundledHost.start(app, join(folder, name));
  try {
    const memory = host.memory();
    await host.untilNothingRuns();
    const completed = await host.completed();
    if (completed !== written.instances)
      throw new Error(`Cannot measure the recovery: ${completed} of ${written.instances} completed`);
    return { written, start: host.startSeconds, memory, afterwards: host.memory() };
  } finally {
    await host.service.stop();
  }
}

function throughputRows(rounds: readonly Round[]): readonly Row[] {
  const activities = ORCHESTRATIONS * STEPS;
  const target = activities / ACTIVITIES_PER_SECOND;
  const seconds = rounds.map(({ sequences }) => sequences);
  const what = `${activities} activities in ${ORCHESTRATIONS} orchestrations`;
  return [
    ...medianAndLongest(
      `start with ${FUNCTIONS} functions, empty state`,
      rounds.map(({ start }) => start),
      's',
      { target: START_SECONDS },
    ),
    ...medianAndLongest(what, seconds, 's', { target }),
    row('– activities per second, best', activities / Math.min(...seconds), '/s', { places: 0 }),
    ...medianAndLongest(
      `fan-out over ${FAN_OUT} activities`,
      rounds.map(({ fanOut }) => fanOut),
      's',
    ),
    ...memoryRows(
      'memory of the host process, idle',
      rounds.map(({ idle }) => idle),
    ),
  ];
}

function recoveryRows(recoveries: readonly Recovery[]): readonly Row[] {
  const { steps, instances, megabytes } = recoveries[0]?.written ?? ({} as ManySteps);
  const what = `a journal of ${steps} steps`;
  return [
    row(`${what}: instances`, instances, '', { places: 0 }),
    row(`${what}: size`, megabytes, 'MB', { places: 1 }),
    ...medianAndLongest(
      `start on ${what}`,
      recoveries.map(({ start }) => start),
      's',
      {
        target: RECOVERY_SECONDS,
      },
    ),
    ...memoryRows(
      '– memory then',
      recoveries.map(({ memory }) => memory),
    ),
    ...memoryRows(
      '– memory when the unfinished have ended, snapshot written',
      recoveries.map(({ afterwards }) => afterwards),
    ),
  ];
}

function memoryRows(what: string, values: readonly (number | undefined)[]): readonly Row[] {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? [] : [row(`${what}, most`, Math.max(...known), 'MB', { places: 0 })];
}
