/** An operator's `withdraw`: a registration that was a mistake is ended before anything of it runs at the service. */
import { withdrawalObjection, withdrawalReason } from '../../core/requests/withdrawal';
import { type Capabilities, nowIso } from '../capabilities';
import { type ControlChange, changeControl } from '../change-control';
import { type ActionOutcome, type Operator, type Refusal, done, entry, inTheWay } from '../operator-actions';

/**
 * Ends a registration without asking anything of the service, and gives up its target and location.
 *
 * Adoption and creation change the same row by ETag, so one of them or this wins, never both. Claims that cannot be
 * given up now are so by the watch or the sweep.
 */
export async function withdrawRegistration(
  caps: Capabilities,
  operator: Operator,
  reason: string,
): Promise<ActionOutcome> {
  const at = nowIso(caps.clock);
  const outcome = await changeControl<Refusal>(
    caps.ledger,
    operator.id,
    (control): ControlChange<Refusal> => {
      const ended = {
        phase: 'canceled' as const,
        at,
        reason: withdrawalReason(operator.by, reason, control),
      };
      // Ours, where the answer of the ledger was lost.
      if (control.ended?.at === at && control.ended.reason === ended.reason) return { kind: 'keep' };
      const objection = withdrawalObjection(control);
      const refusal =
        inTheWay(control, 'withdraw') ??
        (objection === undefined ? undefined : `Cannot withdraw: ${objection}`);
      if (refusal !== undefined) return { kind: 'refuse', refusal };
      const text = `Ended ${ended.phase}: ${ended.reason}`;
      return done({ ...control, ended }, entry(at, 'ended', operator, text, { state: ended.phase }));
    },
  );
  if (outcome.kind === 'changed') await caps.ledger.releaseClaims(operator.id).catch(() => undefined);
  return outcome;
}
