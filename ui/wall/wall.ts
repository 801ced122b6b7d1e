/** All migrations on a second screen that nobody touches: how many of each sort, and the few that need somebody, large. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { hasEnded } from '../../shared/core/migration/phase';
import type { MigrationSummary } from '../../shared/core/migration/status-document';
import { countRows, needsOperator, selectRows } from '../list/select';
import type { ListFilter } from '../route';
import { distance, sign } from '../shell/parts';
import type { State } from '../state';
import { clockText, signOf, whoText } from '../text/words';

/** Rows that are read from across a room. */
const MOST_ROWS = 8;

/** The view. */
export function wallView({ list, now }: State, filter: ListFilter): TemplateResult {
  if (list.value === undefined)
    return html`<h1 class="unseen">Migrations</h1>
      <p class="empty">${list.trouble ? 'Nothing has been read yet.' : 'Reading the migrations…'}</p>`;
  const rows = selectRows(list.value, { ...filter, shown: 'all' });
  const counts = countRows(rows);
  const wanted = wantedRows(rows);
  const more = wanted.length - MOST_ROWS;
  return html`<h1 class="unseen">Migrations</h1>
    <ul class="wall-counts">
      ${count('operator', counts.operator, 'need an operator')} ${count('ready', counts.ready, 'ready')}
      ${count('running', counts.running, 'running')} ${count('ended', counts.ended, 'ended')}
    </ul>
    ${
      wanted.length === 0
        ? html`<p class="wall-calm">Nothing needs an operator</p>`
        : html`<ol class="wall-rows">
            ${wanted.slice(0, MOST_ROWS).map((row) => wallRow(row, now))}
          </ol>`
    }
    ${more > 0 ? html`<p class="wall-more">and ${more} more</p>` : nothing}`;
}

/** Those that need an operator, then what happens just now, in the order of the API; an end that is good needs no place. */
export function wantedRows(rows: readonly MigrationSummary[]): readonly MigrationSummary[] {
  const moves = ({ phase }: MigrationSummary): boolean => phase === 'cuttingOver' || phase === 'confirming';
  const isNext = (row: MigrationSummary): boolean => moves(row) || (row.ready && !hasEnded(row));
  return [...rows.filter(needsOperator), ...rows.filter((row) => !needsOperator(row) && isNext(row))];
}

function count(name: string, many: number, text: string): TemplateResult {
  return html`<li class="${name} ${many === 0 ? 'zero' : ''}"><b>${many}</b> ${text}</li>`;
}

function wallRow(row: MigrationSummary, now: number): TemplateResult {
  const { id, targetInstance, targetDatabase, next, headline, clock } = row;
  const shown = signOf(row);
  return html`<li class=${shown.tone}>
    ${sign(shown)}
    <span class="wall-name"
      >${id}<span class="note"
        >${targetInstance === undefined ? targetDatabase : `${targetInstance}/${targetDatabase}`}</span
      ></span
    >
    <span class="wall-need">${next === undefined ? headline : `${whoText(next.who)}: ${next.what}`}</span>
    <span class="wall-clock"
      >${
        clock === undefined
          ? nothing
          : html`<span class="level ${clock.level}">${distance(clock.at, now)}</span
              ><span class="note">${clockText(clock.kind)}</span>`
      }</span
    >
  </li>`;
}
