/** What stands still, and why it may. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { StallView, StatusDocument } from '../../shared/core/migration/status-document';
import { distance } from '../shell/parts';

/** The section; none while all moves. */
export function stallsSection({ stalls = [] }: StatusDocument, now: number): TemplateResult | typeof nothing {
  if (stalls.length === 0) return nothing;
  return html`<section class="panel">
    <h2>Stands still</h2>
    ${stalls.map((stall) => one(stall, now))}
  </section>`;
}

function one({ what, since, causes }: StallView, now: number): TemplateResult {
  return html`<div class="stall">
    <p><b>${what}</b> <span class="note">since ${distance(since, now)}</span></p>
    <ol>
      ${causes.map(
        ({ cause, look, command }) =>
          html`<li>
            ${cause}:
            ${look}${
              command === undefined
                ? nothing
                : html`<span class="note">${command.where}</span>
                    <pre tabindex="0"><code>${command.text}</code></pre>`
            }
          </li>`,
      )}
    </ol>
  </div>`;
}
