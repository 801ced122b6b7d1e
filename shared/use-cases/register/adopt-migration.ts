/** Binding a registered migration to the operation that runs at the service. */
import type { EngineReading } from '../../core/engine/reading';
import type { ControlRow } from '../../core/migration/control';
import { isOffline } from '../../core/migration/offline';
import type { Registration } from '../../core/migration/registration';
import { mayHaveCreated } from '../../core/requests/creation';
import { hasElapsed } from '../../core/timing';
import { isModeUntold, modeObjection } from '../../core/watch/adoption';
import { readEngine } from '../assess/gather-facts';
import { type Capabilities, nowIso } from '../capabilities';
import { changeControl } from '../change-control';

/**
 * Writes the operation id into the control row; a migration adopted before stays as it is.
 *
 * A migration that was on its way before this ledger knew of it is bound with `manualOnly`: an earlier ledger may have
 * been lost with a hold, a tail or an attempt in it, so nothing is sent without an approval (G3), unless an operator has
 * stated that there was none. One that is offline is
 * bound so for good: nothing is ever sent. A mode that stopped fitting meanwhile is left to the next assessment.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function adoptMigration(caps: Capabilities, id: string, operationId: string): Promise<void> {
  const registration = await caps.ledger.registration(id);
  if (!registration) return;
  const engine = await readEngine(caps, registration);
  await changeControl<string>(caps.ledger, id, (control) => {
    if (control.operationId !== undefined || control.ended)
      return { kind: 'refuse', refusal: 'adopted before' };
    if (engine.kind === 'read' && modeObjection(control, engine.status) !== undefined)
      return { kind: 'refuse', refusal: 'the mode does not fit' };
    const at = nowIso(caps.clock);
    const offline = isOffline(control) ? true : undefined;
    const wasBefore = !offline && wasUnderWay(registration, control, engine);
    const stated = control.fresh !== undefined || registration.adopt !== undefined;
    const manualOnly = wasBefore && !stated ? UNDER_WAY : undefined;
    const text = [
      `Adopted operation ${operationId}`,
      `the operator vouches for the storage account of ${registration.backups.containerUrl}, which the service does not report`,
      ...modeText(control, engine),
      ...(manualOnly === undefined ? [] : [manualOnly]),
      ...(wasBefore && stated ? [STATED_FRESH] : []),
    ].join('; ');
    return {
      kind: 'change',
      control: { ...control, operationId, manualOnly, offline },
      entries: [{ at, kind: 'adopted', by: 'watch', text, facts: { operationId } }],
    };
  });
}

function modeText(control: ControlRow, engine: EngineReading): readonly string[] {
  const word = isOffline(control) ? 'offline' : 'online';
  const untold =
    engine.kind === 'read' && isModeUntold(engine.status)
      ? [
          `the service does not distinguish online from offline: ${word} is what the policy says (${control.policy.mode})`,
        ]
      : [];
  return isOffline(control)
    ? [...untold, 'offline: the service cuts over by itself, nothing is sent']
    : untold;
}

const UNDER_WAY =
  'the migration was under way before this ledger knew it: an operator approves the cutover in every mode';

const STATED_FRESH =
  'the migration was under way before this ledger knew it; an operator stated that nothing was sent or held before';

/** Neither created by this ledger, nor started or without a restored file since the registration; unknown counts as under way. */
function wasUnderWay(registration: Registration, control: ControlRow, engine: EngineReading): boolean {
  if (mayHaveCreated(control)) return false;
  if (engine.kind !== 'read') return true;
  const { startedOn, lastRestoredFile, lastRestoredSet, fullRestored } = engine.status;
  if (startedOn !== undefined && hasElapsed(registration.registeredAt, startedOn, 0)) return false;
  return lastRestoredFile !== undefined || lastRestoredSet !== undefined || fullRestored === true;
}
