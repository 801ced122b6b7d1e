/** The preflight's report: the document and what people are shown around it. The text and the page are made of it alone. */
import type { EngineKind } from '../engine/engine-status';
import { canonicalResourceId } from '../engine/resource-id';
import type { Registration } from '../migration/registration';
import { type PreflightDocument, type PreflightRowView, preflightDocument } from './document';
import { type Estimate, estimatesOf } from './estimate-list';
import { roleDefinition } from './grants';
import type { Judgement } from './judge';
import { powershell } from './outcomes';
import type { EstatePicture } from './picture';
import type { PreflightPlan } from './plan';
import type { Remedy, Severity } from './proof';
import type { Readings } from './question';
import { storagePicture } from './storage-picture';
import { groupIdOf, lastName } from './subnets';
import { topologyPicture } from './topology-picture';

/** Rows that are unmet, or unknown, for one reason. */
export interface SharedFinding {
  /** One sentence. */
  readonly found: string;
  readonly rows: readonly PreflightRowView[];
  /** The gravest of its rows. */
  readonly severity: Severity;
}

/** The rights that reading the estate lacks, and the role that has them. */
export interface MissingRights {
  readonly actions: readonly string[];
  readonly remedy: Remedy;
}

/** The migration that a report is about. */
export interface PreflightSubject {
  readonly engine: EngineKind;
  /** Name of the database. */
  readonly source: string;
  /** `<instance>/<database>`. */
  readonly target: string;
  readonly start: Registration['start'];
}

/** The whole report. */
export interface PreflightReport extends PreflightDocument {
  readonly migration: PreflightSubject;
  /** What is unmet, the worst first. */
  readonly problems: readonly SharedFinding[];
  /** Why rows are unknown, the worst first. */
  readonly causes: readonly SharedFinding[];
  /** Absent when every reading was permitted. */
  readonly missingRights?: MissingRights;
  readonly topology?: EstatePicture;
  readonly storage?: EstatePicture;
  readonly estimates: readonly Estimate[];
}

/** Builds the report of one migration. */
export function preflightReport(
  plan: PreflightPlan,
  readings: Readings,
  judgement: Judgement,
): PreflightReport {
  const topology = topologyPicture(plan, readings, judgement.findings);
  const storage = storagePicture(plan, readings, judgement.findings);
  return {
    ...reportOf(preflightDocument(judgement, plan.now), subjectOf(plan.migration)),
    ...(topology !== undefined && { topology }),
    ...(storage !== undefined && { storage }),
    estimates: estimatesOf(plan, readings),
  };
}

/** The report of a document alone: without drawings and estimates, which need the readings. */
export function reportOf(document: PreflightDocument, migration: PreflightSubject): PreflightReport {
  const missing = missingRightsOf(document.rows);
  return {
    ...document,
    migration,
    problems: sharedFindings(document.rows, 'unmet'),
    causes: sharedFindings(document.rows, 'unknown'),
    ...(missing !== undefined && { missingRights: missing }),
    estimates: [],
  };
}

/** What a report says of its migration. @example subjectOf(registration).target // 'mi/Shop' */
export function subjectOf({
  engine,
  source,
  target,
  start,
}: Pick<Registration, 'engine' | 'source' | 'target' | 'start'>): PreflightSubject {
  return {
    engine,
    source: source.databaseName,
    target: `${lastName(target.managedInstanceId)}/${target.databaseName}`,
    start,
  };
}

const GRAVITY: readonly Severity[] = ['blocks', 'warns', 'info'];

/** The gravest rows first, otherwise as they came. */
function worstFirst<Graded extends { readonly severity: Severity }>(
  rows: readonly Graded[],
): readonly Graded[] {
  return [...rows].sort((a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity));
}

/** One for each right that is missing, and for each sentence that several rows share. */
function sharedFindings(
  rows: readonly PreflightRowView[],
  state: 'unmet' | 'unknown',
): readonly SharedFinding[] {
  const groups = new Map<string, PreflightRowView[]>();
  for (const row of rows.filter((one) => one.state === state)) {
    const key = row.missingAction ?? row.found;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return worstFirst(
    [...groups.values()].map((members) => ({
      found: causeText(members),
      rows: members,
      severity: worstFirst(members)[0]?.severity ?? 'info',
    })),
  );
}

function causeText([first, ...others]: readonly PreflightRowView[]): string {
  if (first?.missingAction === undefined) return first?.found ?? '';
  const places = [first, ...others].flatMap(({ missingAt }) =>
    missingAt === undefined ? [] : [lastName(missingAt)],
  );
  return `the right ${first.missingAction} is missing on ${[...new Set(places)].map((name) => `'${name}'`).join(', ')}`;
}

const ROLE = 'SQL MI preflight';

function missingRightsOf(rows: readonly PreflightRowView[]): MissingRights | undefined {
  const lacking = rows.filter(({ missingAction }) => missingAction !== undefined);
  const actions = [...new Set(lacking.flatMap(({ missingAction }) => missingAction ?? []))].sort();
  if (actions.length === 0) return undefined;
  const scopes = byCanonicalId(
    lacking.flatMap(({ missingAt }) => (missingAt === undefined ? [] : [groupIdOf(missingAt)])),
  );
  return {
    actions,
    remedy: {
      text: 'grant Reader where it is missing, or this smaller role, to whoever runs the preflight',
      command: powershell(
        [
          `@'\n${roleDefinition(ROLE, { actions }, scopes)}\n'@ | Set-Content role.json`,
          'az role definition create --role-definition role.json',
          ...scopes.map(
            (scope) => `az role assignment create --assignee "<object id>" --role "${ROLE}" --scope ${scope}`,
          ),
        ].join('\n'),
      ),
    },
  };
}

function byCanonicalId(ids: readonly string[]): readonly string[] {
  return [...new Map(ids.map((id) => [canonicalResourceId(id), id])).values()];
}
