/** The buttons of what is offered; each opens a dialog, none does anything by itself. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Acts } from '../acts';
import type { Offer } from './offer';

/** The bar; nothing where nothing is offered. */
export function actionBar(offers: readonly Offer[], { dialog }: Acts): TemplateResult | typeof nothing {
  if (offers.length === 0) return nothing;
  return html`<div class="actions" role="group" aria-label="Actions">
    ${repeat(
      offers,
      ({ key }) => key,
      ({ key, label, tone }) =>
        html`<button
          type="button"
          id=${`do-${key}`}
          class=${tone}
          aria-haspopup="dialog"
          @click=${() => dialog.open(key)}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}
