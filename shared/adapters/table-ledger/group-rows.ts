/** The rows of the groups: in the ledger's own partition, so that each change is one transaction with its journal lines. */
import type { Group } from '../../core/group/group';
import type { JournalEntry } from '../../core/migration/journal';
import { OF_THE_LEDGER } from '../../core/migration/ledger-state';
import type { ChangeOutcome, Versioned } from '../../ports/ledger';
import { assertWithin, MAX_ENTRIES } from '../ledger-rules/limits';
import type { JournalRows } from './journal-rows';
import { below, keyPart, migrationRow } from './keys';
import { packRow, unpackRow } from './row-codec';
import { newToken, type RowStore } from './row-store';

const PARTITION = keyPart(OF_THE_LEDGER);

/** Reads and changes them. */
export class GroupRows {
  constructor(
    private readonly store: RowStore,
    private readonly journal: JournalRows,
  ) {}

  async read(id: string): Promise<Versioned<Group> | undefined> {
    const stored = await this.store.get(`read group "${id}"`, PARTITION, migrationRow.group(id));
    return stored && { value: unpackRow<Group>(stored), etag: stored.etag };
  }

  async change(
    etag: string | undefined,
    group: Group,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    const action = `change group "${group.id}"`;
    assertWithin(action, 'journal lines', entries.length, MAX_ENTRIES);
    const row = migrationRow.group(group.id);
    const columns = packRow(action, group, newToken());
    const guard =
      etag === undefined
        ? ({ kind: 'insert', row, columns } as const)
        : ({ kind: 'replace', row, columns, etag } as const);
    return this.journal.tell(action, OF_THE_LEDGER, { guard, entries });
  }

  async *all(): AsyncIterable<Group> {
    for await (const row of this.store.range('list the groups', PARTITION, below('group')))
      yield unpackRow<Group>(row);
  }
}
