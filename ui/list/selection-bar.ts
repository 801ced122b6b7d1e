/** How many rows are selected, and what can be done with them. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { actionBar } from '../actions/bar';
import { offeredIn } from '../actions/offers';
import { MOST_SELECTED } from '../actions/selection-offers';
import type { Acts } from '../acts';
import type { State } from '../state';

/** The bar; nothing while nothing is selected. */
export function selectionBar(
  state: State,
  shown: readonly { readonly id: string }[],
  acts: Acts,
): TemplateResult {
  const { ids } = state.selection;
  const hidden = ids.size - shown.filter(({ id }) => ids.has(id)).length;
  return html`<div class="selection ${ids.size === 0 ? 'unseen' : ''}">
    <span role="status"
      >${ids.size === 0 ? nothing : html`<b>${ids.size} selected</b>${hidden === 0 ? nothing : html` <span class="note">${hidden} of them not shown</span>`}`}</span
    >
    ${
      ids.size === 0
        ? nothing
        : html`${actionBar(offeredIn(state)?.offers ?? [], acts)}
            ${ids.size > MOST_SELECTED ? html`<span class="note">At most ${MOST_SELECTED} at once.</span>` : nothing}
            <button type="button" class="plain" @click=${acts.clearSelection}>Clear</button>`
    }
  </div>`;
}
