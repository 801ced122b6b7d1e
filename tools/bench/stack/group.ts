/** A group of 500 on all engines, from its release to its last request: memory, history, requests to storage, time. */
import { connectTableLedger } from '../../../shared/adapters/table-ledger/open-table-ledger';
import type { GroupView, MemberView } from '../../../shared/core/group/group-view';
import { groupOrchestration } from '../../../shared/durable/contracts';
import { advanceGroup } from '../../../shared/use-cases/groups/advance-group';
import { call } from '../../demo/api';
import { findFreePort } from '../../demo/stack/free-port';
import { CONTAINER } from '../../demo/stack/stack';
import { connectionTo } from '../../demo/stack/storage';
import { inParallel } from '../in-parallel';
import { LocalStack, poll } from '../local-stack';
import { mostMemory } from '../most-memory';
import { type Row, row } from '../row';
import { startCountingFront } from './counting-front';
import { type FleetMember, fleetShares, mixedFleet, registerMember } from './fleet';
import { sample } from './history-cost';
import { Source } from './source';

const MEMBERS = Number(process.env.BENCH_GROUP_MEMBERS ?? 500);
const PER_INSTANCE = 50;
const GROUP = 'wave';
const TAIL = 'tail.final.trn';
/** How long the service takes for a cutover with nothing left to restore. */
const COMPLETING_MS = 5_000;
const AT_ONCE = 4;
const LIMIT_SECONDS = 3_600;
const LOOK_MS = 5_000;
const MIB = 1024 * 1024;

/** Measures; all members are ready and the group is held before it is released. */
export async function benchGroup(note: (text: string) => void): Promise<readonly Row[]> {
  const fleet = mixedFleet(MEMBERS);
  const storagePorts = {
    Blob: await findFreePort(),
    Queue: await findFreePort(),
    Table: await findFreePort(),
  };
  const [apps, own] = [
    await startCountingFront(storagePorts.Table),
    await startCountingFront(storagePorts.Table),
  ];
  const ledgerBehind = (origin: string): string =>
    connectionTo({ TableEndpoint: `${origin}/devstoreaccount1` });
  const emulatorArgs = [
    ...['--restore-ms', '50', '--scan-ms', '10000', '--completing-ms', String(COMPLETING_MS)],
    ...fleetShares(fleet, CONTAINER),
  ];
  const settings = { SweepSchedule: '0 */5 * * * *', LedgerStorage: ledgerBehind(apps.origin) };
  try {
    return await LocalStack.with({ emulatorArgs, storagePorts, settings }, async (local) => {
      await makeReady(local, fleet, note);
      const step = await costOfStep(ledgerBehind(own.origin), own.requests);
      note(`all are ready; releases the group, ${PER_INSTANCE} at a time`);
      const history = sample(local, groupOrchestration.instanceId(GROUP));
      const before = apps.requests();
      const began = Date.now();
      await local.api('POST', `/groups/${GROUP}/release`, { reason: 'all are ready' });
      const last = await untilAllSent(local, note).finally(() => history.stop());
      const seconds = (last - began) / 1000;
      const requests = apps.requests() - before;
      const { stored, payload } = await history.most;
      const memory = mostMemory(local.stack.host().pid);
      return [
        row(`${MEMBERS} members, ${PER_INSTANCE} at a time: release to the last request`, seconds, 's'),
        row('– requests to the ledger meanwhile, a member', requests / MEMBERS, 'requests', { places: 1 }),
        row('– requests to the ledger of one step of the group', step, 'requests', { places: 0 }),
        row("– history rows of the group's instance, at most", stored, 'rows', { places: 0, target: 500 }),
        row('– largest payload', payload / 1024, 'KB', { target: 32 }),
        ...(memory === undefined
          ? []
          : [row('– memory of host and app, most', memory / MIB, 'MiB', { places: 0 })]),
      ];
    });
  } finally {
    await Promise.all([apps.close(), own.close()]);
  }
}

/** Registers all in mode `auto`, whose tails are restored once the group holds them back. */
async function makeReady(
  local: LocalStack,
  fleet: readonly FleetMember[],
  note: (text: string) => void,
): Promise<void> {
  const faults = `/_control/faults`;
  await call(local.stack.emulatorUrl, 'POST', faults, { kind: 'holdRestore', file: `*${TAIL}` });
  note(`registers ${fleet.length} migrations`);
  await inParallel(fleet.length, AT_ONCE, async (number) => {
    const member = fleet[number];
    if (member === undefined) return;
    const source = new Source(member.id);
    for (const { name, content } of [source.full(), source.log(), source.tail(TAIL)])
      await local.upload(name, content);
    await registerMember(local, member, { mode: 'auto' });
  });
  note('waits until the tails are read');
  for (const { id } of fleet)
    await local.until(id, 'the tail', ({ tail }) => tail !== undefined, { seconds: LIMIT_SECONDS });
  await local.api('POST', '/groups', {
    ...{ id: GROUP, strategy: 'each', members: fleet.map(({ id }) => ({ id })) },
    limits: { perInstance: PER_INSTANCE },
  });
  await local.api('POST', `/groups/${GROUP}/hold`, { reason: 'until all are ready' });
  await call(local.stack.emulatorUrl, 'DELETE', faults);
  await untilBoard(local, note, 'waits');
}

/** A step that changes nothing, by a ledger of its own. */
async function costOfStep(connectionString: string, requests: () => number): Promise<number> {
  const ledger = connectTableLedger(connectionString);
  const before = requests();
  await advanceGroup({ ledger, clock: { now: () => new Date() } }, GROUP);
  return requests() - before;
}

function untilBoard(local: LocalStack, note: (text: string) => void, standing: string): Promise<true> {
  let counts: GroupView['counts'] = {};
  const look = async (): Promise<true | undefined> => {
    const board = await local.api<GroupView>('GET', `/groups/${GROUP}`);
    if (JSON.stringify(counts) !== JSON.stringify(board.counts)) note(JSON.stringify(board.counts));
    counts = board.counts;
    for (const member of board.members) await approveAdopted(local, member);
    return counts[standing] === MEMBERS ? true : undefined;
  };
  const cadence = { seconds: LIMIT_SECONDS, everyMs: LOOK_MS };
  return poll(`${MEMBERS} members that stand at ${standing}`, cadence, look, () => JSON.stringify(counts));
}

/** A classic task that had restored something before it was adopted is not sent without an approval, whatever the mode. */
async function approveAdopted(local: LocalStack, member: MemberView): Promise<void> {
  const { id, target, tail, approvals } = member;
  if (approvals?.missing === undefined || tail === undefined) return;
  await local.api('POST', `/migrations/${id}/cutover`, { confirm: target, expectedTail: tail.blob });
}

/** @returns when the service received the last request, epoch milliseconds */
function untilAllSent(local: LocalStack, note: (text: string) => void): Promise<number> {
  let sent = 0;
  const look = async (): Promise<number | undefined> => {
    const accepted = (await local.requests('cutover')).filter((request) => request.accepted);
    if (accepted.length !== sent) note(`${accepted.length} requests`);
    sent = accepted.length;
    return sent === MEMBERS ? Math.max(...accepted.map(({ at }) => Date.parse(at))) : undefined;
  };
  const cadence = { seconds: LIMIT_SECONDS, everyMs: LOOK_MS };
  return poll(`${MEMBERS} requests`, cadence, look, () => `${sent} requests`);
}
