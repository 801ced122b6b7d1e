/** The activities: parse the input by contract, call one use case, return a small result. */
import type { z } from 'zod';
import { observationDelay } from '../../shared/core/cutover/observation';
import {
  adoptActivity,
  advanceGroupActivity,
  assessActivity,
  cancelActivity,
  createActivity,
  endActivity,
  observeCutoverActivity,
  preflightActivity,
  recordIntentActivity,
  retryActivity,
  triggerCutoverActivity,
} from '../../shared/durable/contracts';
import { orderWatch } from '../../shared/use-cases/assess/assess-migration';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { cancelMigration, retryMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { advanceGroup } from '../../shared/use-cases/groups/advance-group';
import { preflightForCreation } from '../../shared/use-cases/preflight/judge-migration';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { createMigration } from '../../shared/use-cases/register/create-migration';

/** An activity ready to be registered. */
export interface Activity {
  readonly name: string;
  readonly handler: (input: unknown, wake?: WakeWatches) => Promise<unknown>;
  /** It may wake watches, for which it needs a client of the durable engine. */
  readonly wakes: boolean;
}

/** Wakes watches of migrations; that carries no authority, and a lost one costs a delay only. */
export type WakeWatches = (ids: readonly string[]) => Promise<void>;

/** Makes all activities. */
export function makeActivities(caps: Capabilities): readonly Activity[] {
  return [
    activity(assessActivity, async ({ id }) => {
      const orders = await orderWatch(caps, id);
      return orders
        ? { kind: 'orders' as const, ...orders, commands: [...orders.commands] }
        : { kind: 'unknownMigration' as const };
    }),
    activity(adoptActivity, async ({ id, operationId }) => done(adoptMigration(caps, id, operationId))),
    activity(preflightActivity, async ({ id }) => done(preflightForCreation(caps, id))),
    activity(createActivity, async ({ id }) => done(createMigration(caps, id))),
    activity(cancelActivity, async ({ id }) => cancelMigration(caps, id)),
    activity(retryActivity, async ({ id }) => retryMigration(caps, id)),
    activity(endActivity, async ({ id, phase, reason }) => done(endMigration(caps, id, { phase, reason }))),
    activity(recordIntentActivity, async ({ id, attempt }) => recordIntent(caps, id, attempt)),
    activity(triggerCutoverActivity, async ({ id, attempt }) => triggerCutover(caps, id, attempt)),
    {
      ...activity(advanceGroupActivity, async ({ id }, wake) => {
        const step = await advanceGroup(caps, id);
        if (step.kind === 'advanced') await wake?.(step.given);
        return step;
      }),
      wakes: true,
    },
    activity(observeCutoverActivity, async ({ id, attempt, cycle }) => ({
      ...(await observeCutover(caps, id, attempt)),
      delaySeconds: observationDelay(cycle, caps.timing),
    })),
  ];
}

async function done(work: Promise<void>): Promise<null> {
  await work;
  return null;
}

function activity<I extends z.ZodType, O extends z.ZodType>(
  contract: { readonly name: string; readonly input: I; readonly output: O },
  run: (input: z.output<I>, wake?: WakeWatches) => Promise<z.input<O>>,
): Activity {
  return {
    name: contract.name,
    handler: async (input, wake) => contract.output.parse(await run(contract.input.parse(input), wake)),
    wakes: false,
  };
}
