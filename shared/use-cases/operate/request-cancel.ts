/** An operator's `cancel`: the watch carries it out. */
import { cancelEffect } from '../../core/engine/notices';
import type { ControlRow } from '../../core/migration/control';
import { targetName } from '../../core/migration/target-name';
import { mayHaveCreated } from '../../core/requests/creation';
import type { Capabilities } from '../capabilities';
import {
  type Operator,
  type ActionOutcome,
  KEEP,
  refuse,
  act,
  inTheWay,
  done,
  entry,
  withoutApproval,
} from '../operator-actions';

/** As `requestCancel`, once the target is typed as `<instance>/<database>`: the service drops or deletes it. */
export async function confirmCancel(
  caps: Capabilities,
  operator: Operator,
  confirm: string,
): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  if (!registration) return { kind: 'unknownMigration' };
  const name = targetName(registration.target);
  if (confirm === name) return requestCancel(caps, operator);
  const effect = `the service ${cancelEffect(registration.engine)}`;
  return { kind: 'mistyped', field: 'confirm', reason: `${effect}; type ${name} to confirm` };
}

/** Records the intent to cancel; the watch carries it out. What the service then does depends on the engine. */
export async function requestCancel(caps: Capabilities, operator: Operator): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  if (!registration) return { kind: 'unknownMigration' };
  return act(caps, operator, (control, at) => {
    const busy = inTheWay(control, 'cancel');
    if (busy !== undefined) return refuse(busy);
    if (control.cancel && control.cancel.state !== 'refused' && control.cancel.state !== 'withdrawn')
      return KEEP;
    if (control.operationId === undefined)
      return refuse(
        mayHaveCreated(control)
          ? 'Cannot cancel: the migration is not adopted, so its operation is not known; cancel what was created in the portal, and settle it as canceled'
          : 'Cannot cancel: the migration is not adopted, so nothing of it is known to run; to undo the registration, withdraw it',
      );
    const text = `Cancel requested: the service ${cancelEffect(registration.engine)}`;
    const asked: ControlRow = { ...control, cancel: { by: operator.by, at, state: 'intended' } };
    const { control: next, entries } = withoutApproval(
      asked,
      operator,
      at,
      `${operator.by} requested a cancel`,
    );
    return done(next, entry(at, 'cancelRequested', operator, text), ...entries);
  });
}
