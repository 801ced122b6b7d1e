/**
 * An operator's statement about what no reading settles: what became of a cutover request, or of a migration that is no longer
 * at the service. It is taken only where the status is blocked by that, and never against what the service or the target
 * database says.
 */
import { step } from '../cutover/attempt';
import type { EngineReading } from '../engine/reading';
import { type TargetSighting, isFoundOnline, targetText } from '../engine/sighting';
import type { Attempt, ControlRow } from '../migration/control';
import { mayHaveCreated } from '../requests/creation';
import { type Timing, addSeconds, hasElapsed } from '../timing';
import type { Block } from './block';

/** What an operator may say. */
export const SETTLEMENTS = ['notReceived', 'completed', 'canceled', 'nothingUnderWay'] as const;

/** One of them. */
export type Settlement = (typeof SETTLEMENTS)[number];

/** What became of a request or of a migration. */
type Outcome = Exclude<Settlement, 'nothingUnderWay'>;

/** Who says what, when and why. */
export interface SettlementStatement {
  readonly as: Settlement;
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly reason: string;
}

/** What a fresh assessment shows. */
export interface SettlingFacts {
  readonly control: ControlRow;
  readonly block: Block | undefined;
  /** Since when the block stands, ISO 8601 UTC. */
  readonly blockedSince: string | undefined;
  readonly engine: EngineReading;
  readonly target: TargetSighting;
  /** True when what runs at the service is adopted at the next look. */
  readonly isAdoptable: boolean;
}

/** The row to store with the sentence for the journal, or why nothing is settled. */
export type SettlingOutcome =
  | { readonly kind: 'settled'; readonly control: ControlRow; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** What may be said about each block; the others have a way out of their own. */
const MAY_BE_SAID: Partial<Readonly<Record<Block['kind'], readonly Settlement[]>>> = {
  migrationGone: ['completed', 'canceled'],
  engineUnreadable: ['completed', 'canceled'],
  anotherOperation: ['completed', 'canceled'],
  completingLong: ['completed'],
};

/** What may be said about a block. @example settlementsFor({ kind: 'anotherOperation', adopted, running }) // ['completed', 'canceled'] */
export function settlementsFor(block: Block): readonly Settlement[] {
  if (block.kind === 'checkUnknown' && block.cause === 'commands') return ['nothingUnderWay'];
  if (block.kind === 'cutoverStuck')
    return block.restores ? ['notReceived', 'completed'] : ['notReceived', 'completed', 'canceled'];
  if (block.kind === 'stateLasts') return block.state === 'canceling' ? ['canceled'] : [];
  return MAY_BE_SAID[block.kind] ?? [];
}

/**
 * Takes an operator's statement.
 *
 * `notReceived` leaves the attempt behind, and another one needs an approval given after it; of an offline migration the
 * service has not cut over after all, and is watched on. `completed` and `canceled` end the migration: the first as
 * unproven, the second gives its target and its folder up. Nothing is asked of the service. A creation that may have
 * arrived, and is never adopted, is ended by these two as well, blocked or not, `stuckAfter` after its request.
 * `nothingUnderWay` ends nothing: it stands in for what the service does not report (nothing-underway.ts).
 *
 * @returns `refused` with what was found, when it contradicts that or is not asked for
 * @example settle(facts, { as: 'canceled', by: 'ada', at, reason }, AZURE_TIMING).kind // 'settled'
 */
export function settle(
  facts: SettlingFacts,
  statement: SettlementStatement,
  timing: Timing,
): SettlingOutcome {
  const reason = objectionTo(facts, statement, timing);
  if (reason !== undefined) return { kind: 'refused', reason };
  const text = `${statement.by} settled it as ${statement.as}: ${statement.reason}`;
  return { kind: 'settled', text, control: settledControl(facts.control, statement, text) };
}

function settledControl(control: ControlRow, statement: SettlementStatement, text: string): ControlRow {
  const { as, by, at, reason } = statement;
  const { attempt, operationId } = control;
  if (as === 'nothingUnderWay')
    return operationId === undefined
      ? control
      : { ...control, nothingUnderWay: { by, at, reason, operationId } };
  return attempt !== undefined && isOpen(control)
    ? settled(control, attempt, { as, by, at }, text)
    : ended(control, { as, at }, text);
}

/** True while a request is at the service, or may be, and only a reading or a statement can settle it. */
export function isOpen({ attempt }: ControlRow): boolean {
  return attempt?.state === 'sent' || attempt?.state === 'unknown';
}

function settled(
  control: ControlRow,
  attempt: Attempt,
  { as, by, at }: { readonly as: Outcome; readonly by: string; readonly at: string },
  reason: string,
): ControlRow {
  const to = { notReceived: 'notReceived', completed: 'completedUnproven', canceled: 'overtaken' } as const;
  const change = { settledAt: at, settledBy: by, reason, missing: undefined, stillRunning: undefined };
  return { ...control, approvals: undefined, attempt: step(attempt, to[as], change) };
}

function ended(
  control: ControlRow,
  { as, at }: { readonly as: Outcome; readonly at: string },
  text: string,
): ControlRow {
  const end =
    as === 'completed'
      ? ({ phase: 'completed', reason: `completed, but unproven: ${text}` } as const)
      : ({ phase: 'canceled', reason: `${text}${goesOn(control)}` } as const);
  return { ...control, ended: { ...end, at } };
}

function objectionTo(
  facts: SettlingFacts,
  statement: SettlementStatement,
  timing: Timing,
): string | undefined {
  const { control, block } = facts;
  if (control.ended) return `the migration has ended (${control.ended.phase})`;
  if (control.operationId === undefined) return unadoptedObjection(facts, statement, timing);
  if (block === undefined) return 'nothing blocks it: what the service does settles what is under way';
  const possible = settlementsFor(block);
  if (possible.length === 0) return 'this block cannot be settled: see the next step of the status';
  if (!possible.includes(statement.as)) return `this block can only be settled as ${possible.join(' or ')}`;
  const tooEarly =
    block.kind === 'engineUnreadable' &&
    !hasElapsed(facts.blockedSince ?? statement.at, statement.at, timing.stuckAfter);
  if (tooEarly)
    return `the service has been unreadable since ${facts.blockedSince ?? statement.at}; wait until it responds again`;
  return contradiction(facts, statement.as);
}

/** Of a creation that may have arrived: an operator gives it up, once it had time to be adopted. */
function unadoptedObjection(
  facts: SettlingFacts,
  { as, at }: SettlementStatement,
  timing: Timing,
): string | undefined {
  const { creation } = facts.control;
  if (creation === undefined || !mayHaveCreated(facts.control))
    return 'the migration is not adopted; to undo the registration, withdraw it';
  if (as !== 'completed' && as !== 'canceled')
    return 'a migration that is not adopted can only be settled as completed or canceled';
  const asked = creation.sentAt ?? creation.sender?.notAfter ?? creation.at;
  if (!hasElapsed(asked, at, timing.stuckAfter))
    return `the service may still process the request of ${asked} to create the migration, which is then adopted; settle it after ${addSeconds(asked, timing.stuckAfter)}`;
  if (facts.isAdoptable)
    return 'the service shows the migration, which is adopted at the next assessment; then cancel it';
  return contradiction(facts, as);
}

function goesOn({ operationId }: ControlRow): string {
  return operationId === undefined
    ? '; the request to create the migration may have reached the service, and what runs there continues unless it was ended there'
    : '';
}

/** What the service or the target database says against the statement. */
function contradiction(
  { control, block, engine, target }: SettlingFacts,
  as: Settlement,
): string | undefined {
  const state = engine.kind === 'read' ? engine.status.state : undefined;
  const word = engine.kind === 'read' ? (engine.status.rawState ?? engine.status.state) : '';
  switch (as) {
    case 'notReceived': {
      const { attempt } = control;
      if (attempt === undefined) return 'no request is open';
      if (state === undefined) return 'the service does not show the migration now';
      if (isFoundOnline(target)) return targetText(target);
      return RESTORES.includes(state) ? undefined : `the service is ${word}`;
    }
    case 'completed':
      // What another operation does is not about the adopted one; the database is.
      if (block?.kind === 'anotherOperation' && isFoundOnline(target)) return undefined;
      if (state !== undefined && RESTORES.includes(state) && state !== 'unknown')
        return `the service is ${word}`;
      return target.kind === 'absent' || (target.kind === 'found' && !isFoundOnline(target))
        ? targetText(target)
        : undefined;
    case 'canceled':
      return isFoundOnline(target) ? targetText(target) : undefined;
    case 'nothingUnderWay':
      if (state === undefined) return 'the service does not show the migration now';
      return isFoundOnline(target) ? targetText(target) : undefined;
  }
}

/** States in which the service has certainly not been asked to complete, or does not say so in words that are known. */
const RESTORES: readonly string[] = ['running', 'readyForCutover', 'retriable', 'unknown'];
