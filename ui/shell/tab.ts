/** Title and icon of the tab: the state is seen without opening it. */
import { countRows } from '../list/select';
import type { State } from '../state';

const PRODUCT = 'sqlmi-cutover';

/** What the tab shows. */
export interface Tab {
  readonly title: string;
  readonly icon: 'icon' | 'icon-needed' | 'icon-ready';
}

/** Finds it. @example tabOf(state).title // '(2) sqlmi-cutover' where two migrations need an operator */
export function tabOf({ route, list, migration }: State): Tab {
  if (route.view === 'migration') {
    const status = migration?.status.value;
    const needed = status?.blocked !== undefined;
    const icon = needed ? 'icon-needed' : status?.readiness.ready === true ? 'icon-ready' : 'icon';
    return {
      title: `${needed ? '! ' : ''}${route.id}${status ? `: ${status.phase}` : ''} · ${PRODUCT}`,
      icon,
    };
  }
  const counts = countRows(list.value ?? []);
  if (counts.operator === 0) return { title: PRODUCT, icon: counts.ready > 0 ? 'icon-ready' : 'icon' };
  return { title: `(${counts.operator}) ${PRODUCT}`, icon: 'icon-needed' };
}

/** Writes both where they have changed. */
export function showTab(state: State): void {
  const { title, icon } = tabOf(state);
  const href = `/api/ui/${icon}.svg`;
  if (document.title !== title) document.title = title;
  const link = document.querySelector('#icon');
  if (link !== null && link.getAttribute('href') !== href) link.setAttribute('href', href);
}
