/** Observing a cutover until the service's terminal state and the proof on the target. Never sends anything. */
import { isSettled } from '../../core/cutover/attempt';
import { needsTarget, observe } from '../../core/cutover/observation';
import { toJson } from '../../core/json';
import type { Attempt, AttemptState } from '../../core/migration/control';
import { type Assessed, assessMigration } from '../assess/assess-migration';
import { lookAtTarget } from '../assess/look-at-target';
import { type Capabilities, nowIso } from '../capabilities';
import { changeControl } from '../change-control';
import { retryMigration } from './cancel-and-retry';

/** Where the attempt stands. */
export interface ObserveOutcome {
  readonly state: AttemptState;
  readonly settled: boolean;
  readonly reason?: string;
}

/** Makes one observation of attempt `number` and stores what was learned. */
export async function observeCutover(
  caps: Capabilities,
  id: string,
  number: number,
): Promise<ObserveOutcome> {
  const assessed = await assessMigration(caps, id, 'routine', 'watch');
  const attempt = assessed?.control.value.attempt;
  if (!assessed || attempt?.number !== number)
    return { state: 'withdrawn', settled: true, reason: 'a later attempt exists' };
  await retryMeanwhile(caps, assessed);
  const { registration, engine, at } = assessed.facts;
  const target = needsTarget(engine)
    ? await lookAtTarget(caps, registration)
    : ({ kind: 'notAsked' } as const);
  const tailFiles = (assessed.whole?.sets ?? [])
    .filter(
      (set) =>
        set.key === attempt.tail.setKey || (set.type === 'log' && set.lastLsn === attempt.tail.lastLsn),
    )
    .flatMap((set) => set.stripes.map((row) => row.file));
  let result = attempt;
  await changeControl<string>(caps.ledger, id, (control) => {
    if (control.attempt?.number !== number) return { kind: 'refuse', refusal: 'a later attempt exists' };
    const { version } = assessed.facts.progress;
    result = observe(control.attempt, { engine, at, target }, tailFiles, caps.timing, version);
    if (toJson(result) === toJson(control.attempt)) return { kind: 'refuse', refusal: 'nothing new' };
    const stateChanged = result.state !== control.attempt.state;
    return {
      kind: 'change',
      control: { ...control, attempt: result },
      entries: stateChanged
        ? [
            {
              at: nowIso(caps.clock),
              kind: 'observed',
              by: 'watch',
              text: describe(result),
              facts: { attempt: number, state: result.state },
            },
          ]
        : [],
    };
  });
  return { state: result.state, settled: isSettled(result.state), reason: result.reason };
}

/** The watch waits for the cutover to end, so a retry that an operator asks for meanwhile is carried out from here. */
async function retryMeanwhile(caps: Capabilities, { control, facts }: Assessed): Promise<void> {
  const state = control.value.retry?.state;
  if (state === 'intended' || state === 'sending') await retryMigration(caps, facts.registration.id);
}

function describe(attempt: Attempt): string {
  return `Attempt ${attempt.number} is ${attempt.state}${attempt.reason === undefined ? '' : `: ${attempt.reason}`}`;
}
