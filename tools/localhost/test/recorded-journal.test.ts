import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock';
import { noChaos } from '../durable/chaos';
import { HubState } from '../durable/hub-state';
import type { DurableStep } from '../durable/steps';
import { decodeLines, encodeLine } from '../journal/journal-lines';
import { HostStore } from '../state/host-store';
import { HostProcess, sampleApp, temporaryFolder } from './host-process';
import { meaning, type Step } from './random-program';

/** Short, and yet a retry, a child, an event and a second generation. */
const program: Step[] = [
  { kind: 'retry', value: 'a', failures: 1 },
  { kind: 'sub', steps: [{ kind: 'call', value: { deep: ['grüße'] } }] },
  { kind: 'event', value: 7 },
  { kind: 'again' },
  { kind: 'timer', milliseconds: 1 },
];
const id = 'recorded';

let journal: Buffer;
let records: DurableStep[];
beforeAll(async () => {
  const host = await startHost(temporaryFolder());
  await host.startNew('program', { steps: program }, id);
  await host.finished(id);
  await host.kill();
  journal = readFileSync(join(host.state, 'journal.log'));
  const all: unknown[] = [];
  decodeLines(journal, 'journal.log', (record) => all.push(record));
  records = all.slice(1) as DurableStep[];
});

const startHost = (state: string) => {
  return HostProcess.start({ app: sampleApp('programs'), state, env: { PROGRAM_TRIES: temporaryFolder() } });
};

/** The host's state after the header and some steps, as text. */
const stateAfter = (steps: DurableStep[]) => {
  const hub = new HubState();
  for (const step of structuredClone(steps)) hub.apply(step);
  return JSON.stringify([...hub.instances]);
};

/** Opens a state folder with this journal: what the host has then, what it says, and what is left in the file. */
async function open(folder: string, content: Buffer) {
  const path = join(folder, 'journal.log');
  writeFileSync(path, content);
  const told: string[] = [];
  const tell = (line: string) => told.push(line);
  const log = { info: tell, warn: tell, error: tell, run: () => undefined, app: tell, always: tell };
  const onFatal = (error: Error) => tell(error.message);
  const store = await HostStore.open({ folder, clock: systemClock, log, chaos: noChaos, onFatal });
  const state = JSON.stringify([...store.hub.instances]);
  await store.close();
  return { told, state, size: statSync(path).size };
}

test('cut at every byte it loads with exactly the steps that were whole', async () => {
  const folder = temporaryFolder();
  const ends = [...journal.entries()].filter(([, byte]) => byte === 10).map(([position]) => position + 1);
  let whole = 0;
  let state = stateAfter([]);
  for (let length = 0; length <= journal.length; length++) {
    if (length === ends[whole]) {
      whole += 1;
      state = stateAfter(records.slice(0, whole - 1));
    }
    const kept = ends[whole - 1] ?? 0;
    const tornTail = `journal: cut a torn tail of ${length - kept} bytes that was never acknowledged`;
    // Without its header a journal begins anew.
    const expected = { told: length === kept ? [] : [tornTail], state, size: whole === 0 ? ends[0] : kept };
    const opened = await open(folder, journal.subarray(0, length));
    if (JSON.stringify(opened) !== JSON.stringify(expected))
      expect({ length, ...opened }).toEqual({ length, ...expected });
  }
  expect(whole).toBe(records.length + 1);
  rmSync(folder, { recursive: true });
}, 120_000);

test('from every step of the run on, it goes to the same end', async () => {
  const state = temporaryFolder();
  const stages = records.map((_, index) => index + 1);
  const copies = stages.flatMap((count) =>
    records.slice(0, count).map((record) => renamed(record, `${id}${count}`)),
  );
  const header = journal.subarray(0, journal.indexOf(10) + 1).toString('latin1');
  writeFileSync(join(state, 'journal.log'), header + copies.map(encodeLine).join(''));
  const host = await startHost(state);
  const ended = await Promise.all(stages.map((count) => host.finished(`${id}${count}`, 30_000)));
  expect(ended.map(({ runtimeStatus, output }) => [runtimeStatus, output])).toEqual(
    stages.map(() => ['Completed', meaning(program)]),
  );
  await host.stop();
}, 60_000);

test.each([
  [{ kind: 'journal', format: 1 }, 'a journal of format 1'],
  [{ kind: 'purged', instanceIds: [] }, 'something else than a journal'],
])('a file that begins with %j is refused', async (first, found) => {
  const folder = temporaryFolder();
  await expect(open(folder, Buffer.from(encodeLine(first)))).rejects.toThrow(
    `Cannot read journal '${join(folder, 'journal.log')}': it holds ${found}, and this host reads format 2.`,
  );
});

/** The same step of an instance of another id, its children included. */
function renamed(record: DurableStep, newId: string): unknown {
  return JSON.parse(JSON.stringify(record).replaceAll(id, newId));
}
