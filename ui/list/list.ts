/** All migrations, the worst first. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { MigrationSummary } from '../../shared/core/migration/status-document';
import type { Acts } from '../acts';
import type { ListFilter } from '../route';
import type { State } from '../state';
import { filterBar } from './filter-bar';
import { onRowKey } from './keyboard';
import { row } from './row';
import { selectRows } from './select';

/** Ages in rows are told in minutes: rows are written anew that often, milliseconds. */
const ROW_TICK = 15_000;

/** The view. */
export function listView({ list, now }: State, filter: ListFilter, acts: Acts): TemplateResult {
  const rows = list.value;
  if (rows === undefined)
    return html`<h1 class="unseen">Migrations</h1>
      <p class="empty">${list.trouble ? 'Nothing has been read yet.' : 'Reading the migrations…'}</p>`;
  const tick = Math.floor(now / ROW_TICK);
  return html`
    <h1 class="unseen">Migrations</h1>
    ${filterBar(rows, filter, acts)}
    ${guard([rows, filter, tick], () => table(selectRows(rows, filter), rows.length, now))}
  `;
}

function table(rows: readonly MigrationSummary[], of: number, now: number): TemplateResult {
  if (rows.length === 0) return html`<p class="empty">${nothingText(of)}</p>`;
  return html`
    <div class="list" role="table" aria-label="Migrations, the worst first" aria-rowcount=${rows.length + 1}>
      <div class="row head" role="row">
        ${HEADS.map(([name, title]) => html`<span role="columnheader" class=${name}>${title}</span>`)}
      </div>
      <div role="rowgroup" @keydown=${onRowKey}>
        ${repeat(
          rows,
          ({ id }) => id,
          (summary, index) => row(summary, index, now),
        )}
      </div>
    </div>
    ${rows.length < of ? html`<p class="foot">${rows.length} of ${of} migrations</p>` : nothing}
  `;
}

const HEADS = [
  ['state', 'State'],
  ['name', 'Migration'],
  ['need', 'Next, and who does it'],
  ['log', 'Newest log'],
  ['restore', 'Restored'],
  ['clock', 'Next clock'],
] as const;

function nothingText(of: number): string {
  return of === 0
    ? 'No migration is registered. The command is: npm run cutover -- register <file>'
    : 'No migration fits the filter.';
}
