/** Healthy estates: nothing is unmet or unknown, and no row survives the loss of what it rests on. */
import type { PreflightPlan } from '../../../shared/core/preflight/plan';
import {
  type Estate,
  NOW,
  VM_SUBNET,
  classicEstate,
  dmsEstate,
  judge,
  lrsEstate,
  shareEstate,
  withEndpoint,
  withFirewall,
} from './estate';

const fromMachine = (estate: Estate): Estate => {
  estate.plan = { ...estate.plan, notes: { ...estate.plan.notes, runtime: { subnetId: VM_SUBNET } } };
  return estate;
};

const ESTATES: readonly (readonly [string, () => Estate])[] = [
  ['dms, account open to all networks', dmsEstate],
  ['dms, 2a', () => withFirewall(dmsEstate())],
  ['dms, 2b', () => withEndpoint(dmsEstate())],
  ['dms, private endpoint only', () => withEndpoint(dmsEstate(), { publicNetworkAccess: 'Disabled' })],
  ['dms from a share, open', shareEstate],
  ['dms from a share, 1a then 2a', () => withFirewall(shareEstate())],
  ['dms from a share, 1b then 2a', () => withFirewall(fromMachine(shareEstate()))],
  ['lrs, open', lrsEstate],
  ['lrs, 2a', () => withFirewall(lrsEstate())],
  ['lrs, 2b', () => withEndpoint(lrsEstate())],
  ['classic, open', classicEstate],
  ['classic, selected networks', () => withFirewall(classicEstate())],
];

describe.each(ESTATES)('%s', (_name, make) => {
  test('has no row that is unmet or unknown', () => {
    const wrong = judge(make()).filter(({ outcome: { state } }) => state === 'unmet' || state === 'unknown');
    expect(wrong.map(({ row, outcome }) => [row.id, outcome])).toEqual([]);
  });

  test('loses every row that rests on a reading when the reading is denied', () => {
    const keys = new Set(judge(make()).flatMap(({ used }) => used));
    const survivors = [...keys].flatMap((key) => {
      const estate = make();
      const rest = judge(estate).filter(({ used }) => used.includes(key));
      estate.readings.set(key, { kind: 'denied', action: 'Some.Provider/things/read', asOf: NOW });
      const after = new Map(judge(estate).map(({ row, outcome }) => [row.id, outcome]));
      return rest.flatMap(({ row: { id } }) =>
        after.get(id)?.state === 'unknown' ? [] : [`${id} without ${key}`],
      );
    });
    expect(survivors).toEqual([]);
  });

  test('counts nothing as met that rests on backups, a token or a status that is not known', () => {
    const members = ['backups', 'sas', 'status'] as const satisfies readonly (keyof PreflightPlan)[];
    const before = new Map(judge(make()).map(({ row, outcome }) => [row.id, outcome]));
    const rest = members.flatMap((member) => {
      const estate = make();
      estate.plan = { ...estate.plan, [member]: undefined };
      return judge(estate).flatMap(({ row: { id }, outcome }) =>
        outcome.state === 'met' && JSON.stringify(outcome) !== JSON.stringify(before.get(id))
          ? [`${id} without ${member}: ${outcome.found}`]
          : [],
      );
    });
    expect(rest).toEqual([]);
  });
});
