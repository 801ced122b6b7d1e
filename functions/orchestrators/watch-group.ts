/**
 * The watch of one group: takes it a step further, waits for a nudge or the time, begins anew.
 *
 * It holds nothing that a decision depends on, and continues as new after every step. A failing step never ends it.
 */
import type { OrchestrationContext } from 'durable-functions';
import { type Step, callRepeatably, waitForEventUntil, waitUntil } from '../../shared/durable/call';
import {
  type GroupCustomStatus,
  NUDGE,
  advanceGroupActivity,
  groupOrchestration,
} from '../../shared/durable/contracts';

/** While a member has the go, or its request is on its way. */
const GOING_SECONDS = 15;
const WAITING_SECONDS = 30;
const HELD_SECONDS = 300;
const AFTER_TROUBLE_SECONDS = 60;
const OVERTAKEN_SECONDS = 2;

/** Takes one group to its end. */
export function* watchGroup(context: OrchestrationContext): Step<string> {
  const { id } = groupOrchestration.input.parse(context.df.getInput());
  const step = yield* advance(context, id);
  switch (step.kind) {
    case 'unknownGroup':
      return 'there is no such group';
    case 'trouble':
      yield* waitUntil(context, secondsFromNow(context, AFTER_TROUBLE_SECONDS));
      return again(context, id);
    case 'overtaken':
      yield* waitUntil(context, secondsFromNow(context, OVERTAKEN_SECONDS));
      return again(context, id);
    case 'advanced': {
      const { standing, waitsFor } = step;
      context.df.setCustomStatus({ standing, waitsFor } satisfies GroupCustomStatus);
      if (standing === 'ended') return standing;
      yield* waitForEventUntil(context, NUDGE, secondsFromNow(context, pauseAfter(standing)));
      return again(context, id);
    }
  }
}

function pauseAfter(standing: string): number {
  if (standing === 'going') return GOING_SECONDS;
  return standing === 'waiting' ? WAITING_SECONDS : HELD_SECONDS;
}

type Advanced = ReturnType<typeof advanceGroupActivity.output.parse> | { readonly kind: 'trouble' };

function* advance(context: OrchestrationContext, id: string): Step<Advanced> {
  try {
    return yield* callRepeatably(context, advanceGroupActivity, { id });
  } catch {
    return { kind: 'trouble' };
  }
}

function again(context: OrchestrationContext, id: string): string {
  context.df.continueAsNew({ id });
  return 'continued';
}

function secondsFromNow(context: OrchestrationContext, seconds: number): Date {
  return new Date(context.df.currentUtcDateTime.getTime() + seconds * 1000);
}
