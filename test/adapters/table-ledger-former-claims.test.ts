/** Claims as 0.1.0 wrote them, each spelling under a key of its own: they hold for every spelling. */
import { TableClient } from '@azure/data-tables';
import {
  formerContainerClaim,
  formerTargetClaim,
} from '../../shared/adapters/ledger-rules/registration-rules';
import { registerRow, REGISTER_PARTITION } from '../../shared/adapters/table-ledger/keys';
import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import type { Registration } from '../../shared/core/migration/registration';
import type { Ledger } from '../../shared/ports/ledger';
import { aControlRow, anEntry, aRegistration, aSummary } from '../contracts/ledger-samples';
import { startAzurite, type Azurite } from '../support/azurite';

let azurite: Azurite;
let tables = 0;
beforeAll(async () => {
  azurite = await startAzurite();
}, 30_000);
afterAll(() => azurite.close());

const { target: TARGET } = aRegistration('old');
const place = (host: string, prefix: string) => ({
  containerUrl: `https://account${host}.blob.core.windows.net/b`,
  prefix,
});

/** A ledger that holds `old` with its claims under the keys of 0.1.0. */
async function withFormerClaims(old: Registration): Promise<Ledger> {
  tables += 1;
  const tablePrefix = `F${tables}`;
  const ledger = connectTableLedger(azurite.connectionString, { tablePrefix });
  await ledger.prepare();
  await register(ledger, old);
  const client = TableClient.fromConnectionString(azurite.connectionString, `${tablePrefix}Register`, {
    allowInsecureConnection: true,
  });
  const former: Readonly<Record<string, string>> = {
    t: registerRow.target(formerTargetClaim(old)),
    l: registerRow.location(formerContainerClaim(old), old.id),
  };
  const moved: string[] = [];
  for await (const row of client.listEntities()) {
    const { rowKey = '' } = row;
    const key = former[rowKey.split('!')[0] ?? ''];
    if (key === undefined || key === rowKey) continue;
    await client.createEntity({ ...row, partitionKey: REGISTER_PARTITION, rowKey: key });
    await client.deleteEntity(REGISTER_PARTITION, rowKey);
    moved.push(rowKey);
  }
  expect(moved.length).toBeGreaterThan(0);
  return ledger;
}

function register(ledger: Ledger, registration: Registration) {
  return ledger.register(registration, aControlRow(), anEntry('r'), aSummary(registration.id));
}

test.each([
  ['a blank after the instance', { ...TARGET, managedInstanceId: `${TARGET.managedInstanceId} ` }],
  ['a blank after the database', { ...TARGET, databaseName: `${TARGET.databaseName} ` }],
])('a target claimed with %s is refused, until it is given up', async (_name, target) => {
  const ledger = await withFormerClaims(aRegistration('old', { target }));
  expect(await register(ledger, aRegistration('new', { target: TARGET }))).toEqual({
    kind: 'targetClaimed',
    by: 'old',
  });
  await ledger.releaseClaims('old');
  expect(await register(ledger, aRegistration('new', { target: TARGET }))).toEqual({ kind: 'registered' });
});

test('a location claimed by its private endpoint is refused, until it is given up', async () => {
  const old = aRegistration('old', { backups: place('.privatelink', 'a/') });
  const ledger = await withFormerClaims(old);
  const same = aRegistration('new', { backups: place('', '') });
  expect(await register(ledger, same)).toEqual({ kind: 'locationOverlaps', with: 'old' });
  expect(await register(ledger, aRegistration('beside', { backups: place('', 'b/') }))).toEqual({
    kind: 'registered',
  });
  await ledger.releaseClaims('old');
  await ledger.releaseClaims('beside');
  expect(await register(ledger, same)).toEqual({ kind: 'registered' });
});
