/** The filter of the list: counts to click, a group, a text. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { MigrationSummary } from '../../shared/core/migration/status-document';
import type { Acts } from '../acts';
import { type ListFilter, type Shown, NO_MEMBER_FILTER, SHOWN, hrefOf } from '../route';
import { countRows, groupsOf } from './select';

const TITLES: Readonly<Record<Shown, string>> = {
  all: 'all',
  operator: 'need an operator',
  ready: 'ready',
  running: 'running',
  ended: 'ended',
};

/** The bar. */
export function filterBar(
  rows: readonly MigrationSummary[],
  filter: ListFilter,
  { filterList }: Acts,
): TemplateResult {
  const counts = countRows(rows);
  return html`
    <div class="filters">
      <nav aria-label="Which migrations">
        ${SHOWN.map(
          (shown) =>
            html`<a
              class="count ${shown}"
              href=${hrefOf({ view: 'list', filter: { ...filter, shown } })}
              aria-current=${shown === filter.shown ? 'true' : nothing}
              ><b>${counts[shown]}</b> ${TITLES[shown]}</a
            >`,
        )}
      </nav>
      <div class="fields" role="search">
        ${groupField(groupsOf(rows), filter, filterList)}
        <input
          type="search"
          id="find"
          placeholder="Find (/)"
          aria-label="Find by id, database, instance or group"
          autocomplete="off"
          spellcheck="false"
          .value=${live(filter.q)}
          @input=${(event: Event) => filterList({ q: (event.target as HTMLInputElement).value })}
        />
      </div>
    </div>
  `;
}

function groupField(
  groups: readonly string[],
  filter: ListFilter,
  filterList: Acts['filterList'],
): TemplateResult | typeof nothing {
  const all = filter.group === '' || groups.includes(filter.group) ? groups : [...groups, filter.group];
  if (all.length === 0) return nothing;
  return html`<select
      aria-label="Group"
      @change=${(event: Event) => filterList({ group: (event.target as HTMLSelectElement).value })}
    >
      <option value="" ?selected=${filter.group === ''}>every group</option>
      ${all.map((id) => html`<option value=${id} ?selected=${id === filter.group}>group ${id}</option>`)}
    </select>
    ${
      filter.group === ''
        ? nothing
        : html`<a
            class="to-group"
            href=${hrefOf({ view: 'group', id: filter.group, filter: NO_MEMBER_FILTER })}
            >Open the group</a
          >`
    }`;
}
