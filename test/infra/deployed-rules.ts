/** The alert rules as they are deployed, and whether one of them fires. */
import { runQuery, type Row, type Tables } from './run-query';
import { ofType, resourcesOf } from './snapshots';

/** A rule, as far as it decides. */
export interface DeployedRule {
  readonly name: string;
  readonly query: string;
  /** Milliseconds that it looks back. */
  readonly window: number;
  readonly operator: string;
  readonly threshold: number;
}

interface Properties {
  readonly windowSize: string;
  readonly criteria: {
    readonly allOf: readonly {
      readonly query: string;
      readonly operator: string;
      readonly threshold: number;
    }[];
  };
}

/** The rules of a committed snapshot. */
export function deployedRules(example: string): readonly DeployedRule[] {
  return ofType(resourcesOf(example), 'Microsoft.Insights/scheduledQueryRules').map(
    ({ name, properties }) => {
      const { windowSize, criteria } = properties as unknown as Properties;
      const [criterion] = criteria.allOf;
      if (criterion === undefined) throw new Error(`Cannot read rule ${name}: it has no criterion`);
      return {
        name: name.replace(/^alert-cutover-[a-z]+-/, ''),
        window: millisecondsOf(windowSize),
        ...criterion,
      };
    },
  );
}

const UNITS: Readonly<Record<string, number>> = { M: 60_000, H: 3_600_000 };

function millisecondsOf(duration: string): number {
  const [, number, unit = ''] = /^PT(\d+)([MH])$/.exec(duration) ?? [];
  if (number === undefined) throw new Error(`Cannot read the window ${duration}`);
  return Number(number) * (UNITS[unit] ?? Number.NaN);
}

/** Whether a rule fires, of what the log holds at a moment. */
export function isFiring(
  { query, window, operator, threshold }: DeployedRule,
  tables: Tables,
  now: Date,
): boolean {
  const isSeen = ({ timestamp }: Row): boolean =>
    timestamp instanceof Date && timestamp <= now && now.getTime() - timestamp.getTime() < window;
  const seen = Object.entries(tables).map(([name, rows]) => [name, rows.filter(isSeen)] as const);
  const { length: found } = runQuery(query, Object.fromEntries(seen), now);
  switch (operator) {
    case 'GreaterThan':
      return found > threshold;
    case 'LessThan':
      return found < threshold;
    default:
      throw new Error(`Cannot evaluate a rule: the operator ${operator}`);
  }
}
