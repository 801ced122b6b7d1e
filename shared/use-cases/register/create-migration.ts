/** Creating the migration at the service: intent, one request for each try, observation. */
import type { ControlRow, CreationIntent } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import { answered, claimCreation, mayBeClaimed, tryNumber } from '../../core/requests/creation';
import { creationClearance } from '../../core/requests/clearance';
import { addSeconds } from '../../core/timing';
import { readEngine } from '../assess/gather-facts';
import { type Capabilities, nowIso } from '../capabilities';
import type { RowChange } from '../change-control';
import { type RequestKind, claimAndSend } from '../claim-and-send';
import { readPreflight } from '../preflight/preflight-store';
import { createSpecOf } from './create-spec';

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
  const control = await caps.ledger.control(id);
  if (!registration?.create || control === undefined) return;
  const lookedAt = nowIso(caps.clock);
  // A run that was late finds what another created; it is not to be replaced.
  const engine = await readEngine(caps, registration);
  if (engine.kind !== 'absent') return;
  // Since the decision an answer may have been taken back, or the result have grown old; an answer taken back from here on
  // changes the row's ETag.
  const { result: preflight } = await readPreflight(caps.ledger, id);
  const facts = { preflight, control: control.value, newestBackup: undefined, at: lookedAt };
  if (creationClearance(facts).kind !== 'clear') return;
  await claimAndSend(caps, registration, control, creationRequest(caps, registration, lookedAt));
}

function creationRequest(
  caps: Capabilities,
  registration: Registration,
  lookedAt: string,
): RequestKind<CreationIntent> {
  const { timing } = caps;
  return {
    lookedAt,
    notAfter: (at) => addSeconds(at, timing.senderValid),
    storedIn: ({ creation }) => creation,
    claim: (control, sender, at) => {
      if (!mayBeClaimed(control, at)) return undefined;
      const intent = control.creation ?? { by: registration.registeredBy, at, state: 'intended' as const };
      const number = tryNumber(intent);
      const text = `Creating the migration at the service${number === 1 ? '' : ` (try ${number})`}`;
      return change(control, claimCreation(intent, sender), at, text, number);
    },
    prepare: (engine, target) => {
      const found = createSpecOf(caps, registration);
      return async (deadline) =>
        found.kind === 'missing'
          ? { kind: 'notSent', reason: found.reason }
          : engine.create(target, found.spec, deadline);
    },
    settle: (control, creation, answer, at) => {
      const next = answered(creation, answer, at, timing);
      const text = next.reason ?? 'The service accepted the creation';
      return change(control, next, at, text, tryNumber(creation));
    },
  };
}

function change(
  control: ControlRow,
  creation: CreationIntent,
  at: string,
  text: string,
  number: number,
): RowChange {
  return {
    kind: 'change',
    control: { ...control, creation },
    entries: [{ at, kind: 'created', by: 'sender', text, facts: { try: number } }],
  };
}
