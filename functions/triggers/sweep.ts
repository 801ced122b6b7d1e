/**
 * The sweep: lists every migration's container, ingests what events missed, restarts watches that are gone or stand still (G3),
 * finishes the end of a migration where whoever ended it could not, and runs the preflights that are a day old.
 */
import type { Timer } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { givesUpClaims } from '../../shared/core/migration/phase';
import type { Registration } from '../../shared/core/migration/registration';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import type { End } from '../../shared/use-cases/cutover/end-migration';
import { advanceGroup } from '../../shared/use-cases/groups/advance-group';
import { sweepContainer } from '../../shared/use-cases/ingest/sweep-container';
import { beginNextSweepAt, inSweepOrder } from '../../shared/use-cases/ingest/sweep-order';
import { reportFailure, reportFound, reportSweep } from '../../shared/use-cases/ingest/sweep-report';
import { createDailyPreflights } from '../../shared/use-cases/preflight/daily-preflights';
import { ensureGroupWatch, ensureWatch, nudge, nudgeAll } from '../watch-starter';
import { careForWatch, type WatchCare } from './care-for-watch';

/** Migrations swept side by side. */
const WIDTH = 8;
/** Blobs read per migration and sweep; the rest comes with the next. */
const LIMIT = 2_000;

/** No migration is begun after this: less than the schedule of docs and samples, and than the timeout of `host.json`. */
const BUDGET_MS = 240_000;

/** Makes the timer's handler. @param pause lets half a second pass */
export function makeSweep(caps: Capabilities, pause: WatchCare['pause'] = halfASecond) {
  const runPreflights = createDailyPreflights(caps);
  return async (_timer: Timer, client: DurableClient): Promise<void> => {
    const all = await inSweepOrder(caps.ledger);
    const queue = [...all];
    const deadline = caps.clock.now().getTime() + BUDGET_MS;
    const worker = async (): Promise<void> => {
      while (queue.length > 0 && caps.clock.now().getTime() < deadline) {
        const next = queue.shift();
        if (next !== undefined) await sweepOne({ caps, client, pause }, next);
      }
    };
    await Promise.all(Array.from({ length: WIDTH }, worker));
    const [unswept] = queue;
    if (unswept !== undefined) await beginNextSweepAt(caps.ledger, unswept.id);
    await careForGroups(caps, client);
    await reportSweep(caps, { swept: all.length - queue.length, left: queue });
    if (unswept === undefined) await runPreflights(all);
  };
}

/** Takes every group a step further itself, and restarts watches that are gone: one that stands still costs a delay only. */
async function careForGroups(caps: Capabilities, client: DurableClient): Promise<void> {
  const open: string[] = [];
  try {
    for await (const { id, endedAt } of caps.ledger.groups()) if (endedAt === undefined) open.push(id);
  } catch (error) {
    await reportFailure(caps, 'the groups', error);
  }
  for (const id of open)
    try {
      const step = await advanceGroup(caps, id);
      if (step.kind === 'advanced') await nudgeAll(client, step.given);
      await ensureGroupWatch(client, id);
    } catch (error) {
      await reportFailure(caps, `group ${id}`, error);
    }
}

function halfASecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

/** One migration's trouble never stops the sweep of the others. */
async function sweepOne(care: WatchCare, registration: Registration): Promise<void> {
  const { caps, client } = care;
  const { id } = registration;
  try {
    const control = await caps.ledger.control(id);
    if (control === undefined) return;
    const { ended } = control.value;
    if (ended) {
      await finishEnd(caps, client, id, ended.phase);
      return;
    }
    const swept = await sweepContainer(caps, registration, LIMIT);
    const watch = await careForWatch(care, id);
    if (swept.kind === 'unchanged' || swept.recorded + swept.removed === 0) return;
    if (watch === 'alive') await nudge(client, id);
    reportFound(caps, id, swept);
  } catch (error) {
    await reportFailure(caps, id, error);
    await careForWatch(care, id).catch(() => undefined);
  }
}

/** Whoever ended it may have died before its claims were given up and its last status was published. Idempotent. */
async function finishEnd(
  { ledger }: Capabilities,
  client: DurableClient,
  id: string,
  phase: End['phase'],
): Promise<void> {
  if (givesUpClaims(phase)) await ledger.releaseClaims(id);
  const published = await ledger.status(id);
  if (published?.phase !== phase) await ensureWatch(client, id);
}
