/** What happens next and who must act: the question a DBA has after the headline. Shown, never decided upon. */
import { isInFlight } from '../cutover/attempt';
import { fruitlessRun } from '../cutover/fruitless';
import { lastBackupToTell } from '../cutover/service-cutover';
import { knownStatus, restoringNow } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { placeOf } from '../migration/backup-place';
import type { ControlRow, Hold } from '../migration/control';
import { holdsOf, listHolds } from '../migration/holds';
import { isByService, isOffline } from '../migration/offline';
import type { NextStep } from '../migration/status-document';
import { unmetChecks } from '../readiness/checks';
import { cutoverApproval, pauseOf } from '../readiness/cutover-approval';
import { checkToTell, stepForCheck, stepForState } from '../readiness/next-for-check';
import type { Block } from '../watch/block';
import { chainTrouble } from '../watch/backup-block';
import type { Decision } from '../watch/decide';
import { nextStepFor } from './next-when-blocked';

/** What the next step is derived from. */
export interface StepContext {
  readonly facts: Facts;
  readonly decision: Pick<Decision, 'phase' | 'block' | 'readiness'>;
}

type Rule = (context: StepContext) => NextStep | undefined;

/** The first that applies counts: what has ended or is under way goes before what is missing. */
const RULES: readonly Rule[] = [
  afterTheEnd,
  whileCanceling,
  whileCuttingOver,
  whileHeld,
  whileBlocked,
  beforeAdoption,
  whileChainIsBroken,
  whileInOtherState,
  whileSeeding,
  whileOffline,
  withoutTail,
  whilePaused,
  untilReady,
];

/** Finds the next step. @example nextStep({ facts, decision }).who // 'operator' when an approval is awaited */
export function nextStep(context: StepContext): NextStep {
  for (const rule of RULES) {
    const step = rule(context);
    if (step) return step;
  }
  return onceReady(context);
}

function afterTheEnd({ facts: { control, registration } }: StepContext): NextStep | undefined {
  const { ended, attempt, exported } = control;
  if (ended === undefined) return undefined;
  if (ended.phase === 'exported')
    return operator(
      `continue in ledger ${exported?.to ?? 'that it was exported to'}: it is no longer watched here`,
    );
  if (ended.phase !== 'completed')
    return operator(
      `the source is unchanged; to migrate again, start from the full backup, under another id`,
    );
  return attempt?.state === 'confirmed'
    ? operator(
        `point the application at ${registration.target.databaseName}, and keep the evidence`,
        'evidence',
      )
    : operator(
        `compare ${registration.target.databaseName} with the source before anybody writes to it: part of the proof is missing`,
        'evidence',
      );
}

function whileCanceling({ facts: { control }, decision }: StepContext): NextStep | undefined {
  const { block } = decision;
  if (control.cancel !== undefined && block !== undefined && GO_BEFORE_A_CANCEL.includes(block.kind))
    return nextStepFor(block);
  switch (control.cancel?.state) {
    case 'intended':
    case 'sending':
      return { who: 'app', what: 'asks the service to cancel' };
    case 'sent':
    case 'unknown':
    case 'confirmed':
      return { who: 'service', what: 'cancels the migration; the target database is lost' };
    default:
      return undefined;
  }
}

/** What keeps a cancel from ending, or from being seen to end. */
const GO_BEFORE_A_CANCEL: readonly Block['kind'][] = [
  'frozen',
  'watchStuck',
  'migrationGone',
  'engineUnreadable',
  'storageUnreadable',
  'anotherOperation',
  'stateLasts',
];

function whileCuttingOver({ facts: { control }, decision }: StepContext): NextStep | undefined {
  const { attempt } = control;
  if (decision.block?.kind === 'attemptsFail' || decision.block?.kind === 'frozen')
    return nextStepFor(decision.block);
  const isUnderWay = isInFlight(control) || decision.phase === 'confirming';
  if (isUnderWay && decision.block !== undefined && isOfService(decision.block))
    return nextStepFor(decision.block);
  if (attempt?.state === 'intended')
    return { who: 'app', what: 'checks everything again and sends the request' };
  if (attempt?.state === 'unknown')
    return {
      who: 'app',
      what: 'observes what the service does, and repeats nothing; change nothing in the portal',
    };
  if (!isUnderWay) return undefined;
  const own = attempt !== undefined && isByService(attempt) ? ' by itself' : '';
  return { who: 'service', what: `completes the cutover${own}; change nothing in the portal` };
}

/** What else blocks, in the chain or the tail, no longer matters to a request on its way. */
function isOfService({ kind }: Block): boolean {
  return !OF_FILES.includes(kind);
}

const OF_FILES: readonly Block['kind'][] = [
  'storageUnreadable',
  'chainError',
  'chainBroken',
  'tailAmbiguous',
  'tailUnnamed',
  'tailVersionUnproven',
  'offlineTailDiffers',
  'lastBackupDoubtful',
];

function whileBlocked({ facts, decision: { block } }: StepContext): NextStep | undefined {
  if (block === undefined) return undefined;
  const step = nextStepFor(block);
  return block.kind === 'chainBroken' ? outOfSubfolders(step, facts) : step;
}

function whileChainIsBroken({ facts }: StepContext): NextStep | undefined {
  const trouble = chainTrouble(facts);
  if (trouble) return outOfSubfolders(nextStepFor(trouble), facts);
  return facts.chain.status === 'no-full' && knownStatus(facts.engine)?.fullRestored !== true
    ? outOfSubfolders(operator('upload the full backup with all its stripes', 'board'), facts)
    : undefined;
}

/** What is missing may be there, where the service does not look. */
function outOfSubfolders(step: NextStep, { chain, registration }: Facts): NextStep {
  if (chain.inSubfolders === undefined) return step;
  const { count, folders } = chain.inSubfolders;
  const what = `move what is in sub-folders (${count}: ${folders.join(', ')}) to ${placeOf(registration.backups)}; or ${step.what}`;
  return { ...step, what };
}

/** A hold must not hide what else is missing: that may take longer. */
function whileHeld(context: StepContext): NextStep | undefined {
  const step = releaseStep(holdsOf(context.facts.control));
  if (step === undefined) return undefined;
  const other = whileBlocked(context) ?? whileChainIsBroken(context);
  return other === undefined ? step : { ...step, what: `${step.what}; meanwhile ${other.what}` };
}

function releaseStep(holds: readonly Hold[]): NextStep | undefined {
  const [only, ...others] = holds;
  if (only === undefined) return undefined;
  return others.length === 0
    ? operator(`release the hold of ${only.by} once its reason is gone`, 'release')
    : operator(`release each hold once its reason is gone: ${listHolds(holds)}`, 'release');
}

/**
 * The step right after a hold or an approval, before the next look finds what else there is.
 *
 * @param missing how many approvals there are and who is missing, a clause; absent: none is missing
 * @returns undefined after a release, and when an approval has become void: what was found before no longer holds
 */
export function stepAfterDecision(control: ControlRow, missing?: string): NextStep | undefined {
  const { approvals, ended } = control;
  if (ended !== undefined) return undefined;
  const release = releaseStep(holdsOf(control));
  if (release) return release;
  if (!approvals?.some((approval) => approval.ended === undefined)) return undefined;
  if (missing !== undefined) return operator(`approve the cutover: ${missing}`, 'cutover');
  return { who: 'app', what: 'checks everything again, and sends the request if every check is met' };
}

function beforeAdoption({ facts: { control, registration, engine } }: StepContext): NextStep | undefined {
  if (control.operationId !== undefined) return undefined;
  if (registration.start === 'adopt' || engine.kind !== 'absent')
    return { who: 'app', what: 'adopts the migration once the service reports enough' };
  switch (control.creation?.state) {
    case 'sent':
      return { who: 'service', what: 'sets the migration up' };
    case 'unknown':
      return { who: 'app', what: 'watches whether the request to create the migration has arrived' };
    default:
      return { who: 'app', what: 'asks the service to create the migration' };
  }
}

/** Before what the night asks for: it may never come. */
function whileInOtherState({ facts: { engine } }: StepContext): NextStep | undefined {
  const status = knownStatus(engine);
  return status && stepForState(status);
}

/** Only what the service says: it may wait for the full, or restore another one. */
function whileSeeding({ facts: { engine }, decision: { phase } }: StepContext): NextStep | undefined {
  if (phase !== 'seeding') return undefined;
  const status = knownStatus(engine);
  const file = status && restoringNow(status);
  return {
    who: 'service',
    what:
      file === undefined
        ? 'has not reported a restored full backup yet; a large one takes hours'
        : `restores ${file}`,
  };
}

function whileOffline({ facts }: StepContext): NextStep | undefined {
  if (!isOffline(facts.control)) return undefined;
  const told = lastBackupToTell(facts);
  if (facts.tail.kind === 'none')
    return operator(
      `upload the last backup${told === undefined ? '' : `, ${told}`}: the service waits for it`,
    );
  return { who: 'service', what: 'restores the rest and cuts over by itself' };
}

function withoutTail({ facts: { tail } }: StepContext): NextStep | undefined {
  return tail.kind === 'none'
    ? operator(
        'on the cutover night, stop writes on the source, take the last log, upload it, and name it',
        'tail',
      )
    : undefined;
}

/** A pause is named once nothing else is missing. */
function whilePaused({ facts, decision }: StepContext): NextStep | undefined {
  const [first, ...others] = unmetChecks(decision.readiness.checks);
  const pause = pauseOf(facts);
  if (first?.code !== 'policy.allows' || others.length > 0 || pause === undefined) return undefined;
  return operator(`${pause}; approve the cutover, or set the mode to auto again`, 'cutover');
}

function untilReady({ facts, decision }: StepContext): NextStep | undefined {
  const check = checkToTell(unmetChecks(decision.readiness.checks), facts);
  return check && stepForCheck(check, facts);
}

function onceReady({ facts }: StepContext): NextStep {
  if (facts.tail.kind !== 'one') return operator('name the last log', 'tail');
  const { tail } = facts.tail;
  const authority = cutoverApproval(facts, tail);
  if (authority.kind === 'windowClosed')
    return {
      who: 'app',
      what: `sends the request inside the window, ${wordOf(authority.by)}: ${authority.reason}`,
    };
  if (authority.kind === 'groupWaiting')
    return { who: 'app', what: `sends the request on the go of its group: ${authority.reason}` };
  if (authority.kind !== 'granted') {
    const who = facts.control.policy.mode === 'approve' ? `: ${authority.reason}` : '';
    const { group } = facts.control;
    const then = group === undefined ? '' : `; then it waits for the go of group ${group.id}`;
    return operator(`approve the cutover at ${tail.blob}${who}${then}`, 'cutover');
  }
  const before = fruitlessRun(facts.control, tail.setKey);
  const after = before === undefined ? '' : `; attempt ${before.number} had no effect: ${before.reason}`;
  return { who: 'app', what: `sends the request at the next assessment, ${wordOf(authority.by)}${after}` };
}

function wordOf(by: string): string {
  return by === 'policy:auto' ? 'as the policy says' : `on the approval of ${by}`;
}

function operator(what: string, action?: NextStep['action']): NextStep {
  return action === undefined ? { who: 'operator', what } : { who: 'operator', what, action };
}
