/** What `npm run estates` proves and prints. */
import { change, set } from '../../tools/emulator/estates/estate';
import { INSTANCE } from '../../tools/emulator/estates/places';
import { type Case, fromContainer } from '../../tools/estates/cases';
import type { Mutant } from '../../tools/estates/mutants/mutant';
import { proveHealthy, proveMutants } from '../../tools/estates/prove';
import { type Proofs, proveAll } from '../../tools/estates/proofs';
import { proofTable } from '../../tools/estates/table';

/** About 10 s of work; other suites run beside it. */
const LIMIT_MS = 400_000;

let proofs: Proofs;
beforeAll(async () => {
  proofs = await proveAll();
}, LIMIT_MS);

test('every healthy estate is met, every mutant is found, and no row survives the loss of what it rests on', () => {
  expect(proofs.faults).toEqual([]);
});

test('each topology and each storage scenario has a healthy estate', () => {
  const names = proofs.healthy.map(({ name }) => name).join('\n');
  for (const one of ['TOP-1', 'TOP-2', 'TOP-3', 'TOP-4', '1a', '1b', '2a', '2b'])
    expect(names).toMatch(new RegExp(`^${one}`, 'm'));
});

test('500 databases of one instance, with their backups in one account, take at most 60 reads', () => {
  expect(
    proofs.reads.map(({ engine, databases, reads, others }) => ({ engine, databases, reads, others })),
  ).toEqual([
    { engine: 'dms', databases: 500, reads: 20, others: 0 },
    { engine: 'lrs', databases: 500, reads: 14, others: 0 },
  ]);
});

test('the table has a line for each estate, each mutant and each count, and says that nothing is off', () => {
  const lines = proofTable(proofs);
  expect(lines.filter((line) => line.endsWith(' ok'))).toHaveLength(
    proofs.healthy.length + proofs.mutants.length + proofs.reads.length,
  );
  expect(lines.at(-1)).toBe('Nothing is off.');
});

describe('what is off', () => {
  const instance =
    (over: object) =>
    ({ estate }: Case): void =>
      change(estate, 'managedInstance', INSTANCE, (one) => ({ ...one, ...over }));
  const mutant = { row: 'RES-10', what: '', healthy: fromContainer, found: 'is Stopped' };

  test.each<[string, Partial<Mutant>, string]>([
    ['a mutant that changes nothing', { change: () => undefined }, 'RES-10 is met'],
    [
      'a mutant that makes another row unmet, too',
      { change: instance({ state: 'Stopped', location: 'francecentral' }) },
      'RES-04 is unmet, too',
    ],
    [
      'a mutant that the row tells otherwise',
      { change: instance({ state: 'Starting' }) },
      "without 'is Stopped'",
    ],
    [
      'a mutant of a case that was not healthy',
      { change: instance({ state: 'Stopped' }), healthy: () => broken(fromContainer()) },
      'LIM-03 is not met before the change',
    ],
  ])('%s', async (_what, over, fault) => {
    const [proof] = await proveMutants([{ change: () => undefined, ...mutant, ...over }]);
    expect(proof?.faults.join('\n')).toContain(fault);
  });

  test('an estate in which something is not met', async () => {
    expect((await proveHealthy('broken', broken(fromContainer()))).wrong).toContain('LIM-03');
  });
});

/** An operation runs on the instance. */
function broken(one: Case): Case {
  set(one.estate, 'instanceOperations', INSTANCE, [{ name: 'op', state: 'InProgress' }]);
  return one;
}
