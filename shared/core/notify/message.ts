/** Messages to receivers: what an event's line of the journal says, in the form in which it is sent. */
import { type EventLine, eventOf } from '../migration/events';
import type { ChainedEntry } from '../migration/journal';
import type { Registration } from '../migration/registration';
import { targetName } from '../migration/target-name';
import { clip } from '../text';
import { type NotifiedEvent, isNotified } from './receivers';

/** The fields that a message has in common with the event's line in the log. */
type OfTheLine = Pick<
  EventLine,
  | 'level'
  | 'at'
  | 'since'
  | 'by'
  | 'block'
  | 'attempt'
  | 'state'
  | 'proven'
  | 'journalHead'
  | 'journalEntries'
  | 'code'
  | 'clock'
>;

/** A message; absent members do not apply. */
export interface Message extends OfTheLine {
  /** The same on every repeat, and of this event alone: migration, number of the line, beginning of its hash. No full stop is in it. */
  readonly id: string;
  readonly event: NotifiedEvent | 'test';
  /** The migration's id; absent in a test. */
  readonly migration?: string;
  /** Number of the journal's line, from 1; rises within a migration. */
  readonly sequence?: number;
  /** Instance and database, as they are typed to confirm. */
  readonly target?: string;
  /** One sentence for people, at most 1,000 characters. */
  readonly headline: string;
  /** The migration's status in the API. */
  readonly link?: string;
}

/** A message of a migration, in its place in the order. */
export interface NumberedMessage extends Message {
  readonly event: NotifiedEvent;
  readonly migration: string;
  readonly sequence: number;
}

const HEADLINE_CHARS = 1_000;
/** Hexadecimal digits: a migration that is registered anew under its id begins at 1 again, with other hashes. */
const HASH_CHARS = 16;

/**
 * The message that a line of the journal calls for; undefined for one that nobody is told of, and for one without number and hash,
 * which a version before the chain wrote.
 *
 * @param appHost for the link
 */
export function messageOf(
  registration: Pick<Registration, 'id' | 'target'>,
  entry: ChainedEntry,
  appHost?: string,
): NumberedMessage | undefined {
  const { id, target } = registration;
  const { sequence, hash } = entry;
  if (sequence === undefined || hash === undefined) return undefined;
  const line = eventOf(id, entry, { head: hash, entries: sequence });
  if (line === undefined || !isNotified(line.event)) return undefined;
  const { event, text, level, at, since, by, block, attempt, state, proven, journalHead, journalEntries } =
    line;
  return {
    id: `${id}:${sequence}:${hash.slice(0, HASH_CHARS)}`,
    event,
    level,
    migration: id,
    sequence,
    target: targetName(target),
    headline: clip(text, HEADLINE_CHARS),
    at,
    since,
    by,
    block,
    attempt,
    state,
    proven,
    journalHead,
    journalEntries,
    code: line.code,
    clock: line.clock,
    ...(appHost !== undefined && { link: `https://${appHost}/api/migrations/${id}` }),
  };
}

/** What an administrator sends to try a receiver. @param at ISO 8601 UTC */
export function testMessage(token: string, by: string, at: string): Message {
  const headline = 'This is a test: messages of migrations arrive here';
  return { id: `test:${token}`, event: 'test', level: 'information', at, by, headline };
}
