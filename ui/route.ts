/** What the address of the page says behind the `#`: a view and its filter, so that reload and a link keep them. */

/** Which migrations the list shows. */
export const SHOWN = ['all', 'operator', 'ready', 'running', 'ended'] as const;

/** One of them. */
export type Shown = (typeof SHOWN)[number];

/** The filter of the list. */
export interface ListFilter {
  readonly q: string;
  readonly group: string;
  readonly shown: Shown;
}

/** A view of the page. */
export type Route =
  | { readonly view: 'list'; readonly filter: ListFilter }
  | { readonly view: 'wall'; readonly filter: ListFilter }
  | { readonly view: 'migration'; readonly id: string; readonly q: string }
  | { readonly view: 'unknown' };

/** Everything. */
export const NO_FILTER: ListFilter = { q: '', group: '', shown: 'all' };

const ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads an address. @example parseRoute('#/migrations/shop?q=log_4') // { view: 'migration', id: 'shop', q: 'log_4' } */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const asked = new URLSearchParams(query);
  const [area = '', id = ''] = path.split('/');
  if (area === '') return { view: asked.has('wall') ? 'wall' : 'list', filter: filterOf(asked) };
  if (area === 'migrations' && ID.test(id)) return { view: 'migration', id, q: asked.get('q') ?? '' };
  return { view: 'unknown' };
}

function filterOf(asked: URLSearchParams): ListFilter {
  const shown = SHOWN.find((one) => one === asked.get('show'));
  return { q: asked.get('q') ?? '', group: asked.get('group') ?? '', shown: shown ?? 'all' };
}

/** Writes an address; what says nothing is left out. @example hrefOf({ view: 'list', filter: NO_FILTER }) // '#/' */
export function hrefOf(route: Exclude<Route, { view: 'unknown' }>): string {
  if (route.view === 'migration') return `#/migrations/${route.id}${queryOf({ q: route.q })}`;
  const { q, group, shown } = route.filter;
  if (route.view === 'wall')
    return `#/${['?wall', queryOf({ group, q }).slice(1)].filter(Boolean).join('&')}`;
  return `#/${queryOf({ show: shown === 'all' ? '' : shown, group, q })}`;
}

function queryOf(asked: Readonly<Record<string, string>>): string {
  const told = Object.entries(asked).filter(([, value]) => value !== '');
  return told.length === 0 ? '' : `?${new URLSearchParams(told).toString()}`;
}
