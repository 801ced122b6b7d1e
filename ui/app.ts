/** Starts the page: the address says what is shown, the API says what is in it. */
import { render } from 'lit-html';
import { Actor } from './actions/actor';
import { showDialog } from './actions/dialog';
import type { Acts } from './acts';
import { Alerts } from './alerts/alerts';
import { newsOf } from './alerts/news';
import { UNREAD } from './api/answer';
import { Client } from './api/client';
import { saveAs } from './api/save';
import { REM } from './chain/picture';
import { onPageKey } from './keys';
import { selectRows } from './list/select';
import { NO_SELECTION, selectedAfter } from './list/selection';
import { type Route, hrefOf, parseRoute } from './route';
import { Session } from './session';
import { shell } from './shell/shell';
import { showTab } from './shell/tab';
import { SignIn } from './sign-in/sign-in';
import { isEntered, isHolder } from './sign-in/state';
import { type State, ROWS_OF_FRAME, rowsOf } from './state';
import { Store } from './store';
import { prepareTimes } from './text/time';

const SECOND = 1_000;

const store = new Store(
  {
    route: parseRoute(location.hash),
    signIn: { kind: 'reading' },
    now: Date.now(),
    ahead: 0,
    alerts: 'off',
    list: UNREAD,
    groups: UNREAD,
    picture: { axis: 'lsn', width: roomOf() },
    selection: NO_SELECTION,
    rows: ROWS_OF_FRAME,
    actAs: '',
  },
  (state) => show(state),
);
const alerts = new Alerts(store);
const signIn: SignIn = new SignIn(store, () => client);
const client: Client = new Client(signIn.token);
const session = new Session(store, client);
const actor = new Actor(store, client, () => session.now());

const acts: Acts = {
  dialog: actor,
  signIn: signIn.enter,
  signOut: signIn.leave,
  save: (path, name) => void save(path, name),
  askNow: () => (isEntered(store.state.signIn) ? void session.now() : signIn.askNow()),
  turnAlerts: () => void alerts.turn(),
  // The address goes before the state: a link may just have been followed.
  filterList: (filter) => {
    const route = parseRoute(location.hash);
    if (route.view === 'list') go({ ...route, filter: { ...route.filter, ...filter } });
  },
  selectRow: (id, isRange) => {
    const { route, list, selection } = store.state;
    if (route.view !== 'list') return;
    const rows = selectRows(list.value ?? [], route.filter).map((row) => row.id);
    store.set({ selection: selectedAfter(selection, id, rows, isRange) });
  },
  clearSelection: () => store.set({ selection: NO_SELECTION }),
  searchFiles: (q: string) => {
    const { route } = store.state;
    if (route.view === 'migration') go({ ...route, q });
  },
  turnPicture: (axis) => store.set({ picture: { ...store.state.picture, axis } }),
  pickSet: (picked) => store.set({ picture: { ...store.state.picture, picked } }),
  filterMembers: (filter) => {
    const route = parseRoute(location.hash);
    if (route.view === 'group') go({ ...route, filter: { ...route.filter, ...filter } });
  },
  pickMember: (pickedMember) => store.set({ pickedMember }),
};

/** Units of the layout that the picture of the chain has: the width of the page without its edges. */
function roomOf(): number {
  const root = document.documentElement;
  const rem = parseFloat(getComputedStyle(root).fontSize) / REM;
  return Math.max(300, Math.round((root.clientWidth * 0.96) / rem - 44));
}

/** While somebody types, one entry of the history is enough. */
function go(route: Exclude<Route, { view: 'unknown' }>): void {
  history.replaceState(null, '', hrefOf(route));
  session.open(route);
}

async function save(path: string, name: string): Promise<void> {
  const answer = await client.getFile(path);
  if (answer.kind === 'read') saveAs(name, answer.body);
  else
    store.set({
      notice: { kind: 'refused', text: `Cannot save ${name}: ${answer.detail}`, lines: [] },
    });
}

/** Once it is known who asks, or that nobody has to say so. */
async function begin(): Promise<void> {
  await signIn.begin();
  if (!isEntered(store.state.signIn)) return;
  // The sign-in service came back with words of its own behind the `#`.
  session.open(parseRoute(location.hash));
  await actor.meet();
}

/** As it was shown last. */
let shown = store.state;

function show(state: State): void {
  render(shell(state, acts), document.body);
  showTab(state);
  showDialog();
  alerts.tell(newsOf(shown, state));
  shown = state;
  // A frame each, so that nothing keeps keys and scrolling waiting.
  if (state.rows < rowsOf(state)) setTimeout(() => store.set({ rows: state.rows + ROWS_OF_FRAME }), 0);
}

function tick(): void {
  store.set({ now: Date.now() - store.state.ahead });
}

addEventListener('hashchange', () => {
  const before = store.state.route;
  if (!isEntered(store.state.signIn)) return;
  const route = parseRoute(location.hash);
  store.set({ rows: ROWS_OF_FRAME });
  session.open(route);
  if (route.view !== before.view) scrollTo(0, 0);
});
addEventListener('resize', () => store.set({ picture: { ...store.state.picture, width: roomOf() } }));
addEventListener('online', acts.askNow);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) acts.askNow();
});
document.addEventListener('keydown', onPageKey);
// What was shown before the sign-out is not shown again by going back.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && isHolder(store.state.signIn)) location.reload();
});
setInterval(tick, SECOND);
void begin();
// While the first answer is on its way.
prepareTimes();
