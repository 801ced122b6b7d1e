/** Control rows that 0.1.0 wrote, and what an older program makes of ours. */
import { TableClient } from '@azure/data-tables';
import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import { packRow, unpackRow, versionOf } from '../../shared/adapters/table-ledger/row-codec';
import { parseLsn } from '../../shared/core/lsn';
import { aControlRow, anEntry, aRegistration, aSummary } from '../contracts/ledger-samples';
import { startAzurite, type Azurite } from '../support/azurite';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
}, 30_000);
afterAll(() => azurite.close());

const AT = '2026-03-01T22:00:00.000Z';
const FORMER = {
  ...aControlRow({ operationId: 'x' }),
  hold: { by: 'bob', at: AT, reason: 'freeze' },
  approval: {
    by: 'ada',
    at: AT,
    expiresAt: '2999-01-01T00:00:00.000Z',
    tail: { blob: 'log.trn', setKey: 'k', lastLsn: parseLsn('37000000129600001') },
    operationId: 'x',
  },
};

test('a row of 0.1.0: its hold is a list of one, its approval has expired; once written it is of this version', async () => {
  const ledger = connectTableLedger(azurite.connectionString, { tablePrefix: 'former' });
  await ledger.prepare();
  await ledger.register(aRegistration('one'), aControlRow(), anEntry('registered'), aSummary('one'));
  const rows = TableClient.fromConnectionString(azurite.connectionString, 'formerLedger', {
    allowInsecureConnection: true,
  });
  const keys = { partitionKey: 'one', rowKey: 'control' };
  await rows.upsertEntity({ ...keys, ...packRow('test', FORMER, 'token') }, 'Replace');
  const read = (await ledger.control('one'))!;

  expect(read.value.holds).toEqual([{ number: 1, by: 'bob', at: AT, reason: 'freeze' }]);
  expect(read.value).not.toHaveProperty('hold');
  expect(read.value).not.toHaveProperty('approval');
  expect(read.value.approvals).toMatchObject([
    {
      by: 'ada',
      ended: { state: 'expired', reason: expect.stringContaining('given under an earlier version') },
    },
  ]);

  await ledger.changeControl('one', read.etag, read.value, []);
  const { partitionKey, rowKey, etag, ...columns } = await rows.getEntity(keys.partitionKey, keys.rowKey);
  const stored = { partition: partitionKey ?? '', row: rowKey ?? '', etag, columns };
  // 0.1.0 reads version 1 only: it stops instead of missing the holds of the list.
  expect(versionOf(stored)).toBe(2);
  expect(unpackRow<object>(stored)).toMatchObject({ holds: [{ number: 1, by: 'bob' }] });
});
