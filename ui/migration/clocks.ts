/** What time brings, the most urgent first. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { ClockView, StatusDocument } from '../../shared/core/migration/status-document';
import { distance, moment } from '../shell/parts';
import { spanText } from '../text/time';

/** The section; none where nothing runs. */
export function clocksSection({ clocks = [] }: StatusDocument, now: number): TemplateResult | typeof nothing {
  if (clocks.length === 0) return nothing;
  return html`<section class="panel">
    <h2>Clocks</h2>
    <ul class="clocks">
      ${clocks.map((clock) => line(clock, now))}
    </ul>
  </section>`;
}

const LEVELS: Readonly<Record<ClockView['level'], string>> = {
  fine: '',
  soon: 'soon',
  urgent: 'urgent',
  over: 'over',
};

function line(
  { what, level, at, earliest, latest, seconds, basis, remedy }: ClockView,
  now: number,
): TemplateResult {
  return html`<li class="level ${level}">
    <span class="when">${when(at, seconds, now)}</span>
    <span class="what">
      ${what}${LEVELS[level] === '' ? nothing : html` <b>(${LEVELS[level]})</b>`}
      ${
        earliest !== undefined && latest !== undefined
          ? html`<span class="note">between ${moment(earliest, now)} and ${moment(latest, now)}</span>`
          : nothing
      }
      <span class="note">${basis}</span>
      ${remedy === undefined ? nothing : html`<span class="remedy">${remedy}</span>`}
    </span>
  </li>`;
}

function when(at: string | undefined, seconds: number | undefined, now: number): unknown {
  if (at !== undefined) return distance(at, now);
  return seconds === undefined ? 'not known' : `${spanText(seconds)} after the request`;
}
