/**
 * Events: what alerts and the workbook are built on, one line of the app's log for each. Changes of a migration are read
 * off the journal; the rest is written by the sweep, the triggers and the ledger.
 */
import { type AttentionKind, CLOCK_KINDS, type ClockKind } from './status-document';
import { clip } from '../text';
import type { JournalEntry, JournalHead } from './journal';
import { OF_THE_LEDGER } from './ledger-state';
import type { Phase } from './phase';

/** What happened, as log lines call it, and when such a line is written; docs/events.md is written from this. */
export const EVENTS = {
  gapFound:
    'a log or a stripe is missing in the chain; the next line about it is `blocked`, after the grace time',
  gapClosed: 'the gap in the chain is closed',
  logOverdue: 'no log has arrived for three times the cadence of the policy, at least ten minutes',
  uploadUnfinished:
    'a file that is not complete has not changed for three times the cadence of the policy, at least an hour; at most once a day',
  eventsSilent:
    'the sweep has found three backups in a row of which an event should have told; before, events arrived; at most once a day',
  logResumed: 'a log has arrived again',
  timeRunsOut:
    'a clock of the status has passed a mark: less than 7, 3 or 1 days, 50 or 90 % of its time, its end; `clock` is its kind, `state` its level',
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
  rehearsed: 'the cutover was rehearsed; `state` is `wouldSend` or `wouldStop`',
  goGiven: 'its group has given the migration the go',
  goTakenBack: 'its group has taken the go back',
  groupMade: 'a group was made',
  groupGo: 'a group gives the go to members that are ready; `text` names them',
  groupGoBack: 'a group takes the go back from members; `text` names them',
  groupHeld: 'an operator holds a group',
  groupReleased: 'an operator has released a group from a hold or a stop',
  groupStopped: 'so many members have failed that the group gives no go any more',
  memberDropped: 'an operator has taken a member out of a group: its migration goes on by itself',
  memberLate:
    'a group has waited for 15 minutes for members that are not ready: others that are ready cannot go, or nothing else is left; `text` names them, once until they are ready',
  groupEnded: 'no member of a group is open any more; `text` has the counts',
  standing:
    'an assessment finds another phase or another need for attention; repeated by every sweep, until the end has been shown for as long as the list shows it',
  arrived: 'an event has brought a new backup; `found` is 1',
  sweepFound:
    'the sweep has recorded `found` backups; `late` of them were there for two minutes, and no event had brought them',
  swept:
    'a sweep has ended; `migrations` is how many it was about; `state` is `frozen` while nothing is sent, `since` since when',
  sweepFailed: 'the sweep of a migration has failed, and its status does not say so yet',
  sweepUnfinished: 'the sweep ran out of time; `migrations` are left to the next one',
  ledgerUnavailable: "the ledger's storage does not answer; once a minute and process",
} as const;

/** Name of an event. */
export type EventName = keyof typeof EVENTS;

/** An event of a group: it is in the journal of the ledger. */
export type GroupEventName = Extract<EventName, `group${string}` | `member${string}`>;

/** A line; absent members do not apply. */
export interface EventLine {
  readonly event: EventName;
  readonly level: 'warning' | 'information';
  /** The migration's id; absent where the line is about the app. */
  readonly migration?: string;
  /** The group that it is about, or whose go it is about. */
  readonly group?: string;
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
  /** The attempt's state, the word of an operator, the phase that the migration ended in, what a rehearsal found; of a clock, its level; of a sweep, `frozen`. */
  readonly state?: string;
  /** Of an end: the cutover is confirmed, or that of every member that was not dropped. */
  readonly proven?: true;
  /** Of an end: the hash of the journal's last line, 64 hexadecimal digits, and how many lines it then had. */
  readonly journalHead?: string;
  readonly journalEntries?: number;
  /** The error code of the service, of storage or of this app. */
  readonly code?: string;
  /** Of a standing: the phase, and the worst that deserves a look. */
  readonly phase?: Phase;
  readonly attention?: AttentionKind;
  /** Of `timeRunsOut`: which clock of the status. */
  readonly clock?: ClockKind;
  /** When the newest backup of the chain arrived, ISO 8601 UTC. */
  readonly newestBackupAt?: string;
  /** When it was last assessed, ISO 8601 UTC. */
  readonly asOf?: string;
  /** Backups that were recorded, and those of them that no event had brought for two minutes. */
  readonly found?: number;
  readonly late?: number;
  /** How many migrations the line is about. */
  readonly migrations?: number;
  /** One sentence for people. */
  readonly text: string;
}

/** What `eventLine` is given: everything but the level, which follows from it. */
export type EventFields = Omit<EventLine, 'level'>;

/** Characters of a text: the log cuts a message of more than 32,768 (Microsoft Learn, "Application Insights telemetry data model"), and half a line is no JSON. */
const TEXT_CHARS = 4_000;

/** Completes a line: `event` comes first, because queries look for the beginning. @example eventLine({ event: 'swept', at, by: 'sweep', text }).level // 'information' */
export function eventLine(fields: EventFields): EventLine {
  const { event, ...rest } = fields;
  const level = isWarning(fields) ? 'warning' : 'information';
  return { event, ...rest, level, text: clip(fields.text, TEXT_CHARS) };
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

/**
 * The line that a journal entry calls for; undefined for what no alert is built on.
 *
 * @param journalOf whose journal: a migration's, or `OF_THE_LEDGER`
 * @param journal where the journal ends with it
 * @example eventOf('shop', heldEntry)?.event // 'held'
 */
export function eventOf(
  journalOf: string,
  entry: JournalEntry,
  journal?: JournalHead,
): EventLine | undefined {
  const event = nameOf(entry);
  if (event === undefined) return undefined;
  const { at, by, text, facts = {} } = entry;
  return eventLine({
    event,
    ...(journalOf !== OF_THE_LEDGER && { migration: journalOf }),
    ...(typeof facts.group === 'string' && { group: facts.group }),
    at,
    ...(typeof facts.since === 'string' && facts.since !== at && { since: facts.since }),
    by,
    ...(typeof facts.block === 'string' && { block: facts.block }),
    ...(typeof facts.attempt === 'number' && { attempt: facts.attempt }),
    ...(typeof facts.state === 'string' && { state: facts.state }),
    ...(event === 'settled' && typeof facts.as === 'string' && { state: facts.as }),
    ...(event === 'timeRunsOut' && isClockKind(facts.clock) && { clock: facts.clock }),
    ...(facts.proven === true && { proven: true as const }),
    ...(event === 'ended' && journal && { journalHead: journal.head, journalEntries: journal.entries }),
    ...(typeof facts.code === 'string' && { code: facts.code }),
    text,
  });
}

function nameOf({ kind, by, facts = {} }: JournalEntry): EventName | undefined {
  const ofAttempt = typeof facts.attempt === 'number';
  switch (kind) {
    case 'held':
    case 'released':
    case 'settled':
    case 'ended':
    case 'rehearsed':
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
    case 'groupChanged':
    case 'groupGo':
      return isEventName(facts.event) ? facts.event : undefined;
    default:
      return undefined;
  }
}

function isClockKind(value: unknown): value is ClockKind {
  return CLOCK_KINDS.some((kind) => kind === value);
}

function isEventName(text: unknown): text is EventName {
  return typeof text === 'string' && Object.hasOwn(EVENTS, text);
}

function isWarning({ event, state, proven }: EventFields): boolean {
  switch (event) {
    case 'gapFound':
    case 'logOverdue':
    case 'uploadUnfinished':
    case 'eventsSilent':
    case 'timeRunsOut':
    case 'denied':
    case 'blocked':
    case 'watchStuck':
    case 'groupStopped':
    case 'memberLate':
    case 'sweepFailed':
    case 'sweepUnfinished':
    case 'ledgerUnavailable':
      return true;
    case 'answered':
      return state === 'unknown' || state === 'refused';
    case 'outcome':
      return state !== 'confirmed' && state !== 'withdrawn';
    case 'settled':
      return state !== 'nothingUnderWay';
    case 'ended':
    case 'groupEnded':
      return proven !== true;
    default:
      return false;
  }
}
