/** Title and icon of the tab: the state is seen without opening it. */
import { countRows, needsOperator } from '../list/select';
import { groupSign } from '../groups/words';
import { type State, mainReading } from '../state';
import { signOf } from '../text/words';

const PRODUCT = 'sqlmi-cutover';

/** What the tab shows. */
export interface Tab {
  readonly title: string;
  readonly icon: 'icon' | 'icon-away' | 'icon-needed' | 'icon-ready';
}

/** Finds it. @example tabOf(state).title // '(2) Gap · sqlmi-cutover' where two migrations need an operator, the worst for a gap */
export function tabOf(state: State): Tab {
  const tab = tabOfRead(state);
  const { trouble } = mainReading(state);
  if (trouble === undefined) return tab;
  const isRefused = trouble.kind === 'refused' && trouble.status < 500;
  return { title: `${isRefused ? 'Refused' : 'No answer'} · ${tab.title}`, icon: 'icon-away' };
}

function tabOfRead(state: State): Tab {
  const { route, list, migration } = state;
  if (route.view === 'group' || route.view === 'groups') return tabOfGroups(state);
  if (route.view === 'migration') {
    const status = migration?.status.value;
    const needed = status?.blocked !== undefined;
    const icon = needed ? 'icon-needed' : status?.readiness.ready === true ? 'icon-ready' : 'icon';
    return {
      title: `${needed ? '! ' : ''}${route.id}${status ? `: ${status.phase}` : ''} · ${PRODUCT}`,
      icon,
    };
  }
  const rows = list.value ?? [];
  const counts = countRows(rows);
  if (counts.operator === 0) return { title: PRODUCT, icon: counts.ready > 0 ? 'icon-ready' : 'icon' };
  const worst = rows.find(needsOperator);
  const word = worst === undefined ? '' : `${signOf(worst).word} · `;
  return { title: `(${counts.operator}) ${word}${PRODUCT}`, icon: 'icon-needed' };
}

function tabOfGroups({ route, groups, group }: State): Tab {
  const all = route.view === 'group' ? [group?.board.value ?? []].flat() : (groups.value ?? []);
  const bad = all.filter((one) => groupSign(one).tone === 'bad');
  const icon = bad.length > 0 ? 'icon-needed' : 'icon';
  if (route.view === 'group') {
    const [one] = all;
    return {
      title: `${bad.length > 0 ? '! ' : ''}${route.id}${one ? `: ${one.standing}` : ''} · ${PRODUCT}`,
      icon,
    };
  }
  const worst = bad[0] === undefined ? '' : `(${bad.length}) ${groupSign(bad[0]).word} · `;
  return { title: `${worst}Groups · ${PRODUCT}`, icon };
}

/** Writes both where they have changed. */
export function showTab(state: State): void {
  const { title, icon } = tabOf(state);
  const href = `/api/ui/${icon}.svg`;
  if (document.title !== title) document.title = title;
  const link = document.querySelector('#icon');
  if (link !== null && link.getAttribute('href') !== href) link.setAttribute('href', href);
}
