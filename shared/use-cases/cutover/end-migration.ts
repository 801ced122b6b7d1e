/** Writing the end into the control row: from then on nothing changes. */
import type { ControlRow } from '../../core/migration/control';
import { type TerminalPhase, givesUpClaims } from '../../core/migration/phase';
import { assessMigration } from '../assess/assess-migration';
import { type Capabilities, nowIso } from '../capabilities';
import { changeControl } from '../change-control';

/** How a migration ended. */
export interface End {
  readonly phase: TerminalPhase;
  readonly reason: string;
}

/** Only an attempt that was confirmed proves the end; of an offline migration, that of the service. */
function isProven({ attempt }: ControlRow, { phase }: End): boolean {
  return phase === 'completed' && attempt?.state === 'confirmed';
}

/**
 * Ends a migration and publishes its last status; without success, target and location can be registered again. Idempotent:
 * the end that is stored counts, not the one that is asked for, as an operator's word may have come first.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function endMigration(caps: Capabilities, id: string, end: End): Promise<void> {
  await changeControl<string>(caps.ledger, id, (control) => {
    if (control.ended) return { kind: 'refuse', refusal: 'ended before' };
    const at = nowIso(caps.clock);
    return {
      kind: 'change',
      control: { ...control, ended: { ...end, at } },
      entries: [
        {
          at,
          kind: 'ended',
          by: 'watch',
          text: `Ended ${end.phase}: ${end.reason}`,
          facts: { state: end.phase, ...(isProven(control, end) && { proven: true }) },
        },
      ],
    };
  });
  const ended = (await caps.ledger.control(id))?.value.ended;
  if (ended !== undefined && givesUpClaims(ended.phase)) await caps.ledger.releaseClaims(id);
  await assessMigration(caps, id, 'routine');
}
