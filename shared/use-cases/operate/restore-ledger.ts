/** Declaring that a ledger was restored: its tables may lack what was sent since the copy was made. */
import { asRestored } from '../../core/cutover/restored-control';
import type { JournalEntry } from '../../core/migration/journal';
import { type Capabilities, nowIso } from '../capabilities';
import { changeControl } from '../change-control';
import { type LedgerView, changeLedgerState, freezeLedger, viewLedger } from './freeze-ledger';

/**
 * Freezes the ledger, takes the authority of every migration that has not ended (`asRestored`), and makes its home where it
 * is. The home is written last: until every migration is done, a copy stays frozen and is not thawed. Repeating it does no harm.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function declareRestored(
  caps: Pick<Capabilities, 'ledger' | 'clock'>,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<LedgerView> {
  const { ledger, clock } = caps;
  await freezeLedger(caps, { by, reason: `restored: ${reason}` });
  for await (const registration of ledger.registrations()) {
    await changeControl<never>(ledger, registration.id, (control) => {
      if (control.ended !== undefined) return { kind: 'keep' };
      const at = nowIso(clock);
      const why = `the ledger was restored at ${at}: ${reason}`;
      const text = `Restored: ${reason}; manual only, and what was open is unclear`;
      const entry: JournalEntry = { at, kind: 'restored', by, text };
      return {
        kind: 'change',
        control: asRestored(registration, control, { by, at, why }),
        entries: [entry],
      };
    });
  }
  await changeLedgerState(ledger, 'declare the ledger restored', (stored) => {
    const at = nowIso(clock);
    const text = `Restored: ${reason}; the ledger is at home in ${ledger.home}`;
    const freeze = stored?.value.freeze ?? { at, by, reason: `restored: ${reason}` };
    return { state: { home: ledger.home, freeze }, entries: [{ at, kind: 'restored', by, text }] };
  });
  return viewLedger(caps);
}
