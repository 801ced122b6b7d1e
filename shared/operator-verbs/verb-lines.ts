/** The operator verbs as the help lists them, apart from their table, which takes long to load. `npm run docs` writes this file. */

/** How a verb stands in a list. */
export interface VerbLine {
  readonly summary: string;
  /** What follows the id: the body's fields that are arguments. */
  readonly args?: string;
}

/** Every verb, in the order of the table. */
export const VERB_LINES: Readonly<Record<string, VerbLine>> = {
  tail: { summary: 'name the last log', args: '<blob>' },
  hold: { summary: 'prevent a migration from cutting over' },
  release: { summary: 'end a hold' },
  retry: { summary: 'retry a step that failed' },
  settle: { summary: 'state the outcome of a cutover that no reading settles' },
  exclude: { summary: 'ignore one version of a blob', args: '<blob>' },
  include: { summary: 'undo an exclusion', args: '<blob>' },
  'accept-source': { summary: 'accept backups with another name in the header', args: '<database>' },
  withdraw: { summary: 'undo a mistaken registration' },
  cutover: { summary: 'approve the cutover, where one approval is enough' },
  approve: { summary: 'give one of the approvals of a cutover' },
  revoke: { summary: 'revoke approvals' },
  cancel: { summary: 'give up a migration; the target database is lost' },
};
