/**
 * One cutover: intent, the one request, then observation until the outcome is settled.
 *
 * 1. The request is sent by one activity that checks everything itself; this only orders the steps.
 * 2. Observation may take hours (a Business Critical target seeds its replicas), so it backs off and continues as new.
 */
import type { OrchestrationContext } from 'durable-functions';
import { type Step, callActivity, callRepeatably, waitUntil } from '../../shared/durable/call';
import {
  cutoverOrchestration,
  observeCutoverActivity,
  recordIntentActivity,
  triggerCutoverActivity,
} from '../../shared/durable/contracts';

/** Observations within one history. */
const CYCLES_PER_HISTORY = 10;
const SETTLED_BY_SENDING = ['withdrawn', 'refused'];

/** Performs attempt `attempt` of a migration; returns the state it was settled in. */
export function* performCutover(context: OrchestrationContext): Step<string> {
  const { id, attempt, cycle } = cutoverOrchestration.input.parse(context.df.getInput());
  if (cycle === 0) {
    const intent = yield* callRepeatably(context, recordIntentActivity, { id, attempt });
    if (intent.kind === 'none') return intent.reason;
    const sent = yield* callActivity(context, triggerCutoverActivity, { id, attempt });
    if (SETTLED_BY_SENDING.includes(sent.state)) return sent.state;
  }
  for (let done = 0; done < CYCLES_PER_HISTORY; done++) {
    const seen = yield* callRepeatably(context, observeCutoverActivity, { id, attempt, cycle: cycle + done });
    // The attempt was not sent, so it ends here; the next assessment orders it again.
    if (seen.settled || seen.state === 'intended') return seen.state;
    yield* waitUntil(context, new Date(context.df.currentUtcDateTime.getTime() + seen.delaySeconds * 1000));
  }
  context.df.continueAsNew({ id, attempt, cycle: cycle + CYCLES_PER_HISTORY });
  return 'continued';
}
