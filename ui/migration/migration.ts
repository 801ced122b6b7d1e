/** One migration. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { Route } from '../route';
import { moment, sign } from '../shell/parts';
import type { State } from '../state';
import { checkSign, whoText } from '../text/words';

/** The view. */
export function migrationView(
  { migration, now }: State,
  { id }: Extract<Route, { view: 'migration' }>,
): TemplateResult {
  const status = migration?.status.value;
  if (status === undefined)
    return html`<h1>${id}</h1>
      <p class="empty">${migration?.status.trouble ? 'Nothing has been read yet.' : 'Reading…'}</p>`;
  const { headline, next } = status;
  return html`<h1>${id}</h1>
    <p>${headline}</p>
    ${next ? html`<p>${whoText(next.who)} ${next.what}</p>` : nothing} ${readiness(status, now)}`;
}

function readiness({ readiness: { checks } }: StatusDocument, now: number): TemplateResult {
  return html`<h2>Readiness</h2>
    <ul>
      ${checks.map(
        ({ code, state, reason, since }) =>
          html`<li>${sign(checkSign(state))} ${code}: ${reason}, since ${moment(since, now)}</li>`,
      )}
    </ul>`;
}
