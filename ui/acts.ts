import type { DialogActs } from './actions/actor';
import type { Axis } from './chain/layout';
import type { ListFilter, MemberFilter } from './route';

/** What an operator does on the page; views call it, and know nothing of requests and of the address. */
export interface Acts {
  readonly dialog: DialogActs;
  /** Goes to the sign-in service, and comes back to this view. */
  readonly signIn: () => void;
  readonly signOut: () => void;
  /** Saves a document of the API as a file of this name. */
  readonly save: (path: string, name: string) => void;
  /** Asks the API now. */
  readonly askNow: () => void;
  /** Turns sound and notifications on or off. */
  readonly turnAlerts: () => void;
  /** Filters the list; what is not given stays. The address changes, and is replaced in the history while somebody types. */
  readonly filterList: (filter: Partial<ListFilter>) => void;
  /** Selects a row of the list, or no longer; or everything from the one before to it. */
  readonly selectRow: (id: string, isRange: boolean) => void;
  readonly clearSelection: () => void;
  /** Searches the files of the open migration. */
  readonly searchFiles: (q: string) => void;
  /** Draws the chain along another axis. */
  readonly turnPicture: (axis: Axis) => void;
  /** Tells of a set of the picture, by its first file. */
  readonly pickSet: (key: string | undefined) => void;
  /** Filters the members of the open group; what is not given stays. */
  readonly filterMembers: (filter: Partial<MemberFilter>) => void;
  /** Tells of a member of the timeline. */
  readonly pickMember: (id: string | undefined) => void;
}
