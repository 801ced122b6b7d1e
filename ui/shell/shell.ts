/** The frame of every view: where one is, how old it is, and what is wrong with the connection. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { actionDialog } from '../actions/dialog';
import type { Report } from '../actions/report';
import type { Acts } from '../acts';
import type { Reading } from '../api/answer';
import { alertsToggle } from '../alerts/toggle';
import { groupView } from '../groups/group';
import { groupsView } from '../groups/list';
import { listView } from '../list/list';
import { migrationView } from '../migration/migration';
import { NO_FILTER, hrefOf } from '../route';
import { isEntered, isHolder } from '../sign-in/state';
import { signInView, whoView } from '../sign-in/view';
import { type State, mainReading } from '../state';
import { spanText, utcText } from '../text/time';
import { wallView } from '../wall/wall';
import { type Banner, bannerOf } from './banner';

const HOME = hrefOf({ view: 'list', filter: NO_FILTER });
const GROUPS = hrefOf({ view: 'groups' });

/** The whole page. */
export function shell(state: State, acts: Acts): TemplateResult {
  const reading = mainReading(state);
  const banner = bannerOf(reading, state);
  const isOpen = isEntered(state.signIn);
  return html`
    <a class="skip" href="#main" @click=${skip}>Skip to the content</a>
    <header class="top">
      <a
        class="home"
        href=${HOME}
        aria-label="sqlmi-cutover"
        aria-current=${state.route.view === 'list' ? 'page' : nothing}
        >${LOGO}<span>sqlmi-cutover</span></a
      >
      ${!isOpen || state.route.view === 'wall' ? nothing : places(state)}
      ${isOpen ? asOf(reading, state) : nothing}
      ${!isOpen || state.route.view === 'wall' ? nothing : controls(state, acts)}
    </header>
    <div role="status" class="banners">
      ${banner && bannerView(banner, state, acts)} ${state.notice && noticeView(state.notice)}
    </div>
    <main id="main" tabindex="-1" class=${state.route.view === 'wall' ? 'wall' : nothing}>
      ${isOpen ? view(state, acts) : signInView(state, acts)}
    </main>
    ${actionDialog(state, acts)}
  `;
}

/** What came of an action whose dialog was left; of several migrations, what became of each. */
function noticeView({ kind, text, lines }: Report): TemplateResult {
  return html`<div class="banner ${kind === 'done' ? '' : 'warn'}">
    <p>${text}</p>
    ${
      lines.length === 0
        ? nothing
        : html`<ul>
            ${lines.map((line) => html`<li>${line}</li>`)}
          </ul>`
    }
  </div>`;
}

function bannerView({ tone, text, offersSignIn }: Banner, { signIn }: State, acts: Acts): TemplateResult {
  const again =
    offersSignIn && isHolder(signIn)
      ? html` <button type="button" @click=${acts.signIn}>Sign in again</button>`
      : nothing;
  return html`<p class="banner ${tone}">${text}${again}</p>`;
}

const LOGO = html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
  <path d="M4 21h9L20 11h8" />
</svg>`;

/** Where one can go; the logo leads to the migrations, too. */
function places({ route }: State): TemplateResult {
  const here = (isHere: boolean): string | typeof nothing => (isHere ? 'page' : nothing);
  return html`<nav class="places" aria-label="Views">
    <a class="to-list" href=${HOME} aria-current=${here(route.view === 'list')}>Migrations</a>
    <a href=${GROUPS} aria-current=${here(route.view === 'groups')}>Groups</a>
  </nav>`;
}

function view(state: State, acts: Acts): TemplateResult {
  switch (state.route.view) {
    case 'list':
      return listView(state, state.route.filter, acts);
    case 'wall':
      return wallView(state, state.route.filter);
    case 'migration':
      return migrationView(state, state.route, acts);
    case 'groups':
      return groupsView(state);
    case 'group':
      return groupView(state, state.route, acts);
    case 'unknown':
      return html`<div class="empty">
        <h1>There is no such page</h1>
        <p><a href=${HOME}>All migrations</a></p>
      </div>`;
  }
}

function controls(state: State, acts: Acts): TemplateResult {
  const { route } = state;
  return html`${
      route.view === 'list'
        ? html`<a href=${hrefOf({ ...route, view: 'wall' })} title="Large, for a second screen">Wall</a>`
        : nothing
    }${alertsToggle(state, acts)}
    <button class="plain" type="button" title="Ask the app now" @click=${acts.askNow}>Refresh</button>
    ${isHolder(state.signIn) ? whoView(state.me, acts) : nothing}`;
}

function asOf({ readAt }: Reading<unknown>, { now }: State): TemplateResult {
  const age = readAt === undefined ? undefined : Math.max(0, (now - readAt) / 1000);
  const isOld = age !== undefined && age > 90;
  const text = age === undefined ? 'Reading…' : age < 2 ? 'As of now' : `As of ${spanText(age)} ago`;
  const moment = readAt === undefined ? nothing : html`<span class="printed">: ${utcOf(readAt)}</span>`;
  return html`<span class="as-of ${isOld ? 'old' : ''}">${text}${moment}</span>`;
}

function utcOf(milliseconds: number): string {
  return utcText(new Date(milliseconds).toISOString());
}

/** A link to a part of the page would replace the view in the address. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
