/** An operator's `settle`: what no reading can tell is taken from somebody who has found it out. */
import { targetName } from '../../core/migration/target-name';
import { isOpen, settle, type Settlement } from '../../core/watch/settlement';
import { assessMigration } from '../assess/assess-migration';
import { lookAtTarget } from '../assess/look-at-target';
import { type Capabilities, nowIso } from '../capabilities';
import { type ActionOutcome, type Operator, entry, inTheWay } from '../operator-actions';

/** What is typed. */
export interface SettleRequest {
  readonly as: Settlement;
  /** `<instance>/<database>` of the target. */
  readonly confirm: string;
  readonly reason: string;
}

/**
 * Settles an attempt or a migration by an operator's word, on a fresh assessment and a fresh look at the target database;
 * by the ETag that was read before them, so that whatever changes meanwhile wins.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function settleOutcome(
  caps: Capabilities,
  operator: Operator,
  request: SettleRequest,
): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  if (!registration) return { kind: 'unknownMigration' };
  const label = targetName(registration.target);
  if (request.confirm !== label)
    return {
      kind: 'mistyped',
      field: 'confirm',
      reason: `type the target as <instance>/<database>: ${label}`,
    };
  const assessed = await assessMigration(caps, operator.id, 'routine');
  if (!assessed) return { kind: 'unknownMigration' };
  const { control, decision, facts } = assessed;
  const busy = isOpen(control.value) ? undefined : inTheWay(control.value, 'settle');
  if (busy !== undefined) return { kind: 'refused', refusal: busy };
  const at = nowIso(caps.clock);
  const target = await lookAtTarget(caps, registration);
  const outcome = settle(
    {
      control: control.value,
      block: decision.block,
      blockedSince: decision.blocked?.since,
      engine: facts.engine,
      target,
      isAdoptable: decision.commands.some(({ kind }) => kind === 'adopt'),
    },
    { as: request.as, by: operator.by, at, reason: request.reason },
    caps.timing,
  );
  if (outcome.kind === 'refused') return { kind: 'refused', refusal: `Cannot settle: ${outcome.reason}` };
  const { ended } = outcome.control;
  const lines = [
    entry(at, 'settled', operator, outcome.text, { as: request.as }),
    ...(ended
      ? [entry(at, 'ended', operator, `Ended ${ended.phase}: ${ended.reason}`, { state: ended.phase })]
      : []),
  ];
  const stored = await caps.ledger.changeControl(operator.id, control.etag, outcome.control, lines);
  return stored.kind === 'changed'
    ? { kind: 'changed', control: outcome.control }
    : { kind: 'refused', refusal: 'Cannot settle: the migration has changed; check it again' };
}
