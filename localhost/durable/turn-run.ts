import { randomUUID } from 'node:crypto';
import type { DurableServices } from './dispatcher';
import type { Instance } from './instance';
import { isFinished } from './instance';
import { nextTurn, type NextTurn } from './next-batch';
import { firstLine } from '../log';
import type { TurnEnd, TurnStep } from './steps';
import { type Batch, closeTurn, controlTurn, openTurn, type OrchestratorRun } from './turn';

/** Runs one turn of an instance, if its inbox calls for one, and commits what came of it as one step. */
export async function runTurn(services: DurableServices, instanceId: string): Promise<void> {
  const instance = services.store.hub.instances.get(instanceId);
  if (instance === undefined || isFinished(instance)) return;
  const next = nextTurn(instance);
  if (next.kind === 'nothing') return;
  const step =
    next.kind === 'run'
      ? await orchestratorTurn(services, instance, next.batch)
      : control(services, instance, next);
  if (step === undefined) return;
  await services.store.commit(step);
  // The host fails instances whose last run went well, too: an unknown activity, something refused, another history.
  if (step.end.kind === 'failed') {
    const reason = firstLine(step.end.failure.Reason);
    services.log.warn(`${instance.name}: orchestration ${instanceId} failed: ${reason}`);
  }
}

function control(
  { clock }: DurableServices,
  instance: Instance,
  next: Exclude<NextTurn, { kind: 'nothing' | 'run' }>,
): TurnStep {
  const ends: Record<typeof next.kind, TurnEnd> = {
    suspend: { kind: 'suspended' },
    resume: { kind: 'waits' },
    terminate: { kind: 'terminated', reason: next.reason },
  };
  return controlTurn(instance, next.batch, clock.now(), ends[next.kind]);
}

async function orchestratorTurn(
  { clock, chaos, functions, runner }: DurableServices,
  instance: Instance,
  whole: Batch,
): Promise<TurnStep | undefined> {
  const size = chaos.batchSize(whole.messages.length);
  const start = openTurn(
    instance,
    { taken: whole.taken.slice(0, size), messages: whole.messages.slice(0, size) },
    clock.now(),
  );
  const definition = functions.orchestrators.get(instance.name.toLowerCase());
  const outcome =
    definition === undefined
      ? missing(instance.name)
      : await runner.runToTheEnd(definition, {
          invocationId: randomUUID(),
          input: { string: start.payload },
          about: instance.instanceId,
        });
  return outcome.kind === 'stopped' ? undefined : closeTurn(instance, start, outcome, functions);
}

function missing(name: string): OrchestratorRun {
  return { kind: 'failed', error: { message: `the app has no orchestrator '${name}' any more` } };
}
