/** The sub-commands that are no operator verbs, as the help lists them. */

/** How a sub-command stands in a list. */
export interface CommandLine {
  readonly summary: string;
  /** Absent for one that has sub-commands. */
  readonly args?: string;
}

/** Every one, in the order of the help. */
export const COMMAND_LINES = {
  inspect: { args: '[path...]', summary: 'read backup files and print their chain' },
  status: { args: '[id]', summary: 'list migrations, or show one' },
  watch: { args: '<id>', summary: 'follow a migration until it ends' },
  board: { args: '<id>', summary: 'show the file board' },
  journal: { args: '<id>', summary: 'show the journal' },
  evidence: { args: '<id>', summary: 'print the evidence of the cutover' },
  runbook: { args: '<id>', summary: 'print the steps of the cutover night, with T-SQL' },
  probe: { args: '<id>', summary: 'ask source and target what they say of themselves' },
  rehearse: { args: '<id>', summary: 'do everything of a cutover but the request' },
  preflight: { args: '[file.json-or-id]', summary: 'check what Azure demands of a migration' },
  register: { args: '[file.json]', summary: 'register a migration' },
  group: { summary: 'cut over migrations as a group' },
  policy: { summary: 'change how a migration may be cut over' },
  health: { args: '', summary: 'show whether the app can work' },
  'support-bundle': { args: '[id...]', summary: 'write what the app shows into a zip, with names masked' },
  admin: { summary: 'freeze, back up, move or restore all migrations' },
  waive: { args: '<id> <check>', summary: 'waive a check, with a reason' },
  login: { args: '', summary: 'sign in to the app' },
  logout: { args: '', summary: 'forget how to sign in to the app' },
  whoami: { args: '', summary: 'show who the app takes you for' },
} satisfies Readonly<Record<string, CommandLine>>;
