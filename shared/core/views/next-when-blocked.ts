/** What a person does about what blocks a migration, or about a hole in its chain. */
import { withdrawalObjection } from '../creation/withdrawal';
import { authorityFor } from '../cutover/authority';
import type { EngineFailure } from '../engine/engine-status';
import { formatLsn } from '../lsn';
import type { ControlRow } from '../migration/control';
import type { NextStep } from '../migration/status-document';
import type { Facts } from '../readiness/facts';
import type { Decision } from '../watch/decide';

/** What the next step is derived from. */
export interface StepContext {
  readonly facts: Facts;
  readonly decision: Pick<Decision, 'phase' | 'blocked' | 'readiness'>;
}

/** The step that a block asks for; undefined while nothing blocks. */
export function stepForBlock({ facts, decision }: StepContext): NextStep | undefined {
  if (decision.blocked === undefined) return undefined;
  return forEngine(facts) ?? stepForChain({ facts }) ?? forTail(facts) ?? forWord(facts);
}

function forEngine(facts: Facts): NextStep | undefined {
  const { engine, control } = facts;
  switch (engine.kind) {
    case 'trouble':
      return { who: 'person', what: 'let the app read the service again: rights, network, its health' };
    case 'absent':
      if (control.operationId === undefined) return forNothingThere(facts);
      return {
        who: 'person',
        what: 'find out in the portal what became of the migration; the target database tells most',
      };
    case 'unchanged':
      return undefined;
    case 'read': {
      const { failure, state, blockingReasons, operationId } = engine.status;
      if (state === 'retriable') return forRetry(control, failure);
      if (failure !== undefined)
        return {
          who: 'person',
          what: failure.remedy ?? 'read what the service says and its link; ask Microsoft support',
        };
      if (control.operationId === undefined)
        return {
          who: 'person',
          what: `correct what the reason names${orWithdraw(control)}; nothing was changed at the service`,
        };
      if (operationId !== undefined && operationId.toLowerCase() !== control.operationId.toLowerCase())
        return {
          who: 'person',
          what: 'find out who started it anew, and finish or cancel that one by hand; nothing is sent here',
        };
      return blockingReasons.length === 0
        ? undefined
        : { who: 'person', what: 'do what the reason says; the service goes on by itself after that' };
    }
  }
}

/** Before the adoption; a creation that was not tried yet is not what blocks. */
function forNothingThere({ control, registration }: Facts): NextStep | undefined {
  if (control.creation !== undefined) {
    const what = `remove the cause, then have it tried again${orWithdraw(control)}`;
    return { who: 'person', what, action: 'retry' };
  }
  if (registration.start === 'create') return undefined;
  const what = `start the migration at the service, which is adopted then${orWithdraw(control)}`;
  return { who: 'person', what };
}

/** The way out of a registration that names the wrong thing, as long as it is open. */
function orWithdraw(control: ControlRow): string {
  return withdrawalObjection(control) === undefined
    ? '; or withdraw this registration, and register what you meant under another id'
    : '';
}

function forRetry({ retry }: Facts['control'], failure: EngineFailure | undefined): NextStep {
  if (retry?.state === 'intended' || retry?.state === 'sending')
    return { who: 'product', what: 'asks the service to try again' };
  const remedy = failure?.remedy ?? 'Remove the cause.';
  return {
    who: 'person',
    what: `${remedy} Then have it tried again, within 8 hours`,
    action: 'retry',
  };
}

/** The step that a hole in the chain asks for, at once: what is missing may exist on the source only. */
export function stepForChain({ facts: { chain, engine } }: Pick<StepContext, 'facts'>): NextStep | undefined {
  switch (chain.status) {
    case 'complete': {
      const [error] = chain.errors;
      return error === undefined ? undefined : { who: 'person', what: error, action: 'board' };
    }
    case 'no-full':
      return engine.kind === 'read' && engine.status.fullRestored === true
        ? undefined
        : { who: 'person', what: 'upload the full backup, all stripes of it', action: 'board' };
    case 'gap':
      return chain.gap === undefined
        ? { who: 'person', what: chain.summary, action: 'board' }
        : {
            who: 'person',
            what: `upload the log backup that contains LSN ${formatLsn(chain.gap.needLsn)}, taken after ${chain.gap.lastGoodFile}; or a differential that goes beyond it`,
            action: 'board',
          };
    case 'incomplete-set':
    case 'forked':
    case 'simple-recovery':
    case 'damaged':
      return { who: 'person', what: chain.summary, action: 'board' };
  }
}

function forTail({ tail }: Facts): NextStep | undefined {
  return tail.kind === 'ambiguous'
    ? { who: 'person', what: `unmark or exclude all but one of ${tail.blobs.join(', ')}`, action: 'board' }
    : undefined;
}

function forWord(facts: Facts): NextStep {
  const { tail } = facts;
  const authority = tail.kind === 'one' ? authorityFor(facts, tail.tail) : undefined;
  return authority === undefined || authority.kind === 'given'
    ? { who: 'person', what: 'remove what blocks it' }
    : {
        who: 'person',
        what: 'look into the reason; then give the go-ahead anew, or give the migration up',
        action: 'cutover',
      };
}
