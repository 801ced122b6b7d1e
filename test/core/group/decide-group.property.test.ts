/** Whatever happens to the members, in any order: the limits hold, nobody goes unready, and a stopped group gives nothing. */
import * as fc from 'fast-check';
import { decideGroup } from '../../../shared/core/group/decide-group';
import { GROUP_STRATEGIES, type Group } from '../../../shared/core/group/group';
import { type MemberStanding, MEMBER_STANDINGS } from '../../../shared/core/group/member';
import { aGroup, aMember, NOW } from './samples';

const instanceOf = (n: number): string => `/subscriptions/s${n % 2}/x/${n}`;
const standings = fc.array(fc.constantFrom<MemberStanding>(...MEMBER_STANDINGS), {
  minLength: 8,
  maxLength: 8,
});

test('rounds of any standings', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...GROUP_STRATEGIES),
      fc.record({
        perInstance: fc.integer({ min: 1, max: 3 }),
        perSubscription: fc.integer({ min: 1, max: 4 }),
      }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(standings, { minLength: 1, maxLength: 8 }),
      (strategy, limits, stopAfter, rounds) => {
        const members = Array.from({ length: 8 }, (_, n) => ({ id: `m${n}`, instance: instanceOf(n % 4) }));
        let group: Group = aGroup({ strategy, limits, stopAfter, members });
        for (const round of rounds) {
          const facts = members.map(({ id }, n) => aMember(id, round[n], round[n] === 'goes'));
          const before = group;
          const { group: next, standing } = decideGroup(before, facts, NOW);
          const given = next.going.filter((id) => !before.going.includes(id));
          for (const id of given) expect(facts.find((one) => one.id === id)?.standing).toBe('waits');
          if (standing === 'stopped' || standing === 'held') expect(given).toEqual([]);
          if (facts.filter((one) => one.standing === 'failed').length >= stopAfter && standing !== 'ended')
            expect(next.stopped).toBeDefined();
          const isBusy = (id: string): boolean =>
            next.going.includes(id) ||
            next.returning.includes(id) ||
            ['inFlight', 'goes'].includes(facts.find((one) => one.id === id)?.standing ?? '');
          for (const id of given) {
            const { instance } = members.find((one) => one.id === id)!;
            const busy = members.filter((one) => isBusy(one.id));
            expect(busy.filter((one) => one.instance === instance).length).toBeLessThanOrEqual(
              limits.perInstance,
            );
            const subscription = instance.slice(0, 17);
            expect(busy.filter((one) => one.instance.startsWith(subscription)).length).toBeLessThanOrEqual(
              limits.perSubscription,
            );
          }
          expect(next.going.filter((id) => next.returning.includes(id))).toEqual([]);
          group = { ...next, returning: [] };
        }
      },
    ),
  );
});
