import { ActionCode } from './actions';
import { type Command, describeCommand } from './command';
import type { InboxEvent } from './history';

/** What the extension would make of an orchestrator's actions, given the history. */
export type ReplayOutcome =
  | {
      kind: 'replayed';
      /** Not in the history yet, by sequence id. */
      commands: Command[];
      /** Every action has been waited for. */
      finished: boolean;
      /** No activity, sub-orchestration or timer is open; only then may the instance complete. */
      nothingOpen: boolean;
      continueAsNew?: { input: unknown };
      /** External events that arrived after continueAsNew was reached, for the next generation. */
      carriedOver: InboxEvent[];
    }
  | { kind: 'nonDeterministic'; message: string }
  | { kind: 'refused'; message: string };

/** Which functions an orchestrator may call. */
export interface CallableFunctions {
  hasActivity(name: string): boolean;
  hasOrchestrator(name: string): boolean;
}

/** Ends a replay early. */
export class ReplayStop extends Error {
  constructor(
    readonly kind: 'nonDeterministic' | 'refused',
    message: string,
  ) {
    super(message);
  }
}

/** The failure of a replay that did not come by what the history holds. */
export function mismatch(
  id: number,
  kind: Command['kind'],
  name: string | undefined,
  command?: Command,
): ReplayStop {
  const recorded =
    kind === 'timer'
      ? 'a timer'
      : `${kind === 'activity' ? 'an activity' : 'a sub-orchestration'} '${name ?? ''}'`;
  const produced = command === undefined ? 'nothing' : describeCommand(command);
  return new ReplayStop(
    'nonDeterministic',
    `Non-deterministic workflow detected: history has ${recorded} with sequence id ${id}, but the replay produced ${produced}`,
  );
}

const refusedActions: Partial<Record<number, string>> = {
  [ActionCode.CallHttp]: 'callHttp: the local host does not support it; call from an activity',
  [ActionCode.CallEntity]: 'callEntity: the local host does not support entities',
  [ActionCode.SignalEntity]: 'signalEntity: the local host does not support entities',
  [ActionCode.LockEntities]: 'lock: the local host does not support entities',
  [ActionCode.ReleaseEntities]: 'the release of a lock: the local host does not support entities',
};

/** The sentence for an action this host does not run. */
export function refusalOf(actionType: number): string {
  return `Cannot run ${refusedActions[actionType] ?? `action ${actionType}: the local host does not know it`}`;
}
