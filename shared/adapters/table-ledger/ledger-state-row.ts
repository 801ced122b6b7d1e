/** The one row that concerns the whole ledger, with its journal: in a partition of its own. */
import type { JournalEntry } from '../../core/migration/journal';
import { type LedgerState, OF_THE_LEDGER } from '../../core/migration/ledger-state';
import type { ChangeOutcome, Versioned } from '../../ports/ledger';
import { assertWithin, MAX_ENTRIES } from '../ledger-rules/limits';
import type { JournalRows } from './journal-rows';
import { keyPart, migrationRow } from './keys';
import { packRow, unpackRow } from './row-codec';
import { newToken, type RowStore } from './row-store';

const PARTITION = keyPart(OF_THE_LEDGER);

/** Reads and changes it. */
export class LedgerStateRow {
  constructor(
    private readonly store: RowStore,
    private readonly journal: JournalRows,
  ) {}

  async read(): Promise<Versioned<LedgerState> | undefined> {
    const stored = await this.store.get('read the state of the ledger', PARTITION, migrationRow.ledger);
    return stored && { value: unpackRow<LedgerState>(stored), etag: stored.etag };
  }

  async change(
    etag: string | undefined,
    state: LedgerState,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    const action = 'change the state of the ledger';
    assertWithin(action, 'journal lines', entries.length, MAX_ENTRIES);
    const row = migrationRow.ledger;
    const columns = packRow(action, state, newToken());
    const guard =
      etag === undefined
        ? ({ kind: 'insert', row, columns } as const)
        : ({ kind: 'replace', row, columns, etag } as const);
    return this.journal.tell(action, OF_THE_LEDGER, { guard, entries });
  }
}
