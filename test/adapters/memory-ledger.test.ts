import { aControlRow, anEntry, aRegistration, aSummary } from '../contracts/ledger-samples';
import { describeLedger } from '../contracts/ledger.contract';
import { MemoryLedger } from '../support/memory-ledger';

describeLedger('MemoryLedger', async () => {
  const ledger = new MemoryLedger();
  await ledger.prepare();
  const after = (steps: number) => () => {
    ledger.dieAfter(steps);
    return ledger;
  };
  return {
    ledger,
    again: after(Number.POSITIVE_INFINITY),
    dying: (writes) => after(writes)(),
    close: async () => undefined,
  };
});

describe('MemoryLedger', () => {
  it('fails as often as it is told to, and writes nothing then', async () => {
    const ledger = new MemoryLedger();
    ledger.failNext(2);
    const register = () =>
      ledger.register(aRegistration('one'), aControlRow(), anEntry('x'), aSummary('one'));
    await expect(register()).rejects.toMatchObject({ code: 'LedgerUnavailable' });
    await expect(ledger.registration('one')).rejects.toThrow(
      'Cannot read migration "one": the ledger\'s storage does not answer',
    );
    await expect(ledger.registration('one')).resolves.toBeUndefined();
    await expect(register()).resolves.toEqual({ kind: 'registered' });
  });

  it('is not changed through a value it gave out', async () => {
    const ledger = new MemoryLedger();
    await ledger.register(aRegistration('one'), aControlRow(), anEntry('x'), aSummary('one'));
    const given = (await ledger.control('one'))!;
    Object.assign(given.value, { operationId: 'changed behind the back' });
    expect((await ledger.control('one'))?.value).toEqual(aControlRow());
  });
});
