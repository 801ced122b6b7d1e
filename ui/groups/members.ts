/** The members of a group: a filter, and rows or a timeline of those that fit. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { GroupView, MemberView } from '../../shared/core/group/group-view';
import type { Acts } from '../acts';
import { onRowKey } from '../list/keyboard';
import { label } from '../list/row';
import { type MemberFilter, type ShownMembers, hrefOf } from '../route';
import { moment, sign } from '../shell/parts';
import type { State } from '../state';
import { approvalText } from '../text/approvals';
import { countMembers, lacksApproval, selectMembers } from './select-members';
import { timelineFigure } from './timeline';
import { countedText, memberSign } from './words';

/** The section. */
export function membersSection(
  state: State,
  board: GroupView,
  filter: MemberFilter,
  acts: Acts,
): TemplateResult {
  const shown = selectMembers(board, filter);
  const drawn = shown.slice(0, state.rows);
  return html`<section class="members" aria-labelledby="members-title">
    <h2 id="members-title" class="unseen">Members</h2>
    ${filterBar(board, filter, acts)}
    ${
      shown.length === 0
        ? html`<p class="empty">No member fits the filter.</p>`
        : filter.as === 'timeline'
          ? timelineFigure(shown, drawn.length, state, acts)
          : table(drawn, shown.length, state.now)
    }
    ${shown.length < board.members.length ? html`<p class="foot">${shown.length} of ${board.members.length} members</p>` : nothing}
  </section>`;
}

function filterBar(board: GroupView, filter: MemberFilter, { filterMembers }: Acts): TemplateResult {
  const to = (change: Partial<MemberFilter>): string =>
    hrefOf({ view: 'group', id: board.id, filter: { ...filter, ...change } });
  const counts = countMembers(board);
  const all = counts.some(([shown]) => shown === filter.shown)
    ? counts
    : [...counts, [filter.shown, 0] as const];
  return html`<div class="filters">
    <nav aria-label="Which members">
      ${all.map(
        ([shown, count]) =>
          html`<a
            class="count"
            href=${to({ shown })}
            aria-current=${shown === filter.shown ? 'true' : nothing}
            ><b>${count}</b> ${titleOf(shown)}</a
          >`,
      )}
    </nav>
    <div class="fields">
      <nav class="switch" aria-label="How they are shown">
        ${(['rows', 'timeline'] as const).map(
          (as) =>
            html`<a href=${to({ as })} aria-current=${as === filter.as ? 'true' : nothing}
              >${as === 'rows' ? 'Rows' : 'Timeline'}</a
            >`,
        )}
      </nav>
      <input
        type="search"
        id="find"
        placeholder="Find (/)"
        aria-label="Find by id, target, tail or what is missing"
        autocomplete="off"
        spellcheck="false"
        .value=${live(filter.q)}
        @input=${(event: Event) => filterMembers({ q: (event.target as HTMLInputElement).value })}
      />
    </div>
  </div>`;
}

function titleOf(shown: ShownMembers): string {
  if (shown === 'all') return 'all';
  if (shown === 'late') return 'late';
  return shown === 'unapproved' ? 'need approval' : countedText(shown);
}

const HEADS = [
  ['state', 'Standing'],
  ['name', 'Member'],
  ['need', 'What is missing'],
  ['tail', 'Tail'],
  ['clock', 'Sent, confirmed'],
] as const;

function table(rows: readonly MemberView[], found: number, now: number): TemplateResult {
  return html`<div
    class="list of-members"
    role="table"
    aria-label="Members, the worst first"
    aria-rowcount=${found + 1}
  >
    <div class="row head" role="row">
      ${HEADS.map(([name, title]) => html`<span role="columnheader" class=${name}>${title}</span>`)}
    </div>
    <div role="rowgroup" @keydown=${(event: KeyboardEvent) => onRowKey(event)}>
      ${repeat(
        rows,
        ({ id }) => id,
        (member, index) => row(member, index, now),
      )}
    </div>
  </div>`;
}

const DAY = 86_400_000;

/** Written anew only where the member has changed, or the day of its moments. */
function row(member: MemberView, index: number, now: number): TemplateResult {
  return html`<div class="row ${memberSign(member).tone}" role="row" aria-rowindex=${index + 2}>
    ${guard([member, index === 0, Math.floor(now / DAY)], () => cells(member, index === 0, now))}
  </div>`;
}

function cells(member: MemberView, isFirst: boolean, now: number): TemplateResult {
  const { id, target, after, reason, approvals } = member;
  return html`
    <span class="state" role="cell">${sign(memberSign(member))}</span>
    <span class="name" role="cell"
      ><a href=${hrefOf({ view: 'migration', id, q: '' })} tabindex=${isFirst ? 0 : -1}>${id}</a
      ><span class="note"
        >${target ?? nothing}${after === undefined ? nothing : html`${target === undefined ? '' : ' · '}after ${after.join(', ')}`}</span
      ></span
    >
    <span class="need" role="cell"
      ><span class="what" title=${reason}>${approvalText(reason)}</span>${
        approvals === undefined || !lacksApproval(member) || reason.includes(approvals.missing ?? '')
          ? nothing
          : html`<span class="note" title=${approvals.missing ?? nothing}
              >${approvalText(approvals.missing ?? '')}</span
            >`
      }</span
    >
    <span class="tail" role="cell">${label('Tail')}${tail(member)}</span>
    <span class="clock" role="cell">${label('Sent')}${lastMoments(member, now)}</span>
  `;
}

function tail({ tail: named, go }: MemberView): unknown {
  if (named !== undefined) return html`${named.blob}<span class="note">LSN ${named.lastLsn}</span>`;
  return go === undefined
    ? html`<span class="none">none</span>`
    : html`<span class="note">LSN ${go.lastLsn}</span>`;
}

function lastMoments({ moments = {}, standing }: MemberView, now: number): unknown {
  const { sentAt, settledAt } = moments;
  const word = standing === 'confirmed' ? 'confirmed' : 'settled';
  if (sentAt === undefined && settledAt === undefined) return html`<span class="none">not sent</span>`;
  return html`${sentAt === undefined ? nothing : html`<span>sent ${moment(sentAt, now)}</span>`}${
    settledAt === undefined ? nothing : html`<span class="note">${word} ${moment(settledAt, now)}</span>`
  }`;
}
