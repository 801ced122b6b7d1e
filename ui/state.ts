/** Everything that the page shows, as one value. */
import type { GroupSummary, GroupView } from '../shared/core/group/group-view';
import type { JournalEntry } from '../shared/core/migration/journal';
import type { MigrationSummary, StatusDocument } from '../shared/core/migration/status-document';
import type { BoardItem } from '../shared/core/views/file-board';
import type { Acting } from './actions/acting';
import type { Me } from './actions/me';
import type { Report } from './actions/report';
import { type Reading, UNREAD } from './api/answer';
import type { Axis } from './chain/layout';
import type { Selection } from './list/selection';
import type { Route } from './route';
import type { SignInState } from './sign-in/state';

/** The documents of the migration that is open. */
export interface OpenMigration {
  readonly id: string;
  readonly status: Reading<StatusDocument>;
  readonly board: Reading<readonly BoardItem[]>;
  readonly journal: Reading<readonly JournalEntry[]>;
}

/** The documents of the group that is open. */
export interface OpenGroup {
  readonly id: string;
  readonly board: Reading<GroupView>;
  /** The oldest first. */
  readonly journal: Reading<readonly JournalEntry[]>;
}

/** How the picture of the chain is looked at. */
export interface PictureState {
  readonly axis: Axis;
  /** The set that is told of, by its first file. */
  readonly picked?: string;
  /** Units of the layout. */
  readonly width: number;
}

/** The state. */
export interface State {
  readonly route: Route;
  readonly signIn: SignInState;
  /** By the clock of the app, milliseconds. */
  readonly now: number;
  /** How far the clock of the browser is ahead of the app's, milliseconds. */
  readonly ahead: number;
  /** When it is asked next, by the clock of the app, milliseconds. */
  readonly nextAt?: number;
  /** Sound and notifications; the browser may allow a sound only. */
  readonly alerts: 'off' | 'on' | 'soundOnly';
  readonly list: Reading<readonly MigrationSummary[]>;
  readonly migration?: OpenMigration;
  readonly groups: Reading<readonly GroupSummary[]>;
  readonly group?: OpenGroup;
  readonly picture: PictureState;
  /** The member of the timeline that is told of. */
  readonly pickedMember?: string;
  /** Rows of the list that are selected for an action. */
  readonly selection: Selection;
  /** Rows of a long list that are drawn: the first ones at once, the others in the frames after. */
  readonly rows: number;
  /** Who the app takes the operator for; absent until it has said so. */
  readonly me?: Me;
  /** On one machine: the name of another operator; empty for oneself. */
  readonly actAs: string;
  /** The dialog that is open. */
  readonly acting?: Acting | undefined;
  /** What came of an action whose dialog was left meanwhile. */
  readonly notice?: Report | undefined;
}

/** Rows of one frame: more than a screen has. */
export const ROWS_OF_FRAME = 32;

/** A migration of which nothing is read yet. */
export function unreadMigration(id: string): OpenMigration {
  return { id, status: UNREAD, board: UNREAD, journal: UNREAD };
}

/** A group of which nothing is read yet. */
export function unreadGroup(id: string): OpenGroup {
  return { id, board: UNREAD, journal: UNREAD };
}

/** The reading that the view stands on, whatever is in it. */
export function mainReading({ route, signIn, list, migration, groups, group }: State): Reading<unknown> {
  if (signIn.kind === 'reading' && signIn.trouble !== undefined)
    return { ...UNREAD, trouble: signIn.trouble };
  switch (route.view) {
    case 'migration':
      return migration?.status ?? UNREAD;
    case 'groups':
      return groups;
    case 'group':
      return group?.board ?? UNREAD;
    default:
      return list;
  }
}

/** Rows that the view has, drawn or not. */
export function rowsOf({ route, list, group }: State): number {
  if (route.view === 'list') return list.value?.length ?? 0;
  return route.view === 'group' ? (group?.board.value?.members.length ?? 0) : 0;
}
