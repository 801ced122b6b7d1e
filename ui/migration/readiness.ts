/** The readiness checks: what is missing first, each with its reason and since when. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { CheckView, StatusDocument } from '../../shared/core/migration/status-document';
import { hasEnded } from '../../shared/core/migration/phase';
import { isFine } from '../../shared/core/readiness/check';
import { distance, sign } from '../shell/parts';
import { checkSign, checksText } from '../text/words';
import { type OpenChecks, openChecks } from './open-checks';

/** The section. */
export function readinessSection({ readiness, phase }: StatusDocument, now: number): TemplateResult {
  const { checks, ready } = readiness;
  if (hasEnded({ phase })) return afterwards(checks, now);
  const open = openChecks(checks);
  const done = checks.filter(isFine);
  return html`<section class="panel">
    <h2>
      Readiness
      <span class="note">${checksText({ ready, checks })}</span>
    </h2>
    <ul class="checks">
      ${open.map((lines) => line(lines, now))}
    </ul>
    ${
      done.length === 0
        ? nothing
        : html`<details ?open=${open.length === 0}>
            <summary>${done.length} met, waived or not configured</summary>
            <ul class="checks">
              ${done.map((check) => line(alone(check), now))}
            </ul>
          </details>`
    }
  </section>`;
}

/** Nothing is asked any more: that the service does not run, and that nothing is permitted, is no alarm now. */
function afterwards(checks: readonly CheckView[], now: number): TemplateResult {
  return html`<section class="panel">
    <h2>Readiness <span class="note">the migration has ended: nothing is sent any more</span></h2>
    <details>
      <summary>${checks.length} checks as of then</summary>
      <ul class="checks">
        ${checks.map((check) => line(alone(check), now))}
      </ul>
    </details>
  </section>`;
}

function alone({ code, ...check }: CheckView): OpenChecks {
  return { ...check, codes: [code] };
}

function line({ codes, state, reason, since }: OpenChecks, now: number): TemplateResult {
  const word = codes.length === 1 ? undefined : ` (${codes.length})`;
  return html`<li class=${state}>
    ${sign(checkSign(state), word)}
    <span class="codes">${codes.map((code) => html`<code>${code}</code> `)}</span>
    <span class="reason">${reason}</span>
    <span class="note since">${distance(since, now)}</span>
  </li>`;
}
