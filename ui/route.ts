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

/** Which members a group shows: by standing, or those that are late or lack an approval. */
export const SHOWN_MEMBERS = [
  'all',
  'late',
  'unapproved',
  'failed',
  'outside',
  'notReady',
  'waits',
  'goes',
  'inFlight',
  'confirmed',
  'dropped',
] as const;

/** One of them. */
export type ShownMembers = (typeof SHOWN_MEMBERS)[number];

/** The filter of the members of a group, and how they are drawn. */
export interface MemberFilter {
  readonly q: string;
  readonly shown: ShownMembers;
  readonly as: 'rows' | 'timeline';
}

/** A view of the page. */
export type Route =
  | { readonly view: 'list'; readonly filter: ListFilter }
  | { readonly view: 'wall'; readonly filter: ListFilter }
  | { readonly view: 'migration'; readonly id: string; readonly q: string }
  | { readonly view: 'groups' }
  | { readonly view: 'group'; readonly id: string; readonly filter: MemberFilter }
  | { readonly view: 'unknown' };

/** Everything. */
export const NO_FILTER: ListFilter = { q: '', group: '', shown: 'all' };

/** Every member. */
export const NO_MEMBER_FILTER: MemberFilter = { q: '', shown: 'all', as: 'rows' };

const ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads an address. @example parseRoute('#/migrations/shop?q=log_4') // { view: 'migration', id: 'shop', q: 'log_4' } */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const asked = new URLSearchParams(query);
  const [area = '', id = ''] = path.split('/');
  if (area === '') return { view: asked.has('wall') ? 'wall' : 'list', filter: filterOf(asked) };
  if (area === 'migrations' && ID.test(id)) return { view: 'migration', id, q: asked.get('q') ?? '' };
  if (area === 'groups' && id === '') return { view: 'groups' };
  if (area === 'groups' && ID.test(id)) return { view: 'group', id, filter: memberFilterOf(asked) };
  return { view: 'unknown' };
}

function filterOf(asked: URLSearchParams): ListFilter {
  const shown = SHOWN.find((one) => one === asked.get('show'));
  return { q: asked.get('q') ?? '', group: asked.get('group') ?? '', shown: shown ?? 'all' };
}

function memberFilterOf(asked: URLSearchParams): MemberFilter {
  const shown = SHOWN_MEMBERS.find((one) => one === asked.get('show')) ?? 'all';
  return { q: asked.get('q') ?? '', shown, as: asked.get('as') === 'timeline' ? 'timeline' : 'rows' };
}

/** Writes an address; what says nothing is left out. @example hrefOf({ view: 'list', filter: NO_FILTER }) // '#/' */
export function hrefOf(route: Exclude<Route, { view: 'unknown' }>): string {
  switch (route.view) {
    case 'migration':
      return `#/migrations/${route.id}${queryOf({ q: route.q })}`;
    case 'groups':
      return '#/groups';
    case 'group': {
      const { q, shown, as } = route.filter;
      return `#/groups/${route.id}${queryOf({ show: saidOf(shown, 'all'), q, as: saidOf(as, 'rows') })}`;
    }
    case 'wall': {
      const { q, group } = route.filter;
      return `#/${['?wall', queryOf({ group, q }).slice(1)].filter(Boolean).join('&')}`;
    }
    case 'list': {
      const { q, group, shown } = route.filter;
      return `#/${queryOf({ show: saidOf(shown, 'all'), group, q })}`;
    }
  }
}

function saidOf(value: string, usual: string): string {
  return value === usual ? '' : value;
}

function queryOf(asked: Readonly<Record<string, string>>): string {
  const told = Object.entries(asked).filter(([, value]) => value !== '');
  return told.length === 0 ? '' : `?${new URLSearchParams(told).toString()}`;
}
