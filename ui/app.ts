/** Starts the page: the address says what is shown, the API says what is in it. */
import { render } from 'lit-html';
import type { Acts } from './acts';
import { UNREAD } from './api/answer';
import { Client } from './api/client';
import { onPageKey } from './keys';
import { type ListFilter, type Route, hrefOf, parseRoute } from './route';
import { Session } from './session';
import { shell } from './shell/shell';
import { showTab } from './shell/tab';
import type { State } from './state';
import { Store } from './store';

const SECOND = 1_000;

const store = new Store(
  { route: parseRoute(location.hash), now: Date.now(), ahead: 0, list: UNREAD },
  (state) => show(state),
);
const session = new Session(store, new Client(() => Promise.resolve(undefined)));

const acts: Acts = {
  askNow: () => session.now(),
  filterList: (filter: ListFilter) => go({ view: 'list', filter }),
  searchFiles: (q: string) => {
    const { route } = store.state;
    if (route.view === 'migration') go({ ...route, q });
  },
};

/** While somebody types, one entry of the history is enough. */
function go(route: Exclude<Route, { view: 'unknown' }>): void {
  history.replaceState(null, '', hrefOf(route));
  session.open(route);
}

function show(state: State): void {
  render(shell(state, acts), document.body);
  showTab(state);
}

function tick(): void {
  store.set({ now: Date.now() - store.state.ahead });
}

addEventListener('hashchange', () => {
  const before = store.state.route;
  const route = parseRoute(location.hash);
  session.open(route);
  if (route.view !== before.view) scrollTo(0, 0);
});
addEventListener('online', acts.askNow);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) acts.askNow();
});
document.addEventListener('keydown', onPageKey);
setInterval(tick, SECOND);
session.open(store.state.route);
