/** One migration in the list. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { MigrationSummary } from '../../shared/core/migration/status-document';
import { hrefOf } from '../route';
import { distance, sign } from '../shell/parts';
import { amountText, paceText } from '../text/amount';
import { approvalText } from '../text/approvals';
import { spanText } from '../text/time';
import { clockText, phaseSign, signOf, whoText } from '../text/words';
import type { SelectRow } from './keyboard';
import { needsOperator } from './select';

/** Milliseconds after which a row is written anew, because ages in it have changed; not all of them at the same time. */
const TICK = 15_000;
const SECOND = 1_000;

/** How a row is shown besides. */
export interface RowView {
  readonly now: number;
  readonly isSelected: boolean;
  readonly selectRow: SelectRow;
}

/** The row; written anew only where the summary, the selection or the time has changed. */
export function row(summary: MigrationSummary, index: number, view: RowView): TemplateResult {
  const { now, isSelected } = view;
  return html`<div
    class="row ${signOf(summary).tone} ${isSelected ? 'selected' : ''}"
    role="row"
    aria-rowindex=${index + 2}
  >
    ${guard([summary, index === 0, isSelected, Math.floor((now + index * SECOND) / TICK)], () => cells(summary, index === 0, view))}
  </div>`;
}

function cells(
  summary: MigrationSummary,
  isFirst: boolean,
  { now, isSelected, selectRow }: RowView,
): TemplateResult {
  return html`
    <span class="pick" role="cell">${box(summary.id, isSelected, selectRow)}</span>
    <span class="state" role="cell">${state(summary, now)}</span>
    <span class="name" role="cell">${name(summary, isFirst)}</span>
    <span class="need" role="cell">${need(summary)}</span>
    <span class="log" role="cell"
      >${label('Newest in chain')}${
        summary.newestBackupAt === undefined ? none('none') : distance(summary.newestBackupAt, now)
      }</span
    >
    <span class="restore" role="cell">${label('Restored')}${restore(summary, now)}</span>
    <span class="clock" role="cell">${label('Next clock')}${clock(summary, now)}</span>
  `;
}

/** The box; a click does not check it by itself, but by what is selected then. */
function box(id: string, isSelected: boolean, selectRow: SelectRow): TemplateResult {
  const onClick = (event: MouseEvent): void => {
    event.preventDefault();
    selectRow(id, event.shiftKey);
  };
  return html`<label
    ><input
      type="checkbox"
      tabindex="-1"
      aria-label=${`Select ${id}`}
      .checked=${isSelected}
      @click=${onClick}
  /></label>`;
}

/** The title of the column, where rows are stacked. */
export function label(text: string): TemplateResult {
  return html`<span class="label" aria-hidden="true">${text}</span>`;
}

function none(text: string): TemplateResult {
  return html`<span class="none">${text}</span>`;
}

function state(summary: MigrationSummary, now: number): TemplateResult {
  const { attention, phase, held } = summary;
  const shown = signOf(summary);
  const ofPhase = phaseSign(phase).word;
  const notes = [
    ...(shown.word === ofPhase ? [] : [ofPhase]),
    ...(held && attention?.kind !== 'held' ? ['held'] : []),
    ...(attention === undefined ? [] : [`since ${sinceText(attention.since, now)}`]),
  ];
  return html`${sign(shown)}${
    notes.length > 0 ? html`<span class="note">${notes.join(' · ')}</span>` : nothing
  }`;
}

function sinceText(since: string, now: number): string {
  return spanText((now - Date.parse(since)) / 1000);
}

function name(
  { id, targetInstance, targetDatabase, group }: MigrationSummary,
  isFirst: boolean,
): TemplateResult {
  const target = targetInstance === undefined ? targetDatabase : `${targetInstance}/${targetDatabase}`;
  const to = hrefOf({ view: 'migration', id, q: '' });
  return html`<a href=${to} data-id=${id} tabindex=${isFirst ? 0 : -1}>${id}</a
    ><span class="note">${target}${group && html` · <span class="whole">group ${group.id}</span>`}</span>`;
}

function need(summary: MigrationSummary): TemplateResult {
  const { next, headline, held } = summary;
  const why = held && headline.startsWith('Held by ') ? html`<span class="note">${headline}</span>` : nothing;
  if (next === undefined) return html`<span class="what">${headline}</span>`;
  return html`<span class="who ${needsOperator(summary) ? 'needed' : ''}">${whoText(next.who)}</span>
    <span class="what" title=${`${headline}. ${next.what}`}>${approvalText(next.what)}</span>${why}`;
}

function restore(summary: MigrationSummary, now: number): TemplateResult {
  const { restore: amount, pendingLogs, asOf, lastRestoredFile } = summary;
  if (amount === undefined) {
    if (pendingLogs === undefined) return none('not told');
    const text =
      pendingLogs === 0 ? 'nothing pending' : `${pendingLogs} log${pendingLogs === 1 ? '' : 's'} pending`;
    return html`<span title=${lastRestoredFile ?? nothing}>${text}</span>`;
  }
  const pace = paceText(amount, asOf, now);
  return html`<span>${amountText(amount)}</span
    ><progress max=${amount.total} .value=${amount.done} aria-label=${`${summary.id} restored`}></progress
    >${pace === undefined ? nothing : html`<span class="note">${pace}</span>`}`;
}

function clock({ clock: next }: MigrationSummary, now: number): TemplateResult {
  if (next === undefined) return none('none');
  return html`<span class="level ${next.level}"
    >${distance(next.at, now)}<span class="note">${clockText(next.kind)}</span></span
  >`;
}
