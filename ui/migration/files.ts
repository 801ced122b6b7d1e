/** The file board, with a search in it. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { live } from 'lit-html/directives/live.js';
import type { BoardItem } from '../../shared/core/views/file-board';
import type { Acts } from '../acts';
import type { Reading } from '../api/answer';
import { moment, sign } from '../shell/parts';
import { bytesText } from '../text/amount';
import { fileSign, searchFiles } from './file-search';

/** The section. */
export function filesSection(
  board: Reading<readonly BoardItem[]>,
  q: string,
  now: number,
  acts: Acts,
): TemplateResult {
  const files = board.value;
  const found = files && searchFiles(files, q);
  return html`<section class="panel wide files">
    <h2>
      Files
      <span class="note">${found === undefined ? '' : countText(found.length, files?.length ?? 0)}</span>
      <input
        type="search"
        id="find"
        placeholder="Find (/)"
        aria-label="Find files by name, state, type or LSN"
        autocomplete="off"
        spellcheck="false"
        .value=${live(q)}
        @input=${(event: Event) => acts.searchFiles((event.target as HTMLInputElement).value)}
      />
    </h2>
    ${board.trouble && html`<p class="failure">The files cannot be read now: ${troubleText(board)}</p>`}
    ${
      found === undefined
        ? html`<p class="none">${board.trouble ? 'Nothing has been read yet.' : 'Reading…'}</p>`
        : guard([found.length, files, q, Math.floor(now / 86_400_000)], () => table(found, now))
    }
  </section>`;
}

function troubleText({ trouble }: Reading<unknown>): string {
  return trouble?.detail ?? '';
}

function countText(found: number, all: number): string {
  return found === all ? String(all) : `${found} of ${all}`;
}

function table(files: readonly BoardItem[], now: number): TemplateResult {
  if (files.length === 0) return html`<p class="none">No file fits.</p>`;
  return html`<div class="board" role="table" aria-label="Files">
    <div class="file head" role="row">
      ${HEADS.map(([name, title]) => html`<span role="columnheader" class=${name}>${title}</span>`)}
    </div>
    <div role="rowgroup">${files.map((file) => row(file, now))}</div>
  </div>`;
}

const HEADS = [
  ['file-name', 'Name'],
  ['file-state', 'State'],
  ['service-state', 'Service'],
  ['type', 'Type'],
  ['lsn', 'First LSN'],
  ['lsn', 'Last LSN'],
  ['size', 'Size'],
  ['arrived', 'Arrived'],
] as const;

function row(file: BoardItem, now: number): TemplateResult {
  const { name, engineState, setType, stripe, firstLsn, lastLsn, size, reason, arrivedAt } = file;
  return html`<div class="file" role="row">
    <span role="cell" class="file-name">${name}</span>
    <span role="cell" class="file-state">${sign(fileSign(file))}</span>
    <span role="cell" class="service-state">${engineState ?? nothing}</span>
    <span role="cell" class="type"
      >${setType ?? nothing}${stripe === undefined || stripe === '1/1' ? nothing : html` ${stripe}`}</span
    >
    <span role="cell" class="lsn">${firstLsn ?? nothing}</span>
    <span role="cell" class="lsn">${lastLsn ?? nothing}</span>
    <span role="cell" class="size">${bytesText(size)}</span>
    <span role="cell" class="arrived">${arrivedAt === undefined ? nothing : moment(arrivedAt, now)}</span>
    ${reason === undefined ? nothing : html`<span role="cell" class="file-reason">${reason}</span>`}
  </div>`;
}
