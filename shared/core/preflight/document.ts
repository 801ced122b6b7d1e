/** The preflight's document: what the API serves, the command prints and a page shows. */
import type { Finding, Judgement } from './judge';
import type { Outcome, Remedy, Severity } from './proof';

/** How many rows are in each state. */
export type PreflightCounts = Readonly<Record<Outcome['state'], number>>;

/** One row with its outcome; members that the state does not have are absent. */
export interface PreflightRowView {
  readonly id: string;
  readonly severity: Severity;
  readonly state: Outcome['state'];
  readonly demand: string;
  readonly why: string;
  /** What was found, one sentence; of `forYou` the question. */
  readonly found: string;
  readonly remedy?: Remedy;
  /** What an answer is bound to, where it is not `found`. */
  readonly boundTo?: string;
  /** The right that would tell. */
  readonly missingAction?: string;
  /** ARM id of the resource or scope that it is needed for. */
  readonly missingAt?: string;
  readonly sources: readonly string[];
}

/** The whole report. */
export interface PreflightDocument {
  /** ISO 8601 UTC. */
  readonly asOf: string;
  readonly counts: PreflightCounts;
  /** True when no row that blocks is unmet, unknown or waiting for an answer. */
  readonly clear: boolean;
  readonly rows: readonly PreflightRowView[];
}

/** Builds the document, rows in the order of the catalogue. */
export function preflightDocument({ findings }: Judgement, asOf: string): PreflightDocument {
  return {
    asOf,
    counts: countStates(findings.map(({ outcome }) => outcome.state)),
    clear: !findings.some(isInTheWay),
    rows: findings.map(viewOf),
  };
}

/** Counts the rows in each state. @example countStates(['met', 'met', 'unknown']).met // 2 */
export function countStates(states: readonly Outcome['state'][]): PreflightCounts {
  const count = (wanted: Outcome['state']): number => states.filter((state) => state === wanted).length;
  return {
    met: count('met'),
    unmet: count('unmet'),
    unknown: count('unknown'),
    forYou: count('forYou'),
    information: count('information'),
    notApplicable: count('notApplicable'),
  };
}

/** A row that blocks and is not known to be so. */
function isInTheWay({ severity, outcome: { state } }: Finding): boolean {
  return severity === 'blocks' && (state === 'unmet' || state === 'unknown' || state === 'forYou');
}

function viewOf({ row, outcome, severity }: Finding): PreflightRowView {
  return {
    id: row.id,
    severity,
    state: outcome.state,
    demand: row.demand,
    why: row.why,
    found: outcome.state === 'forYou' ? outcome.ask : outcome.found,
    ...(outcome.state === 'unmet' && { remedy: outcome.remedy }),
    ...((outcome.state === 'unmet' || outcome.state === 'forYou') &&
      outcome.boundTo !== undefined && { boundTo: outcome.boundTo }),
    ...(outcome.state === 'forYou' &&
      outcome.command !== undefined && {
        remedy: { text: 'This helps to answer', command: outcome.command },
      }),
    ...(outcome.state === 'unknown' &&
      outcome.missingAction !== undefined && { missingAction: outcome.missingAction }),
    ...(outcome.state === 'unknown' && outcome.missingAt !== undefined && { missingAt: outcome.missingAt }),
    sources: row.sources,
  };
}
