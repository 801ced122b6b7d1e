/** The document of `GET migrations/{id}/probe`: the T-SQL of each side, what was read last, and what it shows. */
import { formatLsn } from '../lsn';
import type { ControlRow } from '../migration/control';
import type { ProbeDemand } from '../migration/policy';
import type {
  ProbedDatabase,
  ProbedLog,
  ProbedSource,
  SourceReading,
  TargetReading,
} from '../migration/probe-reading';
import type { Registration } from '../migration/registration';
import { registeredServers } from '../migration/source';
import type { CheckView } from '../migration/status-document';
import { instanceOf } from '../migration/target-name';
import { judgeTarget } from '../probe/judge-target';
import { probeTSql } from '../probe/t-sql';
import { PROBE_CHECKS } from '../readiness/probe-checks';

type ProbedLogView = Omit<ProbedLog, 'firstLsn' | 'lastLsn'> & {
  readonly firstLsn?: string;
  readonly lastLsn?: string;
};

/** What the source told, with LSNs as decimal text. */
export type ProbedSourceView = Omit<ProbedSource, 'log' | 'lastLogBackupLsn'> & {
  readonly log?: ProbedLogView;
  readonly lastLogBackupLsn?: string;
};

/** One side; `reading` is absent where none was given. */
export interface ProbeSideView<Found> {
  /** Where the T-SQL runs. */
  readonly database: string;
  readonly servers: readonly string[];
  readonly tSql: string;
  readonly reading?: {
    readonly by: string;
    readonly at: string;
    readonly via: 'paste';
    readonly found: Found;
  };
  readonly checks: readonly Pick<CheckView, 'code' | 'state' | 'reason'>[];
}

/** The document. */
export interface ProbeDocument {
  readonly id: string;
  /** What the policy asks for. */
  readonly demanded?: ProbeDemand;
  readonly source: ProbeSideView<ProbedSourceView>;
  readonly target: ProbeSideView<ProbedDatabase>;
}

/** What it is made from; `checks` are those of the last assessment. */
export interface ProbeSources {
  readonly registration: Registration;
  readonly control: ControlRow;
  readonly checks: readonly CheckView[];
  readonly target: TargetReading | undefined;
}

/** Makes it. @example toProbeDocument({ registration, control, checks, target: undefined }).source.tSql // 'SET NOCOUNT ON;…' */
export function toProbeDocument({ registration, control, checks, target }: ProbeSources): ProbeDocument {
  const { id, source } = registration;
  const { policy, sourceReading: reading } = control;
  const instance = instanceOf(registration.target.managedInstanceId);
  return {
    id,
    ...(policy.probe && { demanded: policy.probe }),
    source: {
      database: source.databaseName,
      servers: registeredServers(source),
      tSql: probeTSql('source', source.databaseName),
      ...(reading && { reading: { ...actOf(reading), found: sourceView(reading.found) } }),
      checks: checks
        .filter(({ code }) => PROBE_CHECKS.some((row) => row.code === code))
        .map(({ code, state, reason }) => ({ code, state, reason })),
    },
    target: {
      database: registration.target.databaseName,
      servers: [instance],
      tSql: probeTSql('target', registration.target.databaseName),
      ...(target && { reading: { ...actOf(target), found: target.found } }),
      checks: target ? judgeTarget(target.found, instance, reading?.found) : [],
    },
  };
}

function actOf({ by, at, via }: SourceReading | TargetReading): Pick<SourceReading, 'by' | 'at' | 'via'> {
  return { by, at, via };
}

function sourceView({ log, lastLogBackupLsn, ...found }: ProbedSource): ProbedSourceView {
  return {
    ...found,
    ...(lastLogBackupLsn !== undefined && { lastLogBackupLsn: formatLsn(lastLogBackupLsn) }),
    ...(log && { log: logView(log) }),
  };
}

function logView({ firstLsn, lastLsn, ...log }: ProbedLog): ProbedLogView {
  return {
    ...log,
    ...(firstLsn !== undefined && { firstLsn: formatLsn(firstLsn) }),
    ...(lastLsn !== undefined && { lastLsn: formatLsn(lastLsn) }),
  };
}
