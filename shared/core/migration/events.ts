/** Events: changes that alerts are built on, one line of the app's log for each. They are read off the journal. */
import type { JournalEntry } from './journal';

/** What happened, as log lines call it, and when such a line is written; docs/events.md is written from this. */
export const EVENTS = {
  gapFound:
    'a log or a stripe is missing in the chain; the next line about it is `blocked`, after the grace time',
  gapClosed: 'the gap in the chain is closed',
  logOverdue: 'no log has arrived for twice the cadence of the policy, at least ten minutes',
  logResumed: 'a log has arrived again',
  expires: 'the service cancels the migration by itself within three days, and drops the target database',
  denied: "blocked, because storage denies access or the app's identity cannot get a token",
  blocked: 'an operator is needed; `block` names the reason as `blocked.kind` of the status does',
  unblocked: 'the block is gone',
  ready: 'every check is met or waived',
  notReady: 'a check is no longer met, before the cutover has begun',
  held: 'an operator holds the migration',
  released: 'an operator has released a hold',
  sent: 'the one cutover request of an attempt is being sent',
  answered: "the request was answered, or was not; `state` is the attempt's",
  begun: 'the service has begun the cutover of an offline migration by itself',
  settled: 'an operator has settled what no reading could; `state` is the stated outcome',
  outcome: 'an attempt is settled; `state` is its outcome',
  ended: 'the migration has ended and is no longer watched',
  watchStuck: 'the assessment of the watch is long overdue',
} as const;

/** Name of an event. */
export type EventName = keyof typeof EVENTS;

/** A line; absent members do not apply. */
export interface EventLine {
  readonly event: EventName;
  /** The migration's id. */
  readonly migration: string;
  /** When it was seen, ISO 8601 UTC. */
  readonly at: string;
  /** Since when it is so, where that is not `at`. */
  readonly since?: string;
  /** Who did it: an identity, or `watch`, `sender`, `sweep`, `service`. */
  readonly by: string;
  /** The reason for which an operator is needed. */
  readonly block?: string;
  /** Number of the attempt to cut over. */
  readonly attempt?: number;
  /** The attempt's state, the word of an operator, or the phase that the migration ended in. */
  readonly state?: string;
  /** Of an end: the cutover is confirmed. */
  readonly proven?: true;
  /** One sentence for people. */
  readonly text: string;
}

/** Attempt states that are an outcome. */
const OUTCOMES: readonly unknown[] = [
  'confirmed',
  'completedUnproven',
  'failed',
  'overtaken',
  'notReceived',
  'withdrawn',
];

/** The line that a journal entry calls for; undefined for what no alert is built on. @example eventOf('shop', heldEntry)?.event // 'held' */
export function eventOf(migration: string, entry: JournalEntry): EventLine | undefined {
  const event = nameOf(entry);
  if (event === undefined) return undefined;
  const { at, by, text, facts = {} } = entry;
  return {
    event,
    migration,
    at,
    ...(typeof facts.since === 'string' && facts.since !== at && { since: facts.since }),
    by,
    ...(typeof facts.block === 'string' && { block: facts.block }),
    ...(typeof facts.attempt === 'number' && { attempt: facts.attempt }),
    ...(typeof facts.state === 'string' && { state: facts.state }),
    ...(event === 'settled' && typeof facts.as === 'string' && { state: facts.as }),
    ...(facts.proven === true && { proven: true as const }),
    text,
  };
}

function nameOf({ kind, by, facts = {} }: JournalEntry): EventName | undefined {
  const ofAttempt = typeof facts.attempt === 'number';
  switch (kind) {
    case 'held':
    case 'released':
    case 'settled':
    case 'ended':
      return kind;
    case 'requestSent':
      return ofAttempt ? 'sent' : undefined;
    case 'requestAnswered':
      return ofAttempt ? 'answered' : undefined;
    case 'attemptChanged':
      if (by === 'service') return 'begun';
      return facts.state === 'withdrawn' ? 'outcome' : undefined;
    case 'observed':
      if (!ofAttempt) return undefined;
      return OUTCOMES.includes(facts.state) ? 'outcome' : 'answered';
    case 'readinessChanged':
    case 'trouble':
      return isEventName(facts.event) ? facts.event : undefined;
    default:
      return undefined;
  }
}

function isEventName(text: unknown): text is EventName {
  return typeof text === 'string' && Object.hasOwn(EVENTS, text);
}

/** True for a line that somebody should be told about. @example isWarning(line) // true when it is blocked */
export function isWarning({ event, state, proven }: EventLine): boolean {
  switch (event) {
    case 'gapFound':
    case 'logOverdue':
    case 'expires':
    case 'denied':
    case 'blocked':
    case 'watchStuck':
      return true;
    case 'answered':
      return state === 'unknown' || state === 'refused';
    case 'outcome':
      return state !== 'confirmed' && state !== 'withdrawn';
    case 'settled':
      return state !== 'nothingUnderWay';
    case 'ended':
      return proven !== true;
    default:
      return false;
  }
}
