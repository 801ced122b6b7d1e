/** Which answer faults touch a request, and what remains of them: pure. */
import type { OperationName } from '../http/operation-names';
import { isBehaviourFault, type AnswerFault, type ActiveFault } from './fault';

/** A request as fault rules see it. */
interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationName | 'unsupported';
  /** Target databases it concerns. */
  readonly databases: readonly string[];
}

/** Faults that decide how a request ends; a request meets at most one of them, the earliest posted. */
const ENDINGS: ReadonlySet<string> = new Set<AnswerFault['kind']>([
  'throttle',
  'serverError',
  'refuse',
  'resetBefore',
  'resetAfter',
  'wrongJson',
]);

/** The faults for one request, and all faults as they stand after it. */
interface FaultSelection {
  readonly applied: readonly AnswerFault[];
  readonly remaining: readonly ActiveFault[];
}

/** Picks the faults for a request in the order they were posted, and counts them down. */
export function selectFaults(faults: readonly ActiveFault[], request: RequestFacts): FaultSelection {
  const applied: AnswerFault[] = [];
  const remaining: ActiveFault[] = [];
  for (const fault of faults) {
    if (isBehaviourFault(fault) || !matches(fault, request) || endsTwice(fault, applied)) {
      remaining.push(fault);
    } else if (fault.skip > 0) {
      remaining.push({ ...fault, skip: fault.skip - 1 });
    } else {
      applied.push(fault);
      if (fault.times === 'forever') remaining.push(fault);
      else if (fault.times > 1) remaining.push({ ...fault, times: fault.times - 1 });
    }
  }
  return { applied, remaining };
}

function endsTwice(fault: AnswerFault, applied: readonly AnswerFault[]): boolean {
  return ENDINGS.has(fault.kind) && applied.some((other) => ENDINGS.has(other.kind));
}

function matches({ match }: AnswerFault, request: RequestFacts): boolean {
  return (
    same(match.method, request.method) &&
    same(match.operation, request.operation) &&
    (match.database === undefined || request.databases.some((name) => same(match.database, name))) &&
    (match.pathIncludes === undefined ||
      request.path.toLowerCase().includes(match.pathIncludes.toLowerCase()))
  );
}

function same(wanted: string | undefined, actual: string | undefined): boolean {
  return wanted === undefined || wanted.toLowerCase() === actual?.toLowerCase();
}
