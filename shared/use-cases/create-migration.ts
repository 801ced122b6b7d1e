/** Creating the migration at the service, once: intent, one request, observation. */
import { clip } from '../core/views/clip';
import type { Registration } from '../core/migration/registration';
import type { CreationIntent } from '../core/migration/control';
import type { ChangeAnswer } from '../ports/migration-engine';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import { changeControl } from './change-control';
import { createSpecOf } from './create-spec';
import { engineTargetOf } from './engine-target';

/**
 * Sends the create request if none was sent yet; whether it worked shows in the next reading.
 *
 * A run that finds `sending` never sends (G2): the assessment makes it `unknown` when the answer stays away.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function createMigration(caps: Capabilities, id: string): Promise<void> {
  const registration = await caps.ledger.registration(id);
  if (!registration?.create || !(await claim(caps, registration))) return;
  const engine = caps.engine(registration.engine);
  const spec = createSpecOf(caps, registration);
  const answer: ChangeAnswer =
    engine === undefined
      ? { kind: 'notSent', reason: `this deployment does not drive engine ${registration.engine}` }
      : spec.kind === 'missing'
        ? { kind: 'notSent', reason: spec.reason }
        : await engine.create(engineTargetOf(registration), spec.spec);
  await settle(caps, id, answer);
}

async function claim(caps: Capabilities, registration: Registration): Promise<boolean> {
  const outcome = await changeControl<string>(caps.ledger, registration.id, (control) => {
    if (
      control.operationId !== undefined ||
      (control.creation !== undefined && control.creation.state !== 'intended')
    )
      return { kind: 'refuse', refusal: 'sent before' };
    const at = nowIso(caps.clock);
    return {
      kind: 'change',
      control: { ...control, creation: { by: registration.registeredBy, at, state: 'sending' } },
      entries: [{ at, kind: 'created', by: 'sender', text: 'Creating the migration at the service' }],
    };
  });
  return outcome.kind === 'changed';
}

async function settle(caps: Capabilities, id: string, answer: ChangeAnswer): Promise<void> {
  await changeControl<string>(caps.ledger, id, (control) => {
    // Another run may have given it up as unclear meanwhile: the late answer of this one says more.
    if (control.creation?.state !== 'sending' && control.creation?.state !== 'unknown')
      return { kind: 'refuse', refusal: 'settled before' };
    const at = nowIso(caps.clock);
    const { state, reason: told } = creationAfter(answer);
    const reason = told === undefined ? undefined : clip(told, 2_000);
    return {
      kind: 'change',
      control: { ...control, creation: { ...control.creation, state, reason } },
      entries: [{ at, kind: 'created', by: 'sender', text: reason ?? 'The service accepted the creation' }],
    };
  });
}

function creationAfter(answer: ChangeAnswer): { state: CreationIntent['state']; reason?: string } {
  switch (answer.kind) {
    case 'accepted':
      return { state: 'sent' };
    case 'refused':
      return {
        state: 'refused',
        reason: `The service refused the creation: ${answer.code} ${answer.message}`,
      };
    case 'notSent':
      return { state: 'refused', reason: `The creation was not sent: ${answer.reason}` };
    case 'unknown':
      return { state: 'unknown', reason: `No clear answer to the creation: ${answer.reason}` };
  }
}
