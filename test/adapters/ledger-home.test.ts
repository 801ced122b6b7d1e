/** What a ledger says of where it is can be typed as the ledger that a migration is exported to. */
import { LEDGER_HOME } from '../../shared/core/migration/ledger-state';
import { connectTableLedger, openTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';

const NOBODY = { getToken: () => Promise.resolve(null) };
const EMULATOR =
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:10002/devstoreaccount1;';

test.each([
  [
    openTableLedger('https://prodledger.table.core.windows.net', NOBODY).home,
    'prodledger.table.core.windows.net/SqlMiCutover',
  ],
  [
    openTableLedger('https://prodledger.table.core.usgovcloudapi.net/', NOBODY, { tablePrefix: 'Two2' }).home,
    'prodledger.table.core.usgovcloudapi.net/Two2',
  ],
  [connectTableLedger('UseDevelopmentStorage=true').home, 'this machine/devstoreaccount1/SqlMiCutover'],
  [connectTableLedger(EMULATOR).home, 'this machine/devstoreaccount1/SqlMiCutover'],
])('%s', (home, expected) => {
  expect(home).toBe(expected);
  expect(home).toMatch(LEDGER_HOME);
});
