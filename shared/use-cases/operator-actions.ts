/**
 * What an operator may do: every action changes the control row by ETag, with identity and time in the journal, and is
 * refused with the reason when it is not possible now (G6). Repeating an action changes nothing.
 */
import { isInFlight } from '../core/cutover/attempt';
import type { ControlRow } from '../core/migration/control';
import type { JournalEntry, JournalKind } from '../core/migration/journal';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import type { ControlChange, ControlChangeOutcome } from './change-control';
import { changeControl } from './change-control';

/** Who acts on which migration. */
export interface Actor {
  readonly id: string;
  readonly by: string;
}

/** Why an action is not possible now; a sentence. */
export type Refusal = string;

/** What became of an action. */
export type ActionOutcome = ControlChangeOutcome<Refusal>;

const refuse = (refusal: Refusal): ControlChange<Refusal> => ({ kind: 'refuse', refusal });

/** Names the tail: "this is the last log". A later word replaces an earlier one and voids a go-ahead given for it. */
export function nameTail(caps: Capabilities, actor: Actor, blob: string): Promise<ActionOutcome> {
  return act(caps, actor, (control, at) => {
    const busy = inTheWay(control, 'name the tail');
    if (busy !== undefined) return refuse(busy);
    const next: ControlRow = { ...control, namedTail: { by: actor.by, at, blob }, approval: undefined };
    return done(next, entry(at, 'tailNamed', actor, `Tail named: ${blob}`, { blob }));
  });
}

/** Takes one version of a blob out of consideration. */
export function excludeBlob(
  caps: Capabilities,
  actor: Actor,
  exclusion: { readonly blob: string; readonly etag: string; readonly reason: string },
): Promise<ActionOutcome> {
  return act(caps, actor, (control, at) => {
    const busy = inTheWay(control, 'exclude a blob');
    if (busy !== undefined) return refuse(busy);
    const others = control.exclusions.filter(
      (one) => one.blob !== exclusion.blob || one.etag !== exclusion.etag,
    );
    const next: ControlRow = { ...control, exclusions: [...others, { ...exclusion, by: actor.by, at }] };
    return done(
      next,
      entry(at, 'excluded', actor, `Excluded ${exclusion.blob}: ${exclusion.reason}`, {
        blob: exclusion.blob,
        etag: exclusion.etag,
      }),
    );
  });
}

/** Holds the cutover; refused once the request is on its way. */
export function hold(caps: Capabilities, actor: Actor, reason: string): Promise<ActionOutcome> {
  return act(caps, actor, (control, at) => {
    const busy = inTheWay(control, 'hold');
    if (busy !== undefined) return refuse(busy);
    return done(
      { ...control, hold: { by: actor.by, at, reason } },
      entry(at, 'held', actor, `Held: ${reason}`),
    );
  });
}

/** Releases a hold. */
export function release(caps: Capabilities, actor: Actor): Promise<ActionOutcome> {
  return act(caps, actor, (control, at) => {
    if (!control.hold) return refuse('Cannot release: the migration is not held');
    return done({ ...control, hold: undefined }, entry(at, 'released', actor, 'Released'));
  });
}

/** Records the intent to cancel; the watch carries it out. */
export function requestCancel(caps: Capabilities, actor: Actor): Promise<ActionOutcome> {
  return act(caps, actor, (control, at) => {
    const busy = inTheWay(control, 'cancel');
    if (busy !== undefined) return refuse(busy);
    if (control.cancel && control.cancel.state !== 'refused' && control.cancel.state !== 'withdrawn')
      return done(control);
    const text = 'Cancel requested: the service will drop the target database';
    return done(
      { ...control, approval: undefined, cancel: { by: actor.by, at, state: 'intended' } },
      entry(at, 'cancelRequested', actor, text),
    );
  });
}

/** Applies one action; an ended migration takes none. */
export async function act(
  caps: Capabilities,
  actor: Actor,
  action: (control: ControlRow, at: string) => ControlChange<Refusal>,
): Promise<ActionOutcome> {
  return changeControl<Refusal>(caps.ledger, actor.id, (control) => action(control, nowIso(caps.clock)));
}

/** Why nothing may be changed now; undefined when it may. */
export function inTheWay(control: ControlRow, action: string): Refusal | undefined {
  if (control.ended) return `Cannot ${action}: the migration has ended (${control.ended.phase})`;
  if (isInFlight(control))
    return `Cannot ${action}: attempt ${control.attempt?.number ?? 0} is ${control.attempt?.state ?? ''}, the request may have reached the service`;
  return undefined;
}

/** A change with its journal lines. */
export function done(control: ControlRow, ...entries: readonly JournalEntry[]): ControlChange<Refusal> {
  return { kind: 'change', control, entries };
}

/** A journal line of an operator. */
export function entry(
  at: string,
  kind: JournalKind,
  actor: Actor,
  text: string,
  facts?: JournalEntry['facts'],
): JournalEntry {
  return { at, kind, by: actor.by, text, facts };
}
