/** Which rows of the list are shown, and how many there are of each sort. */
import { hasEnded } from '../../shared/core/migration/phase';
import type { MigrationSummary } from '../../shared/core/migration/status-document';
import type { ListFilter, Shown } from '../route';

/** What a filter looks at. */
type Row = Pick<
  MigrationSummary,
  | 'id'
  | 'phase'
  | 'sourceDatabase'
  | 'targetDatabase'
  | 'targetInstance'
  | 'attention'
  | 'next'
  | 'group'
  | 'ready'
>;

/** True for what goes on only after an operator has acted. An end counts where it is no good one. */
export function needsOperator({ phase, attention, next }: Row): boolean {
  if (attention === undefined) return false;
  if (hasEnded({ phase })) return attention.kind === 'unproven' || attention.kind === 'failed';
  return attention.kind === 'watchStuck' || next?.who === 'operator';
}

const FITS: Readonly<Record<Shown, (row: Row) => boolean>> = {
  all: () => true,
  operator: needsOperator,
  ready: ({ ready, phase }) => ready && !hasEnded({ phase }),
  running: ({ phase }) => !hasEnded({ phase }),
  ended: ({ phase }) => hasEnded({ phase }),
};

/** The rows that fit a filter, in the order of the API. */
export function selectRows<T extends Row>(rows: readonly T[], { q, group, shown }: ListFilter): readonly T[] {
  const wanted = q.trim().toLowerCase();
  return rows.filter(
    (row) =>
      FITS[shown](row) && (group === '' || row.group?.id === group) && (wanted === '' || holds(row, wanted)),
  );
}

function holds(row: Row, wanted: string): boolean {
  const { id, sourceDatabase, targetDatabase, targetInstance = '', group } = row;
  return [id, sourceDatabase, `${targetInstance}/${targetDatabase}`, group?.id ?? ''].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

/** How many rows there are of each sort. */
export function countRows(rows: readonly Row[]): Readonly<Record<Shown, number>> {
  const count = (shown: Shown): number => rows.filter(FITS[shown]).length;
  return {
    all: rows.length,
    operator: count('operator'),
    ready: count('ready'),
    running: count('running'),
    ended: count('ended'),
  };
}

/** Ids of the groups that rows are in, in order. */
export function groupsOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap(({ group }) => (group === undefined ? [] : [group.id])))].sort();
}
