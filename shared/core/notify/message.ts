/** Messages to receivers: what an event's line of the journal says, in the form in which it is sent. */
import { type EventLine, eventOf } from '../migration/events';
import type { ChainedEntry } from '../migration/journal';
import { OF_THE_LEDGER } from '../migration/ledger-state';
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
  /** The same on every repeat, and of this event alone: migration or group, number of the line, beginning of its hash. No full stop is in it. */
  readonly id: string;
  readonly event: NotifiedEvent | 'digest' | 'test';
  /** The migration's id; absent in a test, and where the message is about a group. */
  readonly migration?: string;
  /** The group that it is about, or that the migration is a member of. */
  readonly group?: string;
  /** Number of the journal's line, from 1; rises within a migration, and within a group. */
  readonly sequence?: number;
  /** Instance and database, as they are typed to confirm. */
  readonly target?: string;
  /** One sentence for people, at most 1,000 characters. */
  readonly headline: string;
  /** The status of migration or group in the API. */
  readonly link?: string;
  /** Of a digest: how many members of the group stand where. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Of a digest: how many events of which name it stands for. */
  readonly events?: Readonly<Record<string, number>>;
  /** Of a digest: members that need somebody, at most 20. */
  readonly needing?: readonly NeedingMember[];
  /** Of a digest: the journal heads of the migrations whose end it tells, by id. */
  readonly ended?: Readonly<Record<string, string>>;
}

/** A member of a group that needs somebody. */
export interface NeedingMember {
  readonly migration: string;
  /** A clause. */
  readonly reason: string;
}

/** A message of a migration or a group, in its place in the order. */
export interface NumberedMessage extends Message {
  readonly event: NotifiedEvent;
  readonly sequence: number;
}

/** UTF-16 units of a headline at most. */
export const HEADLINE_CHARS = 1_000;
/** Hexadecimal digits: a migration that is registered anew under its id begins at 1 again, with other hashes. */
const HASH_CHARS = 16;

/** Whose journal a line is from. */
export type Subject =
  | {
      readonly kind: 'migration';
      readonly registration: Pick<Registration, 'id' | 'target'>;
      /** Of which group it is a member when the line is written. */
      readonly group?: string;
    }
  | { readonly kind: 'group'; readonly id: string };

/**
 * The message that a line of the journal calls for; undefined for one that nobody is told of, and for one without number and hash,
 * which a version before the chain wrote.
 *
 * @param appHost for the link
 * @example messageOf({ kind: 'group', id: 'wave-1' }, heldLine)?.id // 'group:wave-1:7:5f2b9c0a7d31e864'
 */
export function messageOf(
  subject: Subject,
  entry: ChainedEntry,
  appHost?: string,
): NumberedMessage | undefined {
  const { sequence, hash } = entry;
  if (sequence === undefined || hash === undefined) return undefined;
  const { journal, name, path, fields } = partsOf(subject);
  const line = eventOf(journal, entry, { head: hash, entries: sequence });
  if (line === undefined || !isNotified(line.event)) return undefined;
  const { event, text, level, at, since, by, block, attempt, state, proven, journalHead, journalEntries } =
    line;
  return {
    id: `${name}:${sequence}:${hash.slice(0, HASH_CHARS)}`,
    event,
    level,
    ...fields,
    sequence,
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
    ...(appHost !== undefined && { link: `https://${appHost}/api/${path}` }),
  };
}

/** What a message says of its subject, and where its status is. */
function partsOf(subject: Subject): {
  readonly journal: string;
  readonly name: string;
  readonly path: string;
  readonly fields: Pick<Message, 'migration' | 'group' | 'target'>;
} {
  if (subject.kind === 'group') {
    const { id } = subject;
    return { journal: OF_THE_LEDGER, name: `group:${id}`, path: `groups/${id}`, fields: { group: id } };
  }
  const { registration, group } = subject;
  const { id, target } = registration;
  const fields = { migration: id, ...(group !== undefined && { group }), target: targetName(target) };
  return { journal: id, name: id, path: `migrations/${id}`, fields };
}

/** What an administrator sends to try a receiver. @param at ISO 8601 UTC */
export function testMessage(token: string, by: string, at: string): Message {
  const headline = 'This is a test: messages of migrations arrive here';
  return { id: `test:${token}`, event: 'test', level: 'information', at, by, headline };
}
