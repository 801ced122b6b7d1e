/** Estates with networks, storage, services and rights together, and their reports. */
import { judgeEstate } from '../../../shared/core/preflight/judge';
import { type Reading, questionKey } from '../../../shared/core/preflight/question';
import { type PreflightReport, preflightReport } from '../../../shared/core/preflight/report';
import * as others from './estate';
import * as networks from './network-estates';

/** Joins the networks of one estate with everything else of another. */
function withNetworks(estate: others.Estate, from: networks.Estate): others.Estate {
  const { subnetId } = networkValue<{ subnetId: string }>(from, 'managedInstance', networks.INSTANCE);
  for (const [key, reading] of from.readings)
    if (/^(?:virtualNetwork|networkSecurityGroup|gateway|routeTable)/.test(key))
      estate.readings.set(key, reading);
  others.set(estate, 'managedInstance', others.INSTANCE, others.instance({ subnetId }));
  others.set(
    estate,
    'classicService',
    others.CLASSIC,
    others.classicService({ subnetId: networks.DMS_SUBNET }),
  );
  const { source, runtime } = from.plan.notes;
  const notes = { ...estate.plan.notes, ...(source && { source }), ...(runtime && { runtime }) };
  estate.plan = { ...estate.plan, notes };
  return estate;
}

function networkValue<Value>({ readings }: networks.Estate, kind: 'managedInstance', id: string): Value {
  const reading = readings.get(questionKey({ kind, id }));
  if (reading?.kind !== 'read') throw new Error(`the estate has no ${kind}`);
  return reading.value as Value;
}

/** Healthy estates by their name. */
export const WHOLE: Readonly<Record<string, () => others.Estate>> = {
  'dms, container': others.dmsEstate,
  'dms, container, 2b': () => others.withEndpoint(others.dmsEstate()),
  'dms, share, 1a and 2a': () => others.withFirewall(others.shareEstate()),
  'lrs, 2a': () => others.withFirewall(others.lrsEstate()),
  'classic, TOP-1': () => withNetworks(others.classicEstate(), networks.hybrid()),
  'classic, TOP-2': () => withNetworks(others.classicEstate(), networks.isolated()),
  'classic, TOP-3': () => withNetworks(others.classicEstate(), networks.sharedCloud()),
  'classic, TOP-4': () => withNetworks(others.classicEstate(), networks.isolatedCloud()),
};

/** The report of an estate; what is in no reading is absent. */
export function reportOf({ plan, readings }: others.Estate): PreflightReport {
  const known = new Map<string, Reading>(readings);
  for (let round = 0; round < 30; round += 1) {
    const judgement = judgeEstate(plan, known);
    if (judgement.open.length === 0) return preflightReport(plan, known, judgement);
    for (const question of judgement.open)
      known.set(questionKey(question), { kind: 'absent', asOf: others.NOW });
  }
  throw new Error('questions were still open after 30 rounds');
}
