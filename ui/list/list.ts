/** All migrations, the worst first. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { MigrationSummary } from '../../shared/core/migration/status-document';
import type { Acts } from '../acts';
import type { ListFilter } from '../route';
import type { State } from '../state';
import { filterBar } from './filter-bar';
import { onRowKey } from './keyboard';
import { row } from './row';
import { selectRows } from './select';
import { selectionBar } from './selection-bar';

/** The view. */
export function listView(state: State, filter: ListFilter, acts: Acts): TemplateResult {
  const { list, rows: drawn } = state;
  const rows = list.value;
  if (rows === undefined)
    return html`<h1 class="unseen">Migrations</h1>
      <p class="empty">${list.trouble ? 'Nothing has been read yet.' : 'Reading the migrations…'}</p>`;
  const shown = selectRows(rows, filter);
  return html`
    <h1 class="unseen">Migrations</h1>
    ${filterBar(rows, filter, acts)} ${selectionBar(state, shown, acts)}
    ${table(shown.slice(0, drawn), { all: rows.length, found: shown.length }, state, acts)}
  `;
}

interface Counts {
  readonly all: number;
  readonly found: number;
}

function table(
  rows: readonly MigrationSummary[],
  { all, found }: Counts,
  { now, selection }: State,
  { selectRow }: Acts,
): TemplateResult {
  if (found === 0) return html`<p class="empty">${nothingText(all)}</p>`;
  return html`
    <div
      class="list pickable"
      role="table"
      aria-label="Migrations, the worst first"
      aria-rowcount=${found + 1}
    >
      <div class="row head" role="row">
        ${HEADS.map(([name, title]) => html`<span role="columnheader" class=${name}>${title}</span>`)}
      </div>
      <div role="rowgroup" @keydown=${(event: KeyboardEvent) => onRowKey(event, selectRow)}>
        ${repeat(
          rows,
          ({ id }) => id,
          (summary, index) =>
            row(summary, index, { now, isSelected: selection.ids.has(summary.id), selectRow }),
        )}
      </div>
    </div>
    ${found < all ? html`<p class="foot">${found} of ${all} migrations</p>` : nothing}
  `;
}

const HEADS = [
  ['pick', 'Selected'],
  ['state', 'State'],
  ['name', 'Migration'],
  ['need', 'Next, and who does it'],
  ['log', 'Newest in chain'],
  ['restore', 'Restored'],
  ['clock', 'Next clock'],
] as const;

function nothingText(of: number): string {
  return of === 0
    ? 'No migration is registered. The command is: npm run cutover -- register <file>'
    : 'No migration fits the filter.';
}
