/**
 * Ready → cutover request, in mode `auto`: from the moment the last condition became true until the request reached the
 * management API. What was last decides how it is noticed: an operator's act wakes the watch, everything else is seen at
 * the next poll.
 */
import type { CheckState } from '../../../shared/core/migration/status-document';
import { isFine } from '../../../shared/core/readiness/check';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Policy } from '../../../shared/core/migration/policy';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { type StackTiming, QUICK } from '../../demo/stack/stack';
import { inParallel } from '../in-parallel';
import { type LocalStack, LocalStack as Local, poll } from '../local-stack';
import { type Row, spread } from '../row';
import { restoredAt } from './engine-truth';
import { type SourceFile, Source } from './source';

const EACH = 8;
/** Migrations of one condition in front of the next, so that 24 do not begin in one second. */
const STAGGER_MS = 700;
const TARGET_SECONDS = 20;
/** By then the blob trigger knows a new registration; what is uploaded before may wait for the sweep. */
const REGISTRATIONS_REREAD_MS = 6_000;
const LIMIT_SECONDS = 240;
const LOOK_MS = 500;

interface Cadence {
  readonly name: string;
  readonly timing: StackTiming;
  readonly windowPollSeconds: number;
}

const AZURE: Cadence = {
  name: 'Azure cadence (window poll 15 s)',
  timing: {
    StableReadGapSeconds: AZURE_TIMING.stableReadGap,
    NotReceivedFirstSeconds: AZURE_TIMING.notReceivedFirst,
    NotReceivedGapSeconds: AZURE_TIMING.notReceivedGap,
    AbsenceSeconds: AZURE_TIMING.absence,
    ClocksApartSeconds: AZURE_TIMING.clocksApart,
    SenderSeconds: AZURE_TIMING.senderValid,
    ObserveSeconds: AZURE_TIMING.observeFirst,
    LeastPollSeconds: AZURE_TIMING.leastPoll,
  },
  windowPollSeconds: AZURE_TIMING.leastPoll,
};
const LOCAL: Cadence = { name: 'local cadence (window poll 1 s)', timing: QUICK, windowPollSeconds: 1 };

/** The files that all conditions begin with, and the tail. */
interface Prepared {
  readonly local: LocalStack;
  readonly id: string;
  readonly source: Source;
  readonly cadence: Cadence;
}

/** Measures both cadences, each on a stack of its own. */
export async function benchRequest(note: (text: string) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const cadence of [LOCAL, AZURE]) {
    note(`${3 * EACH} migrations, ${cadence.name}`);
    rows.push(...(await Local.with({ timing: cadence.timing }, (local) => benchCadence(local, cadence))));
  }
  return rows;
}

async function benchCadence(local: LocalStack, cadence: Cadence): Promise<readonly Row[]> {
  const run = (name: string, condition: (prepared: Prepared) => Promise<number>) =>
    inParallel(EACH, EACH, async (number) => {
      await sleep(number * STAGGER_MS);
      const prepared = await prepare(local, `${name}-${number}`, cadence);
      const metAt = await condition(prepared);
      return ((await requestedAt(local, prepared.id)) - metAt) / 1000;
    });
  const [released, removed, restored] = await Promise.all([
    run('hold', releasedLast),
    run('blob', blobGoneLast),
    run('tail', tailRestoredLast),
  ]);
  const target = { target: TARGET_SECONDS };
  const { StableReadGapSeconds: stableReadGap } = cadence.timing;
  return [
    ...spread(`hold released → request, ${cadence.name}`, released, 's', target),
    ...spread(`blocking blob gone → request, ${cadence.name}`, removed, 's', target),
    ...spread(
      `tail restored and ${stableReadGap} s of stable reads over → request, ${cadence.name}`,
      restored.map((seconds) => seconds - stableReadGap),
      's',
      target,
    ),
  ];
}

async function prepare(local: LocalStack, id: string, cadence: Cadence): Promise<Prepared> {
  const source = new Source(id);
  for (const file of [source.full(), source.log(), source.log()]) await uploadFile(local, file);
  const policy: Partial<Policy> = { mode: 'auto', windowPollSeconds: cadence.windowPollSeconds };
  await local.register(id, policy);
  await sleep(REGISTRATIONS_REREAD_MS);
  await local.until(id, 'following', ({ phase }) => phase === 'following', { seconds: LIMIT_SECONDS });
  return { local, id, source, cadence };
}

/** A person holds the migration until everything else is met. */
async function releasedLast({ local, id, source, cadence }: Prepared): Promise<number> {
  await local.api('POST', `/migrations/${id}/hold`, { reason: 'until all else is met' });
  await nameTail(local, source);
  await untilOnly(local, id, 'policy.allows');
  await sleep(someOf(cadence, id));
  const at = Date.now();
  await local.api('POST', `/migrations/${id}/release`, {});
  return at;
}

/** A file that may be a newer log is in the way; nobody is told when it goes. */
async function blobGoneLast({ local, id, source, cadence }: Prepared): Promise<number> {
  const cut = new Source(`${id}-other`).full().content.subarray(0, 5_000);
  await local.upload(`${id}/late.trn`, cut);
  await nameTail(local, source);
  await untilOnly(local, id, 'nothing-newer');
  await sleep(someOf(cadence, id));
  return local.remove(`${id}/late.trn`);
}

/** The service restores the tail last; two stable reads are asked for after that. */
async function tailRestoredLast({ local, id, source }: Prepared): Promise<number> {
  const tail = source.tail('tail.final.trn');
  await uploadFile(local, tail);
  return restoredAt(local, id, tail.name, LIMIT_SECONDS);
}

async function nameTail(local: LocalStack, source: Source): Promise<void> {
  const tail = source.tail();
  await uploadFile(local, tail);
  await local.api('POST', `/migrations/${source.id}/tail`, { blob: tail.name });
}

async function untilOnly(local: LocalStack, id: string, code: string): Promise<void> {
  const isLast = (check: { readonly code: string; readonly state: CheckState }): boolean =>
    (check.code === code) === !isFine(check);
  await local.until(id, `only ${code} to be unmet`, ({ readiness }) => readiness.checks.every(isLast), {
    seconds: LIMIT_SECONDS,
  });
}

/** A part of the poll, another for each migration, so that the moments are spread over the cadence. */
function someOf({ windowPollSeconds }: Cadence, id: string): number {
  const number = Number(id.split('-').at(-1));
  return ((number + 0.5) / EACH) * windowPollSeconds * 1000;
}

function requestedAt(local: LocalStack, id: string): Promise<number> {
  const look = async (): Promise<number | undefined> => {
    const found = (await local.requests('cutover')).find((request) => request.database === id);
    return found && Date.parse(found.at);
  };
  const cadence = { seconds: LIMIT_SECONDS, everyMs: LOOK_MS };
  return poll(`the cutover request of ${id}`, cadence, look, () => 'no request');
}

async function uploadFile(local: LocalStack, { name, content }: SourceFile): Promise<void> {
  await local.upload(name, content);
}
