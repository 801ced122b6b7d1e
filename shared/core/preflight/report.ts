/** The preflight's report: the document and what people are shown around it. The text and the page are made of it alone. */
import type { EngineKind } from '../engine/engine-status';
import { canonicalResourceId } from '../engine/resource-id';
import { containerOf } from '../migration/backup-place';
import type { Registration } from '../migration/registration';
import { PREFLIGHT_ROWS } from './catalogue';
import type { Caller } from './caller';
import { type Assignee, assigneeOf, isIdentityKnown, judgedIdentity } from './judged-identity';
import { type PreflightDocument, type PreflightRowView, preflightDocument } from './document';
import { type Estimate, estimatesOf } from './estimate-list';
import { roleDefinition } from './grants';
import type { Judgement } from './judge';
import { countOf, powershell } from './outcomes';
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
  /** When the readings were taken, which may be long before they are judged; absent where that is not kept. */
  readonly read?: ReadTimes;
  /** Whose rights were judged; absent where only the rows tell. */
  readonly rightsOf?: string;
  /** What the report rests on, where it is not what one expects; a clause each. */
  readonly remarks: readonly string[];
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
  const read = readTimes(readings);
  const topology = topologyPicture(plan, readings, judgement.findings);
  const storage = storagePicture(plan, readings, judgement.findings);
  return {
    ...reportOf(preflightDocument(judgement, plan.now), subjectOf(plan.migration), plan.caller),
    ...(isIdentityKnown(plan) && { rightsOf: judgedIdentity(plan) }),
    ...(read !== undefined && { read }),
    remarks: remarksOn(plan),
    ...(topology !== undefined && { topology }),
    ...(storage !== undefined && { storage }),
    estimates: estimatesOf(plan, readings),
  };
}

/**
 * The report of a document alone: without drawings and estimates, which need the readings.
 *
 * @param caller who ran the preflight
 */
export function reportOf(
  document: PreflightDocument,
  migration: PreflightSubject,
  caller: Caller | undefined,
): PreflightReport {
  const missing = missingRightsOf(document.rows, caller);
  return {
    ...document,
    migration,
    problems: sharedFindings(document.rows, 'unmet'),
    causes: sharedFindings(document.rows, 'unknown'),
    ...(missing !== undefined && { missingRights: missing }),
    remarks: [],
    estimates: [],
  };
}

function remarksOn({ backups, migration }: PreflightPlan): readonly string[] {
  if (backups?.readFrom !== 'elsewhere') return [];
  const { containerUrl, prefix } = migration.backups;
  return [
    `backups judged: copies of ${countOf(backups.files.length, 'file')}, not what is in '${containerOf(containerUrl)}/${prefix}'`,
  ];
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

/**
 * One for each right that is missing, and for each sentence that several rows share. A row that cannot be met while another one is
 * not, and has the same remedy, is told with that one: it is one cause.
 */
function sharedFindings(
  rows: readonly PreflightRowView[],
  state: 'unmet' | 'unknown',
): readonly SharedFinding[] {
  const some = rows.filter((row) => row.state === state);
  const groups = new Map<string, PreflightRowView[]>();
  for (const row of some) {
    const key = row.missingAction ?? (tellerOf(row, some) ?? row).found;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return worstFirst(
    [...groups].map(([key, members]) => ({
      found: causeText(members) ?? key,
      rows: members,
      severity: worstFirst(members)[0]?.severity ?? 'info',
    })),
  );
}

/** The first unmet row that implies this one and has the same remedy; of two that imply each other the first tells. */
function tellerOf(row: PreflightRowView, unmet: readonly PreflightRowView[]): PreflightRowView | undefined {
  const remedy = JSON.stringify(row.remedy);
  return unmet.find(
    (one) =>
      one.remedy !== undefined &&
      JSON.stringify(one.remedy) === remedy &&
      implies(one, row) &&
      !(implies(row, one) && unmet.indexOf(row) < unmet.indexOf(one)),
  );
}

function implies({ id }: PreflightRowView, other: PreflightRowView): boolean {
  return PREFLIGHT_ROWS.find((row) => row.id === id)?.implies?.includes(other.id) === true;
}

/** What to say of rows that lack one right. */
function causeText([first, ...others]: readonly PreflightRowView[]): string | undefined {
  if (first?.missingAction === undefined) return undefined;
  const places = [first, ...others].flatMap(({ missingAt }) =>
    missingAt === undefined ? [] : [lastName(missingAt)],
  );
  return `the right ${first.missingAction} is missing on ${[...new Set(places)].map((name) => `'${name}'`).join(', ')}`;
}

/** When what a report rests on was read, ISO 8601 UTC. */
export interface ReadTimes {
  readonly oldest: string;
  readonly newest: string;
}

/** What has not been answered was not read. */
function readTimes(readings: Readings): ReadTimes | undefined {
  const times = [...readings.values()]
    .flatMap(({ kind, asOf }) => (kind === 'failed' ? [] : [new Date(asOf).toISOString()]))
    .sort();
  const [oldest, newest] = [times[0], times.at(-1)];
  return oldest === undefined || newest === undefined ? undefined : { oldest, newest };
}

const ROLE = 'SQL MI preflight';

function missingRightsOf(
  rows: readonly PreflightRowView[],
  caller: Caller | undefined,
): MissingRights | undefined {
  const lacking = rows.filter(({ missingAction }) => missingAction !== undefined);
  const actions = [...new Set(lacking.flatMap(({ missingAction }) => missingAction ?? []))].sort();
  if (actions.length === 0) return undefined;
  const scopes = byCanonicalId(
    lacking.flatMap(({ missingAt }) => (missingAt === undefined ? [] : [groupIdOf(missingAt)])),
  );
  const { id, find } = readerOf(caller);
  return {
    actions,
    remedy: {
      text: 'grant Reader where it is missing, or this smaller role, to whoever runs the preflight',
      command: powershell(
        [
          `@'\n${roleDefinition(ROLE, { actions }, scopes)}\n'@ | Set-Content role.json`,
          'az role definition create --role-definition role.json',
          ...(find === undefined ? [] : [find]),
          ...scopes.map(
            (scope) => `az role assignment create --assignee ${id} --role "${ROLE}" --scope ${scope}`,
          ),
        ].join('\n'),
      ),
    },
  };
}

/** Who the rights to read are granted to: the app, or whoever typed the command. */
function readerOf(caller: Caller | undefined): Assignee {
  if (caller?.objectId !== undefined) return { id: caller.objectId };
  if (caller?.runs === 'app') return assigneeOf({ notes: {}, caller });
  return { id: '"<object id>"', find: 'az ad signed-in-user show --query id -o tsv' };
}

function byCanonicalId(ids: readonly string[]): readonly string[] {
  return [...new Map(ids.map((id) => [canonicalResourceId(id), id])).values()];
}
