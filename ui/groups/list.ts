/** All groups, the worst first. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { GroupSummary } from '../../shared/core/group/group-view';
import { onRowKey } from '../list/keyboard';
import { label } from '../list/row';
import { NO_FILTER, NO_MEMBER_FILTER, hrefOf } from '../route';
import { distance, moment, sign } from '../shell/parts';
import type { State } from '../state';
import { approvalText } from '../text/approvals';
import { localText } from '../text/time';
import { countsText, edgeOf, groupSign, sentence, strategyText } from './words';

/** The view. */
export function groupsView({ groups, now }: State): TemplateResult {
  const { value, trouble } = groups;
  if (value === undefined)
    return html`<h1 class="title">Groups</h1>
      <p class="empty">${trouble ? 'Nothing has been read yet.' : 'Reading the groups…'}</p>`;
  if (value.length === 0)
    return html`<h1 class="title">Groups</h1>
      <p class="empty">
        There is no group. Select <a href=${hrefOf({ view: 'list', filter: NO_FILTER })}>migrations</a> in the
        list, then “Make a group…”. The command is: npm run cutover -- group create &lt;file&gt;
      </p>`;
  return html`<h1 class="title">Groups</h1>
    <div
      class="list groups"
      role="table"
      aria-label="Groups, the worst first"
      aria-rowcount=${value.length + 1}
    >
      <div class="row head" role="row">
        ${HEADS.map(([name, title]) => html`<span role="columnheader" class=${name}>${title}</span>`)}
      </div>
      <div role="rowgroup" @keydown=${(event: KeyboardEvent) => onRowKey(event)}>
        ${repeat(
          value,
          ({ id }) => id,
          (group, index) => row(group, index, now),
        )}
      </div>
    </div>`;
}

const HEADS = [
  ['state', 'State'],
  ['name', 'Group'],
  ['need', 'Waits for'],
  ['counts', 'Members'],
  ['clock', 'Window'],
] as const;

function row(group: GroupSummary, index: number, now: number): TemplateResult {
  const { id, strategy, waitsFor, endedAt } = group;
  const shown = groupSign(group);
  return html`<div class="row ${shown.tone}" role="row" aria-rowindex=${index + 2}>
    <span class="state" role="cell">${sign(shown)}${since(group, now)}</span>
    <span class="name" role="cell"
      ><a href=${hrefOf({ view: 'group', id, filter: NO_MEMBER_FILTER })} tabindex=${index === 0 ? 0 : -1}
        >${id}</a
      ><span class="note">${strategyText(strategy)}</span></span
    >
    <span class="need" role="cell" title=${waitsFor ?? nothing}
      >${endedAt === undefined ? sentence(localText(approvalText(waitsFor ?? ''), now)) : html`Ended ${moment(endedAt, now)}.`}</span
    >
    <span class="counts" role="cell">${label('Members')}${counts(group)}</span>
    <span class="clock" role="cell">${label('Window')}${windowCell(group, now)}</span>
  </div>`;
}

function since({ begunAt, createdAt, endedAt }: GroupSummary, now: number): TemplateResult {
  const [word, at] = endedAt ? ['ended', endedAt] : begunAt ? ['begun', begunAt] : ['made', createdAt];
  return html`<span class="note">${word} ${distance(at, now)}</span>`;
}

function counts({ members, counts: by }: GroupSummary): TemplateResult {
  return html`<b>${members}</b> <span class="note">${countsText(by ?? {}).join(' · ')}</span>`;
}

function windowCell({ window, endedAt }: GroupSummary, now: number): unknown {
  if (window === undefined)
    return html`<span class="none">${endedAt === undefined ? 'none' : nothing}</span>`;
  const edge = edgeOf(window);
  if (edge === undefined)
    return html`<span class="level over">closed<span class="note">does not open again</span></span>`;
  return html`<span>${window.state}<span class="note">${edge.what} ${distance(edge.at, now)}</span></span>`;
}
