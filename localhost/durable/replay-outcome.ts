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

const noEntities = 'the local host does not support entities';

/** The calls of an orchestrator this host does not run: the instance fails with the sentence. */
export const refusedCalls: Partial<Record<number, { call: string; why: string }>> = {
  [ActionCode.CallHttp]: {
    call: 'callHttp',
    why: 'the local host does not support it; call from an activity',
  },
  [ActionCode.CallEntity]: { call: 'callEntity', why: noEntities },
  [ActionCode.SignalEntity]: { call: 'signalEntity', why: noEntities },
  [ActionCode.LockEntities]: { call: 'lock', why: noEntities },
  [ActionCode.ReleaseEntities]: { call: 'lock', why: noEntities },
};

/** The sentence for an action this host does not run. */
export function refusalOf(actionType: number): string {
  const { call, why } = refusedCalls[actionType] ?? {
    call: `action ${actionType}`,
    why: 'the local host does not know it',
  };
  return `Cannot run ${call}: ${why}`;
}
