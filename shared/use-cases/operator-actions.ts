/**
 * What an operator may do: every action changes the control row by ETag, with identity and time in the journal, and is
 * refused with the reason when it is not possible now (G6). Repeating an action changes nothing.
 */
import { mayStillArrive, unclearAttempt } from '../core/cutover/held-attempt';
import { shownState } from '../core/cutover/offline';
import { cancelEffect } from '../core/engine/notices';
import type { Attempt, AttemptState, ControlRow } from '../core/migration/control';
import { ATTEMPT_IN_FLIGHT } from '../core/migration/control';
import { addHold, endHold, holdsOf, listHolds, MOST_HOLDS } from '../core/migration/holds';
import type { JournalEntry, JournalKind } from '../core/migration/journal';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import type { ControlChange, ControlChangeOutcome } from './change-control';
import { changeControl } from './change-control';
import { ingestByName } from './ingest-blob';

/** Who acts on which migration. */
export interface Actor {
  readonly id: string;
  readonly by: string;
}

/** Why an action is not possible now; a sentence. */
export type Refusal = string;

/** What became of an action. */
export type ActionOutcome =
  | ControlChangeOutcome<Refusal>
  /** What was typed to confirm it does not fit; `field` names which, `reason` what to type. */
  | { readonly kind: 'mistyped'; readonly field: string; readonly reason: string };

/** What is wanted is so already: nothing is written, so a pending approval or claim stays good. */
const KEEP: ControlChange<Refusal> = { kind: 'keep' };

const refuse = (refusal: Refusal): ControlChange<Refusal> => ({ kind: 'refuse', refusal });

/** Names the tail: "this is the last log". A later word replaces an earlier one and voids a go-ahead given for it. */
export function nameTail(caps: Capabilities, actor: Actor, blob: string): Promise<ActionOutcome> {
  return act(caps, actor, (control, at) => {
    const busy = inTheWay(control, 'name the tail');
    if (busy !== undefined) return refuse(busy);
    if (control.namedTail?.blob === blob) return KEEP;
    const next: ControlRow = { ...control, namedTail: { by: actor.by, at, blob }, approval: undefined };
    return done(next, entry(at, 'tailNamed', actor, `Tail named: ${blob}`, { blob }));
  });
}

/** Exclusions of one migration at most: they are part of the control row. */
const MOST_EXCLUSIONS = 100;

/**
 * Takes one version of a blob out of consideration; the version is one the ledger has recorded.
 *
 * @param exclusion its `etag` with or without quotation marks, empty for an upload that is not committed
 */
export async function excludeBlob(
  caps: Capabilities,
  actor: Actor,
  given: { readonly blob: string; readonly etag: string; readonly reason: string },
): Promise<ActionOutcome> {
  const versions = await caps.ledger.backupVersions(actor.id, given.blob);
  const version = versions.find((one) => bareEtag(one.etag) === bareEtag(given.etag));
  if (version === undefined)
    return (await caps.ledger.control(actor.id))
      ? { kind: 'refused', refusal: unknownVersion(given.blob, versions) }
      : { kind: 'unknownMigration' };
  const upload = version.etag === '' ? await uploadNow(caps, actor.id, given.blob) : undefined;
  if (version.etag === '' && upload === undefined)
    return { kind: 'refused', refusal: `Cannot exclude ${given.blob}: no upload of it is open any more` };
  const exclusion = { ...given, etag: version.etag, ...(upload !== undefined && { upload }) };
  return act(caps, actor, (control, at) => {
    const busy = inTheWay(control, 'exclude a blob');
    if (busy !== undefined) return refuse(busy);
    const same = control.exclusions.find((one) => one.blob === exclusion.blob && one.etag === exclusion.etag);
    if (same?.reason === exclusion.reason && same.upload === upload) return KEEP;
    const others = control.exclusions.filter((one) => one !== same);
    if (others.length >= MOST_EXCLUSIONS)
      return refuse(`Cannot exclude a blob: ${MOST_EXCLUSIONS} are excluded; move the others away instead`);
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

/** Which upload of a name is open now, by storage itself: what the ledger recorded may be an earlier one. */
async function uploadNow(caps: Capabilities, id: string, blob: string): Promise<string | undefined> {
  const registration = await caps.ledger.registration(id);
  if (registration === undefined) return undefined;
  const found = await ingestByName(caps, registration, blob);
  return found.kind === 'gone' ? undefined : found.record.upload;
}

/** Storage shows ETags bare in listings and quoted in headers. */
function bareEtag(etag: string): string {
  return etag.replace(/^W\//, '').replaceAll('"', '');
}

function unknownVersion(blob: string, versions: readonly { readonly etag: string }[]): Refusal {
  const known = versions.slice(0, 5).map((one) => (one.etag === '' ? 'one not committed' : one.etag));
  return known.length === 0
    ? `Cannot exclude ${blob}: the ledger knows no such blob`
    : `Cannot exclude ${blob}: the ledger has no version with this ETag; it has ${known.join(', ')}`;
}

/** Holds the cutover; refused once the request is on its way, taken when nobody knows whether it is (`unclearAttempt`). */
export function hold(caps: Capabilities, actor: Actor, reason: string): Promise<ActionOutcome> {
  return act(caps, actor, (control, at) => {
    const unclear = unclearAttempt(control, at);
    const busy = unclear === undefined ? inTheWay(control, 'hold') : undefined;
    if (busy !== undefined) return refuse(busy);
    const holds = holdsOf(control);
    if (holds.some((one) => one.by === actor.by && one.reason === reason)) return KEEP;
    if (holds.length >= MOST_HOLDS)
      return refuse(
        `Cannot hold: ${MOST_HOLDS} holds stand; one of them is enough to keep it from cutting over`,
      );
    const next = addHold(control, { by: actor.by, at, reason });
    const limit = unclear === undefined ? '' : `; ${mayStillArrive(unclear)}`;
    return done(next, entry(at, 'held', actor, `Held (${next.lastHold}): ${reason}${limit}`));
  });
}

/**
 * Ends a hold, anybody's.
 *
 * @param number which one; needed when several stand
 */
export function release(caps: Capabilities, actor: Actor, number?: number): Promise<ActionOutcome> {
  return act(caps, actor, (control, at) => {
    const busy = unclearAttempt(control, at) === undefined ? inTheWay(control, 'release') : undefined;
    if (busy !== undefined) return refuse(busy);
    const holds = holdsOf(control);
    const ended = holds.find((one) => one.number === (number ?? holds[0]?.number));
    if (ended === undefined) return whenNotHeld(control, number);
    if (number === undefined && holds.length > 1)
      return refuse(`Cannot release: several holds stand, say which one: ${listHolds(holds)}`);
    const whose = ended.by === actor.by ? '' : ` of ${ended.by}`;
    const text = `Released the hold${whose} (${ended.number}): ${ended.reason}`;
    return done(endHold(control, ended.number), entry(at, 'released', actor, text, { hold: ended.number }));
  });
}

/** A hold that was released before is released; one that never stood is a mistake. */
function whenNotHeld(control: ControlRow, number: number | undefined): ControlChange<Refusal> {
  if (number === undefined) return refuse('Cannot release: the migration is not held');
  if (number <= (control.lastHold ?? 0)) return KEEP;
  const holds = holdsOf(control);
  const standing = holds.length === 0 ? 'the migration is not held' : `these stand: ${listHolds(holds)}`;
  return refuse(`Cannot release: there is no hold ${number}; ${standing}`);
}

/** As `requestCancel`, once the name of the target database is typed: the service drops or deletes it. */
export async function confirmCancel(
  caps: Capabilities,
  actor: Actor,
  confirm: string,
): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(actor.id);
  if (!registration) return { kind: 'unknownMigration' };
  const { databaseName } = registration.target;
  if (confirm === databaseName) return requestCancel(caps, actor);
  const effect = `the service ${cancelEffect(registration.engine)}`;
  return { kind: 'mistyped', field: 'confirm', reason: `${effect}; type its name, ${databaseName}` };
}

/** Records the intent to cancel; the watch carries it out. What the service then does depends on the engine. */
export async function requestCancel(caps: Capabilities, actor: Actor): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(actor.id);
  if (!registration) return { kind: 'unknownMigration' };
  return act(caps, actor, (control, at) => {
    const busy = inTheWay(control, 'cancel');
    if (busy !== undefined) return refuse(busy);
    if (control.cancel && control.cancel.state !== 'refused' && control.cancel.state !== 'withdrawn')
      return KEEP;
    if (control.operationId === undefined)
      return refuse(
        'Cannot cancel: the migration is not adopted, so nothing of it is known to run; to take the registration back, withdraw it',
      );
    const text = `Cancel requested: the service ${cancelEffect(registration.engine)}`;
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
  const attempt = decidedAttempt(control);
  if (attempt === undefined) return undefined;
  if (shownState(attempt) === 'begunByService')
    return `Cannot ${action}: the service has begun the cutover by itself`;
  const why = ATTEMPT_IN_FLIGHT.includes(attempt.state)
    ? 'the request may have reached the service'
    : 'the migration is coming to its end';
  return `Cannot ${action}: attempt ${attempt.number} is ${attempt.state}, ${why}`;
}

/** States of an attempt that has certainly not touched the service. */
const LEAVES_ROOM: readonly AttemptState[] = ['intended', 'withdrawn', 'refused', 'notReceived'];

/** The attempt whose request is or may be at the service, or has ended the migration: nothing may change then (G2). */
export function decidedAttempt({ attempt }: ControlRow): Attempt | undefined {
  return attempt === undefined || LEAVES_ROOM.includes(attempt.state) ? undefined : attempt;
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
