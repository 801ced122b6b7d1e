/** What was seen, decided and sent, and by whom; the newest first. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { JournalEntry } from '../../shared/core/migration/journal';
import type { Reading } from '../api/answer';
import { moment } from '../shell/parts';

/** The section. @param order of what was read; the newest is shown first */
export function journalSection(
  { value, trouble }: Reading<readonly JournalEntry[]>,
  now: number,
  order: 'newestFirst' | 'oldestFirst' = 'newestFirst',
): TemplateResult {
  return html`<section class="panel wide">
    <h2>Journal <span class="note">the newest first</span></h2>
    ${trouble && html`<p class="failure">The journal cannot be read now: ${trouble.detail}</p>`}
    ${
      value === undefined
        ? html`<p class="none">${trouble ? 'Nothing has been read yet.' : 'Reading…'}</p>`
        : guard([value, Math.floor(now / 86_400_000)], () =>
            lines(order === 'newestFirst' ? value : value.toReversed(), now),
          )
    }
  </section>`;
}

function lines(entries: readonly JournalEntry[], now: number): TemplateResult {
  return html`<ol class="journal">
    ${entries.map(
      ({ at, by, text, facts }) =>
        html`<li>
          ${moment(at, now)} <span class="by">${by}</span>
          <span class="text"
            >${text}${facts === undefined ? nothing : html`<span class="note">${factsText(facts)}</span>`}</span
          >
        </li>`,
    )}
  </ol>`;
}

function factsText(facts: NonNullable<JournalEntry['facts']>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ');
}
