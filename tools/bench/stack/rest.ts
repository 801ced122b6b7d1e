/** 500 migrations of all engines at rest for ten minutes: requests per second, and how long a database goes unread. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineKind } from '../../../shared/core/engine/engine-status';
import { DEFAULT_POLICY } from '../../../shared/core/migration/policy';
import { CONTAINER } from '../../demo/stack/stack';
import { inParallel } from '../in-parallel';
import { type ManagementRequest, LocalStack } from '../local-stack';
import { type Row, row } from '../row';
import { type FleetMember, fleetShares, mixedFleet, registerMember, untilAllFollow } from './fleet';
import { Source } from './source';

const MIGRATIONS = 500;
const MINUTES = 10;
const TARGET_PER_SECOND = 9;
const SETTLE_LIMIT_SECONDS = 900;
const REGISTERED_AT_ONCE = 4;
const CADENCE = DEFAULT_POLICY.restPollSeconds;

/** Measures at the cadence of Azure, by the request log of the emulated services. */
export async function benchRest(note: (text: string) => void): Promise<readonly Row[]> {
  const fleet = mixedFleet(MIGRATIONS);
  const emulatorArgs = ['--restore-ms', '50', '--scan-ms', '30000', ...fleetShares(fleet, CONTAINER)];
  return LocalStack.with({ emulatorArgs }, async (local) => {
    note(`registers ${fleet.length} migrations`);
    await inParallel(fleet.length, REGISTERED_AT_ONCE, async (number) => {
      const member = fleet[number];
      if (member === undefined) return;
      const source = new Source(member.id);
      for (const { name, content } of [source.full(), source.log()]) await local.upload(name, content);
      await registerMember(local, member, {});
    });
    await untilAllFollow(local, fleet.length, SETTLE_LIMIT_SECONDS, note);
    await sleep(CADENCE * 1000);
    await local.forgetRequests();
    note(`all at rest; watches for ${MINUTES} minutes`);
    const begin = Date.now();
    await sleep(MINUTES * 60_000);
    return toRows(fleet, await local.requests(), { begin, end: Date.now() });
  });
}

interface Span {
  readonly begin: number;
  readonly end: number;
}

function toRows(
  fleet: readonly FleetMember[],
  requests: readonly ManagementRequest[],
  span: Span,
): readonly Row[] {
  const seconds = (span.end - span.begin) / 1000;
  const engines = [...new Set(fleet.map(({ engine }) => engine))];
  const longest = (engine: EngineKind): number =>
    Math.max(
      ...fleet
        .filter((member) => member.engine === engine)
        .map((member) => longestGap(readingsOf(member, requests), span)),
    );
  return [
    row(`${fleet.length} at rest, poll ${CADENCE} s: management requests`, requests.length / seconds, '/s', {
      target: TARGET_PER_SECOND,
    }),
    ...engines.map((engine) =>
      row(`– longest time a database of ${engine} went unread`, longest(engine), 's', { target: CADENCE }),
    ),
    ...[...countByKind(fleet, requests)].map(([kind, count]) =>
      row(`– of kind ${kind}`, count, 'requests', { places: 0 }),
    ),
  ];
}

/** Requests by kind, and by engine where they concern one migration: `get, lrs`. */
function countByKind(
  fleet: readonly FleetMember[],
  requests: readonly ManagementRequest[],
): ReadonlyMap<string, number> {
  const engines = new Map(fleet.map(({ id, engine }) => [id, engine]));
  const counts = new Map<string, number>();
  for (const { kind, database = '' } of requests) {
    const engine = engines.get(database);
    const name = engine === undefined ? kind : `${kind}, ${engine}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** When a member was read, epoch milliseconds. */
function readingsOf({ id }: FleetMember, requests: readonly ManagementRequest[]): readonly number[] {
  return requests
    .filter(({ accepted }) => accepted)
    .filter(({ kind, database }) => kind === 'get' && database === id)
    .map(({ at }) => Date.parse(at));
}

function longestGap(readings: readonly number[], { begin, end }: Span): number {
  const times = [begin, ...readings, end];
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? begin))) / 1000;
}
