/** Where the night stands: which steps the product has read as done, and whether the point of no return is passed. */
import type { ControlRow } from '../migration/control';
import { isOffline } from '../migration/offline';
import { hasEnded } from '../migration/phase';
import type { ShownAttemptState, StatusDocument } from '../migration/status-document';
import { isFine } from '../readiness/check';
import { sendsByItself } from '../readiness/cutover-approval';
import { joinNames } from '../text';
import {
  RUNBOOK_STEPS,
  type RunbookCheck,
  type RunbookDocument,
  type RunbookStepName,
  type RunbookStepState,
} from './document';
import { goChecks, isOfTail } from './go';

/** The state of a step and what was read that makes it so. */
export interface StepStanding {
  readonly state: RunbookStepState;
  readonly because?: string;
}

/** Where the night stands. */
export interface Standing {
  readonly steps: Readonly<Record<RunbookStepName, StepStanding>>;
  readonly current?: RunbookStepName;
  readonly go: readonly RunbookCheck[];
  /** Nothing speaks against going on: every row, or the readiness checks among them once there is a tail. */
  readonly isGo: boolean;
  readonly isOffline: boolean;
  /** Whether an operator has to approve. */
  readonly needsApproval: boolean;
  readonly passed: Omit<RunbookDocument['pointOfNoReturn'], 'where'>;
}

/** States of an attempt whose request may be on its way, or was taken. */
const UNCLEAR: readonly ShownAttemptState[] = ['sending', 'unknown', 'notReceived'];
const PASSED: readonly ShownAttemptState[] = [
  'sent',
  'begunByService',
  'confirmed',
  'completedUnproven',
  'failed',
  'overtaken',
];

/** Finds out. @example standingOf(status, control).current // 'approve' */
export function standingOf(status: StatusDocument, control: ControlRow): Standing {
  const offline = isOffline(control);
  const needsApproval = !offline && (!sendsByItself(control) || status.next?.action === 'cutover');
  const go = goChecks(status, offline);
  const context = { status, offline, needsApproval, go };
  const found = foundSteps(context);
  const hasCurrent = !hasEnded(status) || status.phase === 'completed';
  const current = hasCurrent ? RUNBOOK_STEPS.find((step) => found[step] === undefined) : undefined;
  const steps = Object.fromEntries(
    RUNBOOK_STEPS.map((step) => [step, found[step] ?? stateToCome(status, step === current)]),
  ) as Standing['steps'];
  return {
    ...{
      steps,
      go,
      isGo: isGo(context),
      needsApproval,
      isOffline: offline,
      passed: passedOf(status, offline),
    },
    ...(current !== undefined && { current }),
  };
}

function stateToCome(status: StatusDocument, isCurrent: boolean): StepStanding {
  if (isCurrent) return { state: 'current' };
  return hasEnded(status) && status.phase !== 'completed'
    ? { state: 'notApplicable', because: `the migration has ended (${status.phase})` }
    : { state: 'ahead' };
}

interface Context {
  readonly status: StatusDocument;
  readonly offline: boolean;
  readonly needsApproval: boolean;
  readonly go: readonly RunbookCheck[];
}

/** What is known of each step; undefined: it is still to be done. */
function foundSteps(context: Context): Readonly<Record<RunbookStepName, StepStanding | undefined>> {
  return {
    before: before(context),
    freeze: freeze(context),
    tail: tail(context),
    name: name(context),
    catchUp: catchUp(context),
    approve: approve(context),
    complete: complete(context),
    verify: undefined,
    repoint: undefined,
    afterwards: undefined,
  };
}

/** Where the cutover has begun, what came before it was read then: nothing is sent without every check. */
function begun({ status, offline }: Context): string | undefined {
  const { cutover, phase } = status;
  if (
    cutover !== undefined &&
    (PASSED.includes(cutover.state) || ['sending', 'unknown'].includes(cutover.state))
  )
    return offline
      ? 'the service has begun the cutover'
      : `attempt ${cutover.attempt} was made with every check met`;
  return phase === 'completed' ? 'the migration is completed' : undefined;
}

function done(because: string | undefined): StepStanding | undefined {
  return because === undefined ? undefined : { state: 'done', because };
}

function before(context: Context): StepStanding | undefined {
  return done(
    begun(context) ?? (isGo(context) ? 'every row of it that counts now is met or waived' : undefined),
  );
}

/** What lies beside the readiness checks speaks against a freeze; with a tail, the source is frozen. */
function isGo({ status, go }: Pick<Context, 'status' | 'go'>): boolean {
  const wanted = status.tail === undefined ? go : go.filter(({ code }) => isReadiness(code, status));
  return wanted.every(isFine);
}

function isReadiness(code: string, { readiness }: StatusDocument): boolean {
  return readiness.checks.some((check) => check.code === code);
}

/** No reading shows that writes have stopped: whoever took the tail knows (docs/cutover.md, "What remains possible"). */
function freeze(context: Context): StepStanding | undefined {
  return context.status.tail === undefined && begun(context) === undefined
    ? undefined
    : { state: 'unknown', because: 'nothing that is read here shows whether writes have stopped' };
}

function tail(context: Context): StepStanding | undefined {
  const known = context.status.tail;
  return done(known ? `${known.blob} is there, up to LSN ${known.lastLsn}` : begun(context));
}

function name(context: Context): StepStanding | undefined {
  const { status, offline } = context;
  if (offline)
    return { state: 'notApplicable', because: 'the service was told the last backup at its start' };
  const check = status.readiness.checks.find(({ code }) => code === 'tail.proven');
  return done(begun(context) ?? (check !== undefined && isFine(check) ? check.reason : undefined));
}

function catchUp(context: Context): StepStanding | undefined {
  const { status, offline } = context;
  const checks = status.readiness.checks.filter(isOfTail);
  const isProven = !offline && checks.length > 0 && checks.every(isFine);
  return done(begun(context) ?? (isProven ? 'every check of the tail is met' : undefined));
}

function approve(context: Context): StepStanding | undefined {
  const { status, offline, needsApproval } = context;
  if (offline) return { state: 'notApplicable', because: 'nothing is sent: the service cuts over by itself' };
  const { cutover, approvals } = status;
  const isBegun = begun(context);
  if (isBegun !== undefined)
    return done(cutover ? `requested by ${cutover.requestedBy} at ${cutover.requestedAt}` : isBegun);
  if (!needsApproval) return { state: 'notApplicable', because: 'mode auto: the policy allows the cutover' };
  if (!approvals || approvals.standing < approvals.required) return undefined;
  const given = approvals.given.filter(({ state }) => state === 'granted');
  return done(`approved by ${joinNames(given.map(({ by, at }) => `${by} at ${at}`))}`);
}

function complete({ status }: Context): StepStanding | undefined {
  const { phase, cutover } = status;
  if (phase !== 'completed') return undefined;
  return done(
    cutover?.settledAt === undefined
      ? 'the migration is completed'
      : `${cutover.state} at ${cutover.settledAt}`,
  );
}

function passedOf({ cutover, phase, tail: known }: StatusDocument, offline: boolean): Standing['passed'] {
  const state = cutover?.state;
  if (phase === 'completed') return { passed: 'yes', because: 'the migration is completed' };
  if (state !== undefined && PASSED.includes(state))
    return {
      passed: 'yes',
      because: offline
        ? 'the service has begun the cutover'
        : `attempt ${cutover?.attempt ?? 0} was sent (${state})`,
    };
  if (state !== undefined && UNCLEAR.includes(state))
    return { passed: 'unknown', because: `whether the service has the request is unclear (${state})` };
  if (offline && known !== undefined && !hasEnded({ phase }))
    return { passed: 'unknown', because: `${known.blob} is there: the service may begin at any moment` };
  return { passed: 'no', because: offline ? 'the last backup is not there' : 'no request was sent' };
}
