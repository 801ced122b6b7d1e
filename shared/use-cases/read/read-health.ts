/** Whether the app can work: the ledger answers. */
import { LedgerUnavailableError } from '../../ports/ledger';
import type { Capabilities } from '../capabilities';

/** The health of the app; a reason where something is away. */
export interface Health {
  readonly status: 'up' | 'down';
  readonly version: string;
  readonly ledger: { readonly status: 'up' | 'down'; readonly reason?: string };
}

/** Asks the ledger. */
export async function readHealth({ ledger }: Pick<Capabilities, 'ledger'>, version: string): Promise<Health> {
  try {
    await ledger.summaries({ top: 1 });
    return { status: 'up', version, ledger: { status: 'up' } };
  } catch (error) {
    if (!(error instanceof LedgerUnavailableError)) throw error;
    return { status: 'down', version, ledger: { status: 'down', reason: error.message } };
  }
}
