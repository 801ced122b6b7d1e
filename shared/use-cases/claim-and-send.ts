/**
 * Claim, send, settle: the one way in which a request that changes something leaves, at most once (G2).
 *
 * A crash before the claim is written leaves the row as it was. A crash after it leaves `sending`: the request may be on
 * its way, so no run sends it again, and observation tells what became of it.
 */
import type { ChangeAnswer } from '../core/engine/change-answer';
import type { ControlRow, Sender } from '../core/migration/control';
import { describeFreeze } from '../core/migration/ledger-state';
import type { Registration } from '../core/migration/registration';
import { hasElapsed } from '../core/timing';
import type { Ledger, Versioned } from '../ports/ledger';
import type { EngineTarget, MigrationEngine } from '../ports/migration-engine';
import { type Capabilities, nowIso } from './capabilities';
import { type RowChange, changeControl } from './change-control';
import { engineTargetOf } from './engine-target';
import { readFreeze } from './read-freeze';

/** What every request in the control row has. */
export interface StoredRequest {
  readonly state: string;
  readonly sender?: Sender;
}

/** What sets one kind of request apart: two pure transitions of the control row, and the call. Times: ISO 8601 UTC. */
export interface RequestKind<R extends StoredRequest> {
  /** When the look began that shows that it may be sent. */
  readonly lookedAt: string;
  /** Until when a run that claims it at `at` may send. */
  readonly notAfter: (at: string) => string;
  readonly storedIn: (control: ControlRow) => R | undefined;
  /** The row with the claim; undefined when the row allows none. */
  readonly claim: (control: ControlRow, sender: Sender, at: string) => RowChange | undefined;
  /** Makes the call ready; called with the deadline (epoch ms), it sends once and not after it. */
  readonly prepare: (
    engine: MigrationEngine,
    target: EngineTarget,
  ) => (deadline: number) => Promise<ChangeAnswer>;
  /** The row with the answer, which came at `at`. */
  readonly settle: (control: ControlRow, request: R, answer: ChangeAnswer, at: string) => RowChange;
}

/** The answer, and the control row once it is stored. */
export interface Sent {
  readonly answer: ChangeAnswer;
  readonly control?: ControlRow;
}

/** The reason stored when a request that another run left in `sending` becomes `unknown`. */
export const LEFT_UNANSWERED = 'the run that sent it ended before it stored the answer';

/** Another run may have given it up as unknown meanwhile: the late answer of the run that sent it says more. */
const AWAITS_ANSWER: readonly string[] = ['sending', 'unknown'];

/**
 * Claims a request, sends it once unless the ledger is frozen, and stores the answer.
 *
 * The claim is written by the ETag that was read before the look: whatever was written since wins. An own write whose
 * answer was lost counts as done. The answer is stored, in spite of other writers, while the row has this run's claim.
 *
 * @param read the control row as it was before the look
 * @returns undefined when nothing was sent: the row allows no claim, another writer was faster, or the clock went back
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function claimAndSend<R extends StoredRequest>(
  caps: Capabilities,
  registration: Registration,
  read: Versioned<ControlRow>,
  kind: RequestKind<R>,
): Promise<Sent | undefined> {
  const { ledger, clock } = caps;
  const { id } = registration;
  const engine = caps.engine(registration.engine);
  const at = nowIso(clock);
  const sender: Sender = { token: caps.newToken(), notAfter: kind.notAfter(at) };
  const ours = (control: ControlRow | undefined): R | undefined => {
    const stored = control && kind.storedIn(control);
    return stored?.sender?.token === sender.token ? stored : undefined;
  };

  if (engine === undefined || !hasElapsed(kind.lookedAt, at, 0)) return undefined;
  const claim = kind.claim(read.value, sender, at);
  if (claim === undefined) return undefined;
  const written = await ledger.changeControl(id, read.etag, claim.control, claim.entries);
  if (written.kind === 'conflict' && !ours((await ledger.control(id))?.value)) return undefined;

  const call = kind.prepare(engine, engineTargetOf(registration));
  const obstacle = (await frozenAfterClaim(ledger)) ?? clockWentBack(at, nowIso(clock));
  const answer = obstacle ?? (await call(Date.parse(sender.notAfter)));

  const answeredAt = nowIso(clock);
  const outcome = await changeControl<never>(ledger, id, (control) => {
    const request = ours(control);
    return request !== undefined && AWAITS_ANSWER.includes(request.state)
      ? kind.settle(control, request, answer, answeredAt)
      : { kind: 'keep' };
  });
  return { answer, ...(outcome.kind === 'changed' && { control: outcome.control }) };
}

type NotSent = Extract<ChangeAnswer, { kind: 'notSent' }>;

/**
 * The freeze is read once the claim is written, and whoever freezes looks for claims once the freeze is written: so either
 * this run finds the freeze, or the operator is told of this claim (docs/ledger.md). A freeze that cannot be read counts.
 */
async function frozenAfterClaim(ledger: Pick<Ledger, 'home' | 'state'>): Promise<NotSent | undefined> {
  try {
    const freeze = await readFreeze(ledger);
    return freeze && { kind: 'notSent', reason: describeFreeze(freeze), frozen: true };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown error';
    return { kind: 'notSent', reason: `whether the ledger is frozen cannot be read: ${why}`, frozen: true };
  }
}

function clockWentBack(claimedAt: string, now: string): NotSent | undefined {
  return hasElapsed(claimedAt, now, 0) ? undefined : { kind: 'notSent', reason: 'the clock went back' };
}
