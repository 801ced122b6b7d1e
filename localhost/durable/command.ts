/** What a replay wants done that the history does not hold yet; `id` is its sequence id. */
export type Command =
  | { kind: 'activity'; id: number; name: string; input: unknown }
  | {
      kind: 'sub-orchestration';
      id: number;
      name: string;
      input: unknown;
      instanceId?: string;
      version?: string;
    }
  | { kind: 'timer'; id: number; fireAt: string };

/** "an activity 'x'": for sentences about what a replay produced. */
export function describeCommand(command: Command): string {
  switch (command.kind) {
    case 'activity':
      return `an activity '${command.name}'`;
    case 'sub-orchestration':
      return `a sub-orchestration '${command.name}'`;
    case 'timer':
      return 'a timer';
  }
}
