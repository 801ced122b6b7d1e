import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import { describeLedger } from '../contracts/ledger.contract';
import { startAzurite, type Azurite } from '../support/azurite';

let azurite: Azurite;
let tables = 0;
beforeAll(async () => {
  azurite = await startAzurite();
}, 30_000);
afterAll(() => azurite.close());

describeLedger('TableLedger on Azurite', async () => {
  tables += 1;
  const open = () => connectTableLedger(azurite.connectionString, { tablePrefix: `T${tables}` });
  const ledger = open();
  await ledger.prepare();
  await ledger.prepare();
  return { ledger, again: open, close: async () => undefined };
});
