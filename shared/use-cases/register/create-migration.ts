/** Creating the migration at the service: intent, one request for each try, observation. */
import type { JournalEntry } from '../../core/migration/journal';
import type { Registration } from '../../core/migration/registration';
import {
  type CreationAnswer,
  answered,
  claimCreation,
  mayBeClaimed,
  tryNumber,
} from '../../core/requests/creation';
import { addSeconds } from '../../core/timing';
import { type Capabilities, nowIso } from '../capabilities';
import { type ControlChange, changeControl } from '../change-control';
import { createSpecOf } from './create-spec';
import { engineTargetOf } from '../engine-target';
import { readEngine } from '../assess/gather-facts';

/**
 * Sends the create request of the try that is intended, if the service knows no such migration; whether it worked shows
 * in the next reading.
 *
 * A run that finds `sending` never sends (G2): the assessment makes it `unknown` when the answer stays away, and the
 * next try once it is proven lost.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function createMigration(caps: Capabilities, id: string): Promise<void> {
  const registration = await caps.ledger.registration(id);
  if (!registration?.create) return;
  // A run that was late finds what another created; it is not to be replaced.
  const engine = await readEngine(caps, registration);
  if (engine.kind !== 'absent') return;
  const claim = await claimTheSending(caps, registration);
  if (claim === undefined) return;
  await settle(caps, id, claim.token, await send(caps, registration, claim));
}

/** Who may send, and when; epoch milliseconds. */
interface Claim {
  readonly token: string;
  readonly claimedAt: number;
  readonly deadline: number;
}

async function claimTheSending(caps: Capabilities, registration: Registration): Promise<Claim | undefined> {
  const token = caps.newToken();
  const at = nowIso(caps.clock);
  const notAfter = addSeconds(at, caps.timing.senderValid);
  const outcome = await changeControl<string>(caps.ledger, registration.id, (control) => {
    if (control.creation?.sender?.token === token) return { kind: 'keep' };
    if (!mayBeClaimed(control, at)) return { kind: 'refuse', refusal: 'sent before' };
    const intent = control.creation ?? { by: registration.registeredBy, at, state: 'intended' as const };
    const creation = claimCreation(intent, { token, notAfter });
    const number = tryNumber(creation);
    const text = `Creating the migration at the service${number === 1 ? '' : ` (try ${number})`}`;
    return { kind: 'change', control: { ...control, creation }, entries: [line(at, text, number)] };
  });
  return outcome.kind === 'changed'
    ? { token, claimedAt: Date.parse(at), deadline: Date.parse(notAfter) }
    : undefined;
}

async function send(
  caps: Capabilities,
  registration: Registration,
  { claimedAt, deadline }: Claim,
): Promise<CreationAnswer> {
  const engine = caps.engine(registration.engine);
  if (engine === undefined) return notSent(`this deployment does not support engine ${registration.engine}`);
  const found = createSpecOf(caps, registration);
  if (found.kind === 'missing') return notSent(found.reason);
  if (caps.clock.now().getTime() < claimedAt) return notSent('the clock went back', true);
  const answer = await engine.create(engineTargetOf(registration), found.spec, deadline);
  return answer.kind === 'notSent' ? notSent(answer.reason, caps.clock.now().getTime() > deadline) : answer;
}

function notSent(reason: string, isPassing = false): CreationAnswer {
  return { kind: 'notSent', reason, isPassing };
}

async function settle(caps: Capabilities, id: string, token: string, answer: CreationAnswer): Promise<void> {
  await changeControl<string>(caps.ledger, id, (control): ControlChange<string> => {
    const { creation } = control;
    if (creation?.sender?.token !== token) return { kind: 'refuse', refusal: 'another try' };
    // Another run may have given it up as unclear meanwhile: the late answer of this one says more.
    if (creation.state !== 'sending' && creation.state !== 'unknown')
      return { kind: 'refuse', refusal: 'settled before' };
    const at = nowIso(caps.clock);
    const next = answered(creation, answer, at, caps.timing);
    const text = next.reason ?? 'The service accepted the creation';
    return {
      kind: 'change',
      control: { ...control, creation: next },
      entries: [line(at, text, tryNumber(creation))],
    };
  });
}

function line(at: string, text: string, number: number): JournalEntry {
  return { at, kind: 'created', by: 'sender', text, facts: { try: number } };
}
