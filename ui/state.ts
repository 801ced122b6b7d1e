/** Everything that the page shows, as one value. */
import type { JournalEntry } from '../shared/core/migration/journal';
import type { MigrationSummary, StatusDocument } from '../shared/core/migration/status-document';
import type { BoardItem } from '../shared/core/views/file-board';
import { type Reading, UNREAD } from './api/answer';
import type { Route } from './route';

/** The documents of the migration that is open. */
export interface OpenMigration {
  readonly id: string;
  readonly status: Reading<StatusDocument>;
  readonly board: Reading<readonly BoardItem[]>;
  readonly journal: Reading<readonly JournalEntry[]>;
}

/** The state. */
export interface State {
  readonly route: Route;
  /** By the clock of the app, milliseconds. */
  readonly now: number;
  /** How far the clock of the browser is ahead of the app's, milliseconds. */
  readonly ahead: number;
  /** When it is asked next, by the clock of the app, milliseconds. */
  readonly nextAt?: number;
  readonly list: Reading<readonly MigrationSummary[]>;
  readonly migration?: OpenMigration;
}

/** A migration of which nothing is read yet. */
export function unreadMigration(id: string): OpenMigration {
  return { id, status: UNREAD, board: UNREAD, journal: UNREAD };
}

/** The reading that the view stands on, whatever is in it. */
export function mainReading({ route, list, migration }: State): Reading<unknown> {
  return route.view === 'migration' ? (migration?.status ?? UNREAD) : list;
}
