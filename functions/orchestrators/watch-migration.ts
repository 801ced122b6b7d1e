/**
 * The eternal watch of one migration: assess, carry out the decision, wait for a nudge or the time, begin anew.
 *
 * 1. The assessment decides; this only interprets its commands.
 * 2. Continues as new after every cycle, so the history stays short (G7).
 * 3. A failing activity never ends the watch: it waits a minute and looks again.
 */
import type { OrchestrationContext } from 'durable-functions';
import type { Command } from '../../shared/core/watch/decide';
import {
  type Step,
  callActivity,
  callRepeatably,
  waitForEventUntil,
  waitUntil,
} from '../../shared/durable/call';
import {
  type WatchCustomStatus,
  adoptActivity,
  assessActivity,
  cancelActivity,
  createActivity,
  cutoverOrchestration,
  endActivity,
  NUDGE,
  preflightActivity,
  retryActivity,
  watchOrchestration,
} from '../../shared/durable/contracts';

const AFTER_TROUBLE_SECONDS = 60;
const AFTER_ACTION_SECONDS = 1;
/** Nudges closer together than this are taken together: a burst of uploads is one look. */
const NUDGE_SPACING_SECONDS = 2;

/** Watches one migration until it ends. */
export function* watchMigration(context: OrchestrationContext): Step<string> {
  const { id, notBefore } = watchOrchestration.input.parse(context.df.getInput());
  const orders = yield* assess(context, id);
  if (orders.kind === 'unknownMigration') return 'no such migration is registered';
  if (orders.kind === 'trouble') {
    yield* waitUntil(context, secondsFromNow(context, AFTER_TROUBLE_SECONDS));
    return again(context, id);
  }
  const { phase, headline, ready, asOf, nextCheckAt } = orders;
  context.df.setCustomStatus({ phase, headline, ready, asOf, nextCheckAt } satisfies WatchCustomStatus);
  let acted = false;
  for (const command of orders.commands) {
    if (command.kind === 'end') return yield* end(context, id, command, asOf);
    if (command.kind === 'wait') yield* rest(context, acted ? undefined : new Date(command.until), notBefore);
    else acted = yield* carryOut(context, id, command);
  }
  return again(context, id);
}

/** Writes the end and stops; while it cannot be written, the watch goes on and tries again. */
function* end(
  context: OrchestrationContext,
  id: string,
  { phase, reason }: Extract<Command, { kind: 'end' }>,
  asOf: string,
): Step<string> {
  try {
    yield* callRepeatably(context, endActivity, { id, phase, reason });
  } catch {
    yield* waitUntil(context, secondsFromNow(context, AFTER_TROUBLE_SECONDS));
    return again(context, id);
  }
  context.df.setCustomStatus({ phase, headline: reason, ready: false, asOf } satisfies WatchCustomStatus);
  return phase;
}

type Orders = ReturnType<typeof assessActivity.output.parse> | { readonly kind: 'trouble' };

function* assess(context: OrchestrationContext, id: string): Step<Orders> {
  try {
    return yield* callRepeatably(context, assessActivity, { id });
  } catch {
    return { kind: 'trouble' };
  }
}

/** Carries out one command; trouble is left to the next assessment, which sees what came of it. */
function* carryOut(
  context: OrchestrationContext,
  id: string,
  command: Exclude<Command, { kind: 'wait' | 'end' }>,
): Step<boolean> {
  try {
    switch (command.kind) {
      case 'preflight':
        yield* callActivity(context, preflightActivity, { id });
        break;
      case 'create':
        yield* callActivity(context, createActivity, { id });
        break;
      case 'adopt':
        yield* callActivity(context, adoptActivity, { id, operationId: command.operationId });
        break;
      case 'cancel':
        return (yield* callActivity(context, cancelActivity, { id })).acted;
      case 'retry':
        return (yield* callActivity(context, retryActivity, { id })).acted;
      case 'cutOver': {
        const input = cutoverOrchestration.input.parse({ id, attempt: command.attempt, cycle: 0 });
        yield context.df.callSubOrchestrator(
          cutoverOrchestration.name,
          input,
          cutoverOrchestration.instanceId(id, command.attempt),
        );
        break;
      }
    }
    return true;
  } catch {
    return false;
  }
}

/** Waits for the time or a nudge; `until` undefined means that something was done and is looked at soon. */
function* rest(
  context: OrchestrationContext,
  until: Date | undefined,
  notBefore: string | undefined,
): Step<void> {
  if (until === undefined) return yield* waitUntil(context, secondsFromNow(context, AFTER_ACTION_SECONDS));
  const woken = yield* waitForEventUntil(context, NUDGE, until);
  if (woken === 'event' && notBefore !== undefined && context.df.currentUtcDateTime < new Date(notBefore))
    yield* waitUntil(context, new Date(notBefore));
}

function again(context: OrchestrationContext, id: string): string {
  const notBefore = secondsFromNow(context, NUDGE_SPACING_SECONDS).toISOString();
  context.df.continueAsNew({ id, notBefore });
  return 'continued';
}

function secondsFromNow(context: OrchestrationContext, seconds: number): Date {
  return new Date(context.df.currentUtcDateTime.getTime() + seconds * 1000);
}
