/** One assessment: gather facts, decide, remember, publish. */
import type { Approval } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import { endApprovals, newerText } from '../../core/readiness/approval';
import { needsTargetToSettle, settleIntents } from '../../core/requests/settle-intents';
import { toStatusDocument, toSummary } from '../../core/views/status-view';
import { type Command, type Decision, type Looker, decide } from '../../core/watch/decide';
import { promptOrder } from '../../core/watch/prompt-order';
import type { WatchState } from '../../core/watch/watch-state';
import { ContainerUnavailableError } from '../../ports/backup-container';
import { type Capabilities, nowIso } from '../capabilities';
import { changeControl } from '../change-control';
import { isSweepOverdue, sweepContainer } from '../ingest/sweep-container';
import { sentence } from '../operator-actions';
import { readFreeze } from '../read-freeze';
import { followOffline } from './follow-offline';
import { type GatherOptions, type Gathered, type Look, gatherFacts } from './gather-facts';
import { lookAtTarget } from './look-at-target';
import { readWatchState, saveWatchState, type StoredWatchState } from './watch-state-store';

/** An assessment with its decision. */
export interface Assessed extends Gathered {
  readonly decision: Decision;
}

/** What the watch is told: small, and all it needs. */
export interface WatchOrders {
  readonly commands: readonly Command[];
  readonly phase: string;
  readonly headline: string;
  readonly ready: boolean;
  readonly asOf: string;
  readonly nextCheckAt?: string;
}

/**
 * Assesses a migration and publishes what was found.
 *
 * @param look how closely; `routine` is enough while no tail is known
 * @param by who looks: the watch, or another
 * @returns undefined when no such migration is registered
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function assessMigration(
  caps: Capabilities,
  id: string,
  look: Look,
  by: Looker = 'another',
): Promise<Assessed | undefined> {
  return assessFrom(caps, id, look, { stored: await readWatchState(caps.ledger, id), by });
}

async function assessFrom(
  caps: Capabilities,
  id: string,
  look: Look,
  { stored, by }: { readonly stored: StoredWatchState; readonly by: Looker },
): Promise<Assessed | undefined> {
  const { state } = stored;
  const gathered = await gatherAndFollow(caps, {
    id,
    look,
    stabilityBefore: state.stability,
    unnamedBefore: state.unnamed,
  });
  if (!gathered) return undefined;
  const decision = decide(state, gathered.facts, caps.timing, by);
  await settleUnclear(caps, gathered);
  await endOvertakenApprovals(caps, gathered);
  await remember(caps, id, stored, decision);
  await caps.ledger.publish(
    id,
    toStatusDocument(gathered.facts, decision),
    toSummary(gathered.facts, decision),
  );
  return { ...gathered, decision };
}

/** Its last backup becomes known, then its cutover: two looks at most lead to a third. */
const OFFLINE_STEPS = 2;

/** Gathers facts, and again when they show what the service of an offline migration did by itself. */
async function gatherAndFollow(caps: Capabilities, request: GatherOptions): Promise<Gathered | undefined> {
  let gathered = await gatherFacts(caps, request);
  for (let step = 0; gathered && step < OFFLINE_STEPS; step++) {
    if (!(await followOffline(caps, gathered))) break;
    gathered = await gatherFacts(caps, request);
  }
  return gathered;
}

/** A creation or cancel that this reading settles; a conflict means that the next assessment settles it. */
async function settleUnclear(caps: Capabilities, { facts, control }: Gathered): Promise<void> {
  const { registration, engine } = facts;
  const look = { began: facts.at, ended: nowIso(caps.clock) };
  const target = needsTargetToSettle(control.value, engine)
    ? await lookAtTarget(caps, registration)
    : ({ kind: 'notAsked' } as const);
  const settled = settleIntents(control.value, { engine, target, look }, caps.timing);
  if (settled === undefined) return;
  const { text } = settled;
  const entries: readonly JournalEntry[] =
    text === undefined ? [] : [{ at: facts.at, kind: 'observed', by: 'watch', text }];
  await caps.ledger.changeControl(registration.id, control.etag, settled.control, entries);
}

/** A newer file ends approvals for good: excluding or removing the file must not bring it back. */
async function endOvertakenApprovals(caps: Capabilities, { facts, control }: Gathered): Promise<void> {
  const { newerThanApproved: file, at } = facts;
  const { approvals } = control.value;
  if (file === undefined || approvals === undefined) return;
  await changeControl<string>(caps.ledger, facts.registration.id, (current) => {
    const wasSeen = (one: Approval): boolean =>
      approvals.some((seen) => seen.by === one.by && seen.at === one.at);
    const ended = endApprovals(current, { by: 'watch', at, state: 'void' }, newerText(file), wasSeen);
    return current.ended === undefined && ended.reason !== undefined
      ? { kind: 'change', control: ended.control, entries: [lineOf(at, ended.reason)] }
      : { kind: 'keep' };
  });
}

function lineOf(at: string, reason: string): JournalEntry {
  return { at, kind: 'approvalEnded', by: 'watch', text: sentence(reason) };
}

/**
 * Orders what the watch does next: by an assessment, or at once when an approval was given for what the last one found.
 *
 * @returns undefined when no such migration is registered
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function orderWatch(caps: Capabilities, id: string): Promise<WatchOrders | undefined> {
  const stored = await readWatchState(caps.ledger, id);
  const { state } = stored;
  const mayPrompt = state.ready && (await readFreeze(caps.ledger)) === undefined;
  const at = nowIso(caps.clock);
  const commands = mayPrompt ? await promptCommands(caps, id, state, at) : undefined;
  if (commands !== undefined)
    return { commands, phase: state.phase, headline: 'Approved: cutting over', ready: true, asOf: at };
  await sweepWhenOverdue(caps, id);
  const assessed = await assessFrom(caps, id, 'routine', { stored, by: 'watch' });
  return assessed && toOrders(assessed);
}

async function promptCommands(
  { ledger, timing }: Capabilities,
  id: string,
  state: WatchState,
  at: string,
): Promise<readonly Command[] | undefined> {
  const control = await ledger.control(id);
  const registration = await ledger.registration(id);
  if (control === undefined || registration === undefined) return undefined;
  return promptOrder(state, { control: control.value, registration, at }, timing);
}

/** Blobs that a watch reads in one sweep at most; the rest comes with its next look. */
const SWEEP_LIMIT = 256;

/** A container that cannot be listed is the assessment's to tell, and the timer's. */
async function sweepWhenOverdue(caps: Capabilities, id: string): Promise<void> {
  const registration = await caps.ledger.registration(id);
  if (!registration || !(await isSweepOverdue(caps, registration))) return;
  try {
    await sweepContainer(caps, registration, SWEEP_LIMIT);
  } catch (error) {
    if (!(error instanceof ContainerUnavailableError)) throw error;
  }
}

function toOrders({ decision, facts }: Assessed): WatchOrders {
  return {
    commands: decision.commands,
    phase: decision.phase,
    headline: decision.headline,
    ready: decision.readiness.ready,
    asOf: facts.at,
    nextCheckAt: decision.nextCheckAt,
  };
}

/** Another assessment at the same time may have remembered first; what it remembered is as good as ours. */
async function remember(
  caps: Capabilities,
  id: string,
  stored: StoredWatchState,
  { watchState, entries }: Decision,
): Promise<void> {
  await saveWatchState(caps.ledger, id, stored, watchState, entries);
}
