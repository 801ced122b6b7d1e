/** What concerns a whole ledger: where it is at home, and whether it is frozen. One row, changed by ETag only. */

/** While a ledger is frozen, no request that changes something leaves; everything else goes on. */
export interface Freeze {
  /** ISO 8601 UTC; absent where the app found the reason itself. */
  readonly at?: string;
  readonly by: string;
  readonly reason: string;
}

/** The row. */
export interface LedgerState {
  /** Storage and tables in which the ledger was begun; in any other place it is a copy. */
  readonly home: string;
  readonly freeze?: Freeze;
}

/** Under this id are the journal lines that concern the whole ledger; ids of migrations are lower-case slugs. */
export const OF_THE_LEDGER = '!ledger';

/** Who speaks where the app found the reason itself. */
const THE_APP = 'app';

/**
 * What the home of a ledger looks like: host of the table service, or an account of this machine, and table prefix.
 *
 * @example LEDGER_HOME.test('prodledger.table.core.windows.net/SqlMiCutover') // true
 */
export const LEDGER_HOME =
  /^(?:this machine(?:\/[\w-]+)?|[a-z0-9](?:[a-z0-9-]*\.)+[a-z0-9-]+)\/[A-Za-z][A-Za-z0-9]{0,49}$/;

/**
 * Why nothing may be sent; undefined when it may. Without the row, or away from home, the ledger may be a copy that lacks
 * what was sent since: it counts as frozen.
 *
 * @param state the row as it is stored
 * @param home where the ledger is
 * @example freezeOf({ home: 'acct/SqlMiCutover' }, 'acct/SqlMiCutover') // undefined
 */
export function freezeOf(state: LedgerState | undefined, home: string): Freeze | undefined {
  if (state === undefined) return { by: THE_APP, reason: 'the ledger has no record of where it is at home' };
  if (state.home === home) return state.freeze;
  return { by: THE_APP, reason: awayFromHome(state, home) };
}

/** Says where the ledger was begun and where it is. @example awayFromHome({ home: 'a/X' }, 'b/X') // 'this ledger is a copy: …' */
export function awayFromHome(state: LedgerState, home: string): string {
  return `this ledger is a copy: it was begun in ${state.home}, and is in ${home}`;
}

/** Says since when, by whom and why. @example describeFreeze({ at, by: 'ada', reason: 'upgrade' }) // 'frozen since … by ada: upgrade' */
export function describeFreeze({ at, by, reason }: Freeze): string {
  return at === undefined ? `frozen: ${reason}` : `frozen since ${at} by ${by}: ${reason}`;
}
