import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import { DEFAULT_RETRY } from '../../shared/adapters/table-ledger/retry';
import { describeLedger } from '../contracts/ledger.contract';
import { startAzurite, type Azurite } from '../support/azurite';
import { crashAt, ledgerThrough } from './ledger-through';

let azurite: Azurite;
let tables = 0;
beforeAll(async () => {
  azurite = await startAzurite();
}, 30_000);
afterAll(() => azurite.close());

describeLedger('TableLedger on Azurite', async () => {
  tables += 1;
  const prefix = `T${tables}`;
  const open = () => connectTableLedger(azurite.connectionString, { tablePrefix: prefix });
  const ledger = open();
  await ledger.prepare();
  await ledger.prepare();
  return {
    ledger,
    again: open,
    dying: (writes) =>
      ledgerThrough(azurite.connectionString, prefix, crashAt(writes + 1, 'before'), DEFAULT_RETRY),
    close: async () => undefined,
  };
});
