/** One group: what it waits for first, then what holds it and what is missing, then its members. */
import { type TemplateResult, html } from 'lit-html';
import { actionBar } from '../actions/bar';
import { offeredIn } from '../actions/offers';
import type { Acts } from '../acts';
import { journalSection } from '../migration/journal';
import type { Route } from '../route';
import type { State } from '../state';
import { approvalsSection, documentsSection, holdsSection, lateSection, windowsSection } from './conditions';
import { groupIdentity, groupLead } from './head';
import { membersSection } from './members';

/** The view. */
export function groupView(
  state: State,
  { id, filter }: Extract<Route, { view: 'group' }>,
  acts: Acts,
): TemplateResult {
  const { group, now } = state;
  const board = group?.board.value;
  if (group === undefined || board === undefined)
    return html`<h1>${id}</h1>
      <p class="empty">${group?.board.trouble ? 'Nothing has been read yet.' : 'Reading…'}</p>`;
  return html`
    ${groupIdentity(board)} ${groupLead(board, now)} ${actionBar(offeredIn(state)?.offers ?? [], acts)}
    <div class="panels">
      <div>${approvalsSection(board)} ${lateSection(board)} ${documentsSection(board, state, acts)}</div>
      <div>${holdsSection(board, now)} ${windowsSection(board, now)}</div>
    </div>
    ${membersSection(state, board, filter, acts)} ${journalSection(group.journal, now, 'oldestFirst')}
  `;
}
