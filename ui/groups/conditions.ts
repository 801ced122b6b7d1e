/** What a group waits for besides its members' checks: holds, the stop rule, approvals, windows, who is late. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { GroupView, MemberView } from '../../shared/core/group/group-view';
import { hrefOf } from '../route';
import type { Acts } from '../acts';
import { papersList } from '../shell/papers';
import { distance, moment, sign } from '../shell/parts';
import type { State } from '../state';
import { approvalText } from '../text/approvals';
import { lacksApproval } from './select-members';
import { edgeOf } from './words';

/** Names that a line lists. */
const NAMED = 24;

/** What holds it: an operator, or the stop rule. */
export function holdsSection(
  { held, stopped, failures, stopAfter, standing }: GroupView,
  now: number,
): TemplateResult {
  const isFree = held === undefined && stopped === undefined;
  return html`<section class="panel">
    <h2>What holds it</h2>
    ${held && html`<p class="hold">${sign({ word: 'Held', tone: 'warn' })} by ${held.by} ${moment(held.at, now)}: ${held.reason}</p>`}
    ${stopped && html`<p class="hold">${sign({ word: 'Stopped', tone: 'bad' })} ${moment(stopped.at, now)}: ${stopped.reason}</p>`}
    ${isFree && standing !== 'ended' ? html`<p class="none">Nobody holds it.</p>` : nothing}
    <p class="rule">
      Stop rule: <b>${failures} of ${stopAfter}</b> ${stopAfter === 1 ? 'failure' : 'failures'}
      <span class="note"
        >${stopAfter === 1 ? 'the first one stops the rest' : `the rest stops after ${stopAfter}`}; what was
        released no longer counts</span
      >
    </p>
  </section>`;
}

/** Which approvals are missing, and by whom. */
export function approvalsSection(board: GroupView): TemplateResult | typeof nothing {
  const asked = board.members.filter(({ approvals }) => approvals !== undefined);
  if (asked.length === 0) return nothing;
  const lacking = asked.filter(lacksApproval);
  return html`<section class="panel">
    <h2>
      Approvals
      <span class="note">${asked.length - lacking.length} of ${asked.length} ready members have theirs</span>
    </h2>
    ${byText(lacking, ({ approvals }) => approvals?.missing).map(
      ([text, ids]) =>
        html`<p class="missing">
          <span title=${text}>${approvalText(text)}</span><span class="names">${links(ids)}</span>
        </p>`,
    )}
  </section>`;
}

/** Who is late, with why. */
export function lateSection({ late, members }: GroupView): TemplateResult | typeof nothing {
  if (late.length === 0) return nothing;
  const ids = new Set(late);
  const groups = byText(
    members.filter(({ id }) => ids.has(id)),
    ({ reason }) => reason,
  );
  return html`<section class="panel">
    <h2>
      Late <span class="note">an approval of the set leaves ${late.length === 1 ? 'it' : 'them'} out</span>
    </h2>
    ${groups.slice(0, NAMED).map(([text, of]) => html`<p class="missing"><span class="names">${links(of)}</span>${text}</p>`)}
    ${groups.length > NAMED ? html`<p class="none">and ${groups.length - NAMED} more</p>` : nothing}
  </section>`;
}

/** When requests may be sent. */
export function windowsSection(
  { members, standing }: GroupView,
  now: number,
): TemplateResult | typeof nothing {
  if (standing === 'ended') return nothing;
  const open = members.filter(({ target }) => target !== undefined);
  const found = new Map<
    string,
    { readonly window: NonNullable<MemberView['window']>; readonly ids: string[] }
  >();
  for (const { id, window } of open) {
    if (window === undefined) continue;
    const key = JSON.stringify(window);
    const same = found.get(key);
    if (same === undefined) found.set(key, { window, ids: [id] });
    else same.ids.push(id);
  }
  const without = open.filter(({ window }) => window === undefined).map(({ id }) => id);
  return html`<section class="panel">
    <h2>Window</h2>
    ${[...found.values()].map(({ window, ids }) => html`<p class="missing">${windowText(window, now)}${ids.length === open.length ? nothing : html`<span class="names">${links(ids)}</span>`}</p>`)}
    ${without.length === 0 ? nothing : html`<p class="none">${found.size === 0 ? 'None: requests are sent at any time.' : html`No window: ${links(without)}`}</p>`}
    ${open.length === 0 ? html`<p class="none">Nothing is left to be sent.</p>` : nothing}
  </section>`;
}

function windowText(window: NonNullable<MemberView['window']>, now: number): TemplateResult {
  const edge = edgeOf(window);
  const { opening, state } = window;
  if (edge === undefined || opening === undefined)
    return html`${sign({ word: 'Closed', tone: 'bad' })} and does not open again`;
  const shown =
    state === 'open'
      ? ({ word: 'Open', tone: 'good' } as const)
      : ({ word: 'Closed', tone: 'warn' } as const);
  return html`${sign(shown)} ${edge.what} ${distance(edge.at, now)}<span class="note"
      >: ${moment(opening.opensAt, now)} to ${moment(opening.closesAt, now)}, last request
      ${moment(opening.latestStart, now)}</span
    >`;
}

/** What can be kept. */
export function documentsSection({ id }: GroupView, state: State, acts: Acts): TemplateResult {
  const path = `/api/groups/${id}`;
  const papers = [
    { title: 'Board, JSON', path, name: `${id}.json` },
    { title: 'Journal, JSON', path: `${path}/journal`, name: `${id}-journal.json` },
  ];
  return html`<section class="panel">
    <h2>Documents</h2>
    ${papersList(papers, state, acts)}
    <p class="note">Evidence of all members in one zip:</p>
    <pre
      tabindex="0"
      aria-label="Command that writes the evidence"
    ><code>npm run cutover -- group evidence ${id} --out ${id}.zip</code></pre>
  </section>`;
}

function byText(
  members: readonly MemberView[],
  textOf: (member: MemberView) => string | undefined,
): readonly (readonly [text: string, ids: readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const member of members) {
    const text = textOf(member) ?? '';
    found.set(text, [...(found.get(text) ?? []), member.id]);
  }
  return [...found];
}

function links(ids: readonly string[]): unknown {
  const shown = ids.slice(0, NAMED);
  return html`${shown.map((id, index) => html`${index === 0 ? nothing : ', '}<a href=${hrefOf({ view: 'migration', id, q: '' })}>${id}</a>`)}${
    ids.length > NAMED ? ` and ${ids.length - NAMED} more` : nothing
  }`;
}
