/** Receivers of messages, and the rules that say who is told what. */
import { isLoopback } from '../loopback';
import { type EventName, EVENTS } from '../migration/events';
import type { QuietHours } from './quiet-hours';

/** How a receiver is spoken to. */
export const RECEIVER_KINDS = ['webhook', 'teams', 'slack', 'eventGrid'] as const;

/** A kind of receiver. */
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];

/** Whom messages go to; secrets are settings that it names (G5). */
export interface Receiver {
  /** Lower-case letters, digits and hyphens, at most 40. */
  readonly name: string;
  readonly kind: ReceiverKind;
  /** Where to, if that is no secret. */
  readonly url?: string;
  /** Of an address that is itself a secret, the setting that has it. */
  readonly urlSetting?: string;
  /** Of a webhook, the setting of the key that signs; of an Event Grid topic, of its access key. */
  readonly keySetting?: string;
}

/** Who is told what. Absent members limit nothing. */
export interface NotifyRule {
  readonly receiver: string;
  readonly events?: readonly NotifiedEvent[];
  readonly level?: 'warning';
  /** Ids of migrations, or beginnings of ids that end in `*`. */
  readonly ids?: readonly string[];
  /** Ids of groups, or beginnings of them that end in `*`: messages about these groups, and about migrations that are members of them. */
  readonly groups?: readonly string[];
  /** What is about a group or a member of one waits so long, minutes, and goes in one message for the group; what is urgent does not. */
  readonly digestMinutes?: number;
  readonly quietHours?: QuietHours;
}

/** Everything that messages are sent by. */
export interface Notifications {
  readonly receivers: readonly Receiver[];
  /** At least one for each receiver. */
  readonly rules: readonly NotifyRule[];
  /** Hosts that messages may go to, lower case, with a port where it is not 443: names, or `*.` and the end of a name. */
  readonly hosts: readonly string[];
  /** Host by which the app is reached, for links; undefined where it is not known. */
  readonly appHost?: string;
}

/** Events that are in the app's log alone, for alerts: the rest is read off the journal. */
const OF_THE_LOG = [
  'standing',
  'arrived',
  'sweepFound',
  'swept',
  'sweepFailed',
  'sweepUnfinished',
  'ledgerUnavailable',
] as const satisfies readonly EventName[];

/** An event that receivers can be told of. */
export type NotifiedEvent = Exclude<EventName, (typeof OF_THE_LOG)[number]>;

/** The events that rules can name, in the order of docs/events.md. */
export const NOTIFIED_EVENTS: readonly NotifiedEvent[] = (Object.keys(EVENTS) as EventName[]).filter(
  isNotified,
);

/** True for an event that receivers can be told of. @example isNotified('swept') // false */
export function isNotified(event: EventName): event is NotifiedEvent {
  return !OF_THE_LOG.some((name) => name === event);
}

/**
 * Why nothing may be sent to a URL; undefined where it may. Plain http leads to this machine alone.
 *
 * @example addressProblem('https://hooks.example.com/a', ['*.example.com']) // undefined
 */
export function addressProblem(
  text: string,
  hosts: readonly string[],
): { readonly code: 'InvalidUrl' | 'HostNotAllowed'; readonly text: string } | undefined {
  if (!URL.canParse(text)) return { code: 'InvalidUrl', text: 'it is not an absolute URL' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    return { code: 'InvalidUrl', text: 'https is needed' };
  if (url.username !== '' || url.password !== '')
    return { code: 'InvalidUrl', text: 'a URL with a user or a password is not accepted' };
  if (hosts.some((entry) => covers(entry, url.host))) return undefined;
  return { code: 'HostNotAllowed', text: `its host ${url.host} is not in NotifyHosts` };
}

function covers(entry: string, host: string): boolean {
  return entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry;
}
