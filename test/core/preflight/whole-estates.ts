/** Reports of healthy cases, whole or with what may not be read. */
import { judgeEstate } from '../../../shared/core/preflight/judge';
import { type PreflightReport, preflightReport } from '../../../shared/core/preflight/report';
import {
  type Case,
  NOW,
  byReplay,
  fromContainer,
  fromShare,
  hybrid,
  isolated,
  isolatedCloud,
  sharedCloud,
} from '../../../tools/estates/cases';
import { readingsOf } from './judged';

/** Healthy cases by their name. */
export const WHOLE: Readonly<Record<string, () => Case>> = {
  'dms, container': fromContainer,
  'dms, container, 2b': () => fromContainer('2b'),
  'dms, share, 1a and 2a': () => fromShare('1a'),
  'lrs, 2a': () => byReplay('2a'),
  'classic, TOP-1': hybrid,
  'classic, TOP-2': isolated,
  'classic, TOP-3': sharedCloud,
  'classic, TOP-4': isolatedCloud,
};

/** Kinds of readings that are refused, and the right that is missing. */
interface Refusal {
  readonly kinds: RegExp;
  readonly action: string;
}

/** The report of a case. */
export function reportOf(one: Case, refusal?: Refusal): PreflightReport {
  const readings = readingsOf(one);
  if (refusal !== undefined)
    for (const key of [...readings.keys()].filter((each) => refusal.kinds.test(each)))
      readings.set(key, { kind: 'denied', action: refusal.action, asOf: NOW });
  return preflightReport(one.plan, readings, judgeEstate(one.plan, readings));
}
