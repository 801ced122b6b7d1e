/** Whether the app can work: the ledger, each storage account, the management API, the identity, the last sweep, each receiver. */
import { accountOf } from '../../core/migration/backup-place';
import { hasEnded } from '../../core/migration/phase';
import type { ReceiverState } from '../../core/notify/receiver-state';
import { secondsBetween } from '../../core/timing';
import type { HealthProbes } from '../../ports/health-probes';
import { type Capabilities, nowIso } from '../capabilities';
import { lastSweepAt } from '../ingest/sweep-report';
import { readReceiverState } from '../notify/receiver-states';

/** One thing that the app needs. */
export interface HealthPart {
  readonly part: 'ledger' | 'storage' | 'managementApi' | 'identity' | 'sweep' | 'receiver';
  /** Of storage: the account. Of a receiver: its name. */
  readonly name?: string;
  /** `unknown`: only the ledger could say. */
  readonly status: 'up' | 'down' | 'unknown';
  /** Since when this process has found it so, ISO 8601 UTC. */
  readonly since: string;
  /** What is wrong, or how old the last sweep is; of a receiver, since when it fails or is behind. */
  readonly text?: string;
}

/** The health of the app. `down`: without the ledger nothing is decided; `degraded`: anything else is not up. */
export interface Health {
  readonly status: 'up' | 'degraded' | 'down';
  readonly version: string;
  /** When it was asked, ISO 8601 UTC. */
  readonly at: string;
  readonly parts: readonly HealthPart[];
}

/** What health needs. */
export type HealthCapabilities = Pick<Capabilities, 'ledger' | 'containers' | 'clock'> & {
  readonly probes: HealthProbes;
  /** Names of the receivers of notifications; absent: there are none. */
  readonly receivers?: readonly string[];
};

/** How long an answer serves everybody who asks, seconds: whoever polls health costs the services nothing. */
const KEPT_SECONDS = 15;
/** For one part, milliseconds. All are asked at the same time. */
const LIMIT_MS = 5_000;
/** Seconds after which a sweep is late: three times the schedule of docs and samples. */
const SWEEP_LATE = 900;
/** Seconds after which a receiver that is behind, and a run that does not come, are trouble. */
const RECEIVER_BEHIND = 300;
const NOTIFY_LATE = 900;
/** Seconds for which a digest that was refused for good is told, unless the receiver takes one before. */
const REFUSED_TOLD = 86_400;
/** Rows of the list, and accounts, that are looked at. */
const MOST_ROWS = 999;
const MOST_ACCOUNTS = 20;

type Found = Omit<HealthPart, 'since'>;

/**
 * Makes a reader that shares one answer among all callers for 15 seconds, and remembers since when a part is as it is.
 *
 * @param limit for one part, milliseconds
 * @returns never rejects; at most about twice the limit passes, for the accounts come from the ledger
 */
export function healthReader(
  caps: HealthCapabilities,
  version: string,
  limit = LIMIT_MS,
): () => Promise<Health> {
  const known = new Map<string, HealthPart>();
  let last: { readonly at: number; readonly health: Promise<Health> } | undefined;

  const ask = async (): Promise<Health> => {
    const found = await findParts(caps, limit);
    const at = nowIso(caps.clock);
    const parts = found.map((part): HealthPart => {
      const key = `${part.part} ${part.name ?? ''}`;
      const before = known.get(key);
      const now = { ...part, since: before?.status === part.status ? before.since : at };
      known.set(key, now);
      return now;
    });
    return { status: overall(parts), version, at, parts };
  };

  return () => {
    const now = caps.clock.now().getTime();
    if (last === undefined || Math.abs(now - last.at) >= KEPT_SECONDS * 1000)
      last = { at: now, health: ask() };
    return last.health;
  };
}

function overall(parts: readonly HealthPart[]): Health['status'] {
  if (parts.some(({ part, status }) => part === 'ledger' && status !== 'up')) return 'down';
  return parts.every(({ status }) => status === 'up') ? 'up' : 'degraded';
}

async function findParts(caps: HealthCapabilities, limit: number): Promise<readonly Found[]> {
  const { probes } = caps;
  const [ofLedger, ...others] = await Promise.all([
    ledgerParts(caps, limit),
    probed({ part: 'managementApi' }, () => probes.managementApi(), limit),
    probed({ part: 'identity' }, () => probes.identity(), limit),
  ]);
  return [...ofLedger, ...others];
}

/** The ledger, and what only the ledger tells of. */
async function ledgerParts(caps: HealthCapabilities, limit: number): Promise<readonly Found[]> {
  const { receivers = [] } = caps;
  try {
    const [places, sweptAt, told] = await within(
      limit,
      Promise.all([
        placesOf(caps),
        lastSweepAt(caps.ledger),
        Promise.all(receivers.map((name) => receiverPart(caps, name))),
      ]),
    );
    const storage = await Promise.all(
      places.map(({ url, prefix }) =>
        probed({ part: 'storage', name: accountOf(url) }, () => caps.containers.at(url).probe(prefix), limit),
      ),
    );
    return [{ part: 'ledger', status: 'up' }, ...storage, sweepPart(sweptAt, nowIso(caps.clock)), ...told];
  } catch (error) {
    const unknown = { status: 'unknown', text: 'the ledger does not answer' } as const;
    const name = accountOf(caps.probes.homeContainerUrl);
    return [
      { part: 'ledger', status: 'down', text: reasonOf(error) },
      { part: 'storage', name, ...unknown },
      { part: 'sweep', ...unknown },
      ...receivers.map((receiver): Found => ({ part: 'receiver', name: receiver, ...unknown })),
    ];
  }
}

function sweepPart(sweptAt: string | undefined, now: string): Found {
  if (sweptAt === undefined) return { part: 'sweep', status: 'down', text: 'no sweep has ended yet' };
  const text = `the last sweep ended at ${sweptAt}`;
  return { part: 'sweep', status: secondsBetween(sweptAt, now) > SWEEP_LATE ? 'down' : 'up', text };
}

async function receiverPart({ ledger, clock }: HealthCapabilities, name: string): Promise<Found> {
  const state = (await readReceiverState(ledger, name))?.value;
  const text = state && receiverTrouble(state, nowIso(clock));
  return { part: 'receiver', name, ...(text === undefined ? { status: 'up' } : { status: 'down', text }) };
}

function receiverTrouble(
  { failingSince, failure, behind, ranAt, refusedDigest }: ReceiverState,
  now: string,
): string | undefined {
  if (failingSince !== undefined && failure !== undefined) {
    const { migration, text, code } = failure;
    return `does not take every message since ${failingSince}; last, of ${migration}: ${text} (${code})`;
  }
  if (behind !== undefined && secondsBetween(behind.since, now) > RECEIVER_BEHIND)
    return `is behind since ${behind.since}: the last run left messages of ${behind.waiting} migrations or groups; it answers too slowly`;
  if (ranAt !== undefined && secondsBetween(ranAt, now) > NOTIFY_LATE)
    return `the function notify has not looked for messages since ${ranAt}`;
  if (refusedDigest !== undefined && Math.abs(secondsBetween(refusedDigest.at, now)) < REFUSED_TOLD) {
    const { id, group, at, text, code } = refusedDigest;
    return `refused the digest ${id} of group ${group} for good at ${at}: ${text} (${code}); its events are told one by one`;
  }
  return undefined;
}

interface Place {
  readonly url: string;
  readonly prefix: string;
}

/** One container of each account that a migration under way uses, and the deployment's own. */
async function placesOf({ ledger, probes }: HealthCapabilities): Promise<readonly Place[]> {
  const { items } = await ledger.summaries({ top: MOST_ROWS });
  const byAccount = new Map<string, string>();
  for (const summary of items)
    if (!hasEnded(summary) && summary.account !== undefined && !byAccount.has(summary.account))
      byAccount.set(summary.account, summary.id);
  const ids = [...byAccount.values()].slice(0, MOST_ACCOUNTS);
  const registrations = await Promise.all(ids.map((id) => ledger.registration(id)));
  const places = registrations.flatMap((found) =>
    found ? [{ url: found.backups.containerUrl, prefix: found.backups.prefix }] : [],
  );
  const home = probes.homeContainerUrl;
  return byAccount.has(accountOf(home)) ? places : [...places, { url: home, prefix: '' }];
}

async function probed(
  part: Pick<HealthPart, 'part' | 'name'>,
  probe: () => Promise<void>,
  limit: number,
): Promise<Found> {
  try {
    await within(limit, probe());
    return { ...part, status: 'up' };
  } catch (error) {
    return { ...part, status: 'down', text: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}

/** Waits no longer; the work itself has limits of its own. */
async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limit / 1000} s`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
