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
  hold: { summary: 'keep a migration from cutting over' },
  release: { summary: 'end a hold' },
  retry: { summary: 'retry a step that failed' },
  settle: { summary: 'say what became of a cutover that no reading settles' },
  exclude: { summary: 'ignore one version of a blob', args: '<blob>' },
  include: { summary: 'take an exclusion back', args: '<blob>' },
  'accept-source': { summary: 'accept backups that bear another name', args: '<database>' },
  withdraw: { summary: 'take back a registration that was a mistake' },
  cutover: { summary: 'approve the cutover' },
  revoke: { summary: 'take an approval back' },
  cancel: { summary: 'give up; the target database is lost' },
};
