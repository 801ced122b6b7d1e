/** Clocks of what ends by itself: the run at the service, its access to the backups, the window, an approval. */
import { isInFlight } from '../cutover/attempt';
import { knownStatus } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { commandLine } from '../command-line';
import { isOffline } from '../migration/offline';
import { nextOpenings } from '../sending/cutover-window';
import type { Opening } from '../sending/window';
import { addSeconds, hasElapsed } from '../timing';
import { approvalTerm } from './approval-term';
import { type Clock, type Mark, markOfDays, markOfShare } from './clock';
import type { ClockMemory } from './clock-memory';

/** Seconds after which a service cancels what waits for a retry (error 2040, shared/adapters/failures/failures-of-service.ts). */
const RETRIABLE_FOR = 8 * 3_600;

function marked(clock: Omit<Clock, 'level'>, mark: Mark | undefined): Clock {
  return { ...clock, level: mark?.level ?? 'fine', ...(mark !== undefined && { mark }) };
}

/** Every one that runs. */
export function endingClocks(facts: Facts, memory: ClockMemory): readonly Clock[] {
  return [
    serviceLimit(facts, memory),
    retryLimit(facts, memory),
    accessEnds(facts, memory),
    ...windowClocks(facts),
    approvalEnds(facts),
  ].filter((clock) => clock !== undefined);
}

/** Once the service completes, the limit and the access threaten nothing any more. */
function isCompleting({ engine }: Facts): boolean {
  return knownStatus(engine)?.state === 'completing';
}

function serviceLimit(facts: Facts, { limit }: ClockMemory): Clock | undefined {
  if (limit === undefined || isCompleting(facts)) return undefined;
  return marked(
    {
      kind: 'serviceLimit',
      key: `serviceLimit ${limit.operation ?? ''}`,
      what: 'the service cancels the migration and drops the target database',
      at: limit.at,
      basis: 'a restore of the service may run for 30 days from its start',
      remedy: 'cut over before, or start the migration anew: no call of the service prolongs it',
    },
    markOfDays(facts.at, limit.at),
  );
}

function retryLimit({ at, registration }: Facts, { retriable }: ClockMemory): Clock | undefined {
  if (retriable === undefined) return undefined;
  const end = addSeconds(retriable.at, RETRIABLE_FOR);
  return marked(
    {
      kind: 'retryLimit',
      key: `retryLimit ${retriable.at}`,
      what: 'the service cancels the migration, which waits for a retry',
      at: end,
      latest: end,
      basis: `8 hours from ${retriable.at}, when it was first seen waiting; it may have begun one assessment earlier`,
      remedy: `once the cause is gone: ${commandLine(['retry', registration.id])}`,
    },
    markOfShare(at, retriable.at, end),
  );
}

function accessEnds(facts: Facts, { access }: ClockMemory): Clock | undefined {
  const { create } = facts.registration;
  if (access === undefined || create?.engine !== 'lrs' || isCompleting(facts)) return undefined;
  if (facts.engine.kind === 'absent') return undefined;
  return marked(
    {
      kind: 'accessEnds',
      key: `accessEnds ${access.operation ?? ''}`,
      what: 'the SAS ends that the service reads the backups with',
      at: access.at,
      basis: `what setting ${create.sasTokenSetting ?? ''} said when the migration was first seen running`,
      remedy:
        'cut over before; no call gives a running restore of the Log Replay Service another SAS: otherwise cancel it and create it anew with a longer one, which restores from the full backup again',
    },
    markOfDays(facts.at, access.at),
  );
}

/** While it is open, also when no request starts any more: what was sent is to end inside. Then the next opening. */
function windowClocks(facts: Facts): readonly Clock[] {
  const { at, control } = facts;
  const { window } = control.policy;
  if (window === undefined || isOffline(control)) return [];
  const openings = nextOpenings(window, at, 2);
  const open = openings.find(({ opensAt }) => hasElapsed(opensAt, at, 0));
  const next = openings.find((opening) => opening !== open);
  const mayStart = open !== undefined && hasElapsed(at, open.latestStart, 0);
  return [
    ...(open === undefined ? [] : [windowCloses(facts, open)]),
    ...(next === undefined || mayStart ? [] : [windowOpens(next)]),
  ];
}

/** It is warned of only while a cutover is near: it opens on many nights on which nobody waits for it. */
function windowCloses({ at, control, tail }: Facts, { opensAt, closesAt, latestStart }: Opening): Clock {
  const mark = markOfShare(at, opensAt, closesAt);
  const clock: Clock = {
    kind: 'windowCloses',
    key: `windowCloses ${opensAt}`,
    what: 'the window closes',
    level: mark?.level ?? 'fine',
    at: closesAt,
    basis: `policy.window, open since ${opensAt}; a request starts until ${latestStart}`,
  };
  return tail.kind === 'none' && !isInFlight(control) ? clock : marked(clock, mark);
}

function windowOpens({ opensAt, latestStart }: Opening): Clock {
  return {
    kind: 'windowOpens',
    key: `windowOpens ${opensAt}`,
    what: 'the window opens',
    level: 'fine',
    at: opensAt,
    basis: `policy.window; a request starts until ${latestStart}`,
  };
}

/** With a window it ends with an opening, whose own clock warns. */
function approvalEnds(facts: Facts): Clock | undefined {
  const term = approvalTerm(facts);
  if (term === undefined) return undefined;
  const mark = markOfShare(facts.at, term.from, term.until);
  const clock: Clock = {
    kind: 'approvalEnds',
    key: `approvalEnds ${term.from}`,
    what: 'the approval ends',
    level: mark?.level ?? 'fine',
    at: term.until,
    basis: `approved at ${term.from}`,
    remedy: 'approve again',
  };
  return facts.control.policy.window === undefined ? marked(clock, mark) : clock;
}
