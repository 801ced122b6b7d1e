/** Opening the ledger when the app starts: its tables, and the record of where it is at home. */
import type { Ledger } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';

/**
 * Prepares the ledger. A new one is at home where it is. One that has migrations and no record of its home is of version
 * 0.1.0, or a copy without that row: it starts frozen, and an administrator tells which.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function openLedger({ ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>): Promise<void> {
  await ledger.prepare();
  if ((await ledger.state()) !== undefined) return;
  const at = nowIso(clock);
  const { home } = ledger;
  const opened = { at, kind: 'observed', by: 'app', text: `The ledger is at home in ${home}` } as const;
  if (!(await hasMigrations(ledger))) {
    await ledger.changeState(undefined, { home }, [opened]);
    return;
  }
  const freeze = { at, by: 'app', reason: OF_UNKNOWN_HOME };
  const frozen = { at, kind: 'frozen', by: 'app', text: `Frozen: ${OF_UNKNOWN_HOME}` } as const;
  await ledger.changeState(undefined, { home, freeze }, [opened, frozen]);
}

const OF_UNKNOWN_HOME =
  'the ledger has migrations and no record of its home: version 0.1.0 wrote it, or it is a copy; thaw it if it is no copy';

async function hasMigrations(ledger: Pick<Ledger, 'registrations'>): Promise<boolean> {
  for await (const _registration of ledger.registrations()) return true;
  return false;
}
