/** The dialog of an action: what it does, what others have said, what has to be given, and what came of it. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { isSameOperator } from '../../shared/core/readiness/approval';
import type { Acts } from '../acts';
import type { State } from '../state';
import type { Acting } from './acting';
import type { DialogActs } from './actor';
import { isLocal, nameOf } from './me';
import type { Field } from './offer';
import { changesSince } from './offers';
import type { Report } from './report';

/** The dialog; nothing while none is open. */
export function actionDialog(state: State, { dialog }: Acts): TemplateResult | typeof nothing {
  const { acting } = state;
  if (acting === undefined) return nothing;
  const { offer, step } = acting;
  const isDone = step === 'done';
  const changes = isDone ? [] : changesSince(acting.seen, state);
  return html`<dialog
    id="act"
    class="act ${offer.tone}"
    aria-labelledby="act-title"
    aria-describedby="act-consequence"
    @close=${dialog.leave}
  >
    <form novalidate @submit=${(event: Event) => onSubmit(event, acting, dialog)}>
      <h2 id="act-title" tabindex="-1">${offer.title}</h2>
      ${isDone ? nothing : html`<p id="act-consequence">${consequence(state, acting)}</p>`} ${facts(acting)}
      ${isDone ? nothing : said(acting)} ${changed(changes, dialog)}
      ${isDone ? nothing : [...offer.fields.map((one) => field(one, acting, dialog)), confirmation(acting, dialog), name(state, dialog)]}
      <div role="status" class="reports">
        ${step === 'trying' ? html`<p class="note">Trying; nothing is sent…</p>` : report(acting.trial)}
        ${step === 'sending' ? html`<p class="note">Sending…</p>` : report(acting.report)}
      </div>
      ${buttons(acting, dialog)}
    </form>
  </dialog>`;
}

let opener: string | undefined;

/** Where typing begins at once; what leads to the cutover or loses something is read first. */
const FIRST_FIELD = '#act.usual .field :is(input, select):not(#act-confirm, #act-as)';

/** Makes the dialog that was drawn a modal one; after the last one, the focus goes back to where it came from. */
export function showDialog(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#act');
  if (dialog?.open === false) {
    opener ??= document.activeElement?.id;
    dialog.showModal();
    dialog.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
  }
  // At the beginning, and when what had the focus is not asked for any more.
  if (dialog?.contains(document.activeElement) === false || document.activeElement === dialog)
    dialog?.querySelector<HTMLElement>('#act-title')?.focus();
  if (dialog !== null || opener === undefined) return;
  const back = opener === '' ? null : document.getElementById(opener);
  opener = undefined;
  (back ?? document.querySelector<HTMLElement>('.actions button, main'))?.focus();
}

function onSubmit(event: Event, { step }: Acting, dialog: DialogActs): void {
  event.preventDefault();
  if (step === 'done') dialog.leave();
  else dialog.send();
  // The one that lacks something is drawn before the next frame.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#act [aria-invalid="true"]')?.focus());
}

/** What follows depends on who acts. */
function consequence(state: State, { offer: { repeated, consequence: usual } }: Acting): string {
  const me = nameOf(state);
  return me !== undefined && repeated?.by.some((one) => isSameOperator(one, me)) === true
    ? repeated.consequence
    : usual;
}

function facts({ offer }: Acting): TemplateResult | typeof nothing {
  if (offer.facts.length === 0) return nothing;
  return html`<dl class="facts">
    ${offer.facts.map(
      ([title, value]) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function said({ offer }: Acting): TemplateResult | typeof nothing {
  if (offer.said === undefined) return nothing;
  return html`<h3>What others have said</h3>
    ${
      offer.said.length === 0
        ? html`<p class="none">Nobody holds it, and nobody has approved.</p>`
        : html`<ul class="said">
            ${offer.said.map((line) => html`<li>${line}</li>`)}
          </ul>`
    }`;
}

function changed(changes: readonly string[], dialog: DialogActs): TemplateResult {
  return html`<div role="status">
    ${
      changes.length === 0
        ? nothing
        : html`<div class="changes">
            <h3>Changed since you opened this</h3>
            <ul>
              ${changes.map((line) => html`<li>${line}</li>`)}
            </ul>
            <button type="button" @click=${dialog.beginAnew}>Begin again with what is there now</button>
          </div>`
    }
  </div>`;
}

function field(asked: Field, acting: Acting, dialog: DialogActs): TemplateResult {
  const { name: of, label, hint, options } = asked;
  const value = acting.values[of] ?? '';
  const lacks = acting.lacking.includes(of);
  const id = `act-${of}`;
  const onInput = (event: Event): void => dialog.fill(of, (event.target as HTMLInputElement).value);
  const invalid = lacks ? 'true' : nothing;
  const control = options
    ? html`<select id=${id} aria-invalid=${invalid} aria-describedby=${`${id}-hint`} @change=${onInput}>
        ${options.map((one) => html`<option value=${one.value} ?selected=${one.value === value}>${one.text}</option>`)}
      </select>`
    : html`<input
        id=${id}
        autocomplete="off"
        maxlength="500"
        aria-invalid=${invalid}
        aria-describedby=${`${id}-hint`}
        .value=${live(value)}
        @input=${onInput}
      />`;
  return html`<div class="field">
    <label for=${id}>${label}</label>${control}
    <span class="note ${lacks ? 'lacks' : ''}" id=${`${id}-hint`}
      >${lacks ? lackText(asked) : (hint ?? nothing)}</span
    >
  </div>`;
}

function lackText({ options, among, label, name: of }: Field): string {
  if (among !== undefined) return 'Nothing was sent: there is no such member.';
  if (options !== undefined) return 'Choose one.';
  return of === 'reason' ? 'Say why.' : `${label} is missing.`;
}

/** What is typed where it cannot be undone. */
function confirmation(
  { offer, asks, typed, lacking }: Acting,
  dialog: DialogActs,
): TemplateResult | typeof nothing {
  if (offer.typed === undefined && asks === undefined) return nothing;
  const lacks = lacking.includes('confirm');
  return html`<div class="field">
    <label for="act-confirm"
      >${offer.typed === undefined ? 'Type what the app asks for' : html`Type <b>${offer.typed}</b> to confirm`}</label
    ><input
      id="act-confirm"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      aria-invalid=${lacks ? 'true' : nothing}
      aria-describedby="act-confirm-hint"
      .value=${live(typed)}
      @input=${(event: Event) => dialog.type((event.target as HTMLInputElement).value)}
    /><span class="note ${lacks ? 'lacks' : ''}" id="act-confirm-hint"
      >${lacks ? `Nothing was sent: that is not ${offer.typed ?? 'what the app asks for'}.` : (asks ?? nothing)}</span
    >
  </div>`;
}

/** On one machine, several operators can be tried. */
function name(state: State, dialog: DialogActs): TemplateResult | typeof nothing {
  if (!isLocal(state)) return nothing;
  return html`<div class="field">
    <label for="act-as">Act as</label
    ><input
      id="act-as"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      placeholder="yourself"
      aria-describedby="act-as-hint"
      .value=${live(state.actAs)}
      @input=${(event: Event) => dialog.actAs((event.target as HTMLInputElement).value)}
    /><span class="note" id="act-as-hint"
      >On one machine only, to try the approvals of several: a name such as bob.</span
    >
  </div>`;
}

const MARKS: Readonly<Record<Report['kind'], string>> = { done: '✓', refused: '✗', unclear: '?' };

function report(told: Report | undefined): TemplateResult | typeof nothing {
  if (told === undefined) return nothing;
  return html`<div class="report ${told.kind}">
    <p><span aria-hidden="true">${MARKS[told.kind]}</span> ${told.text}</p>
    <ul>
      ${told.lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </div>`;
}

function buttons({ offer, step, report: told }: Acting, dialog: DialogActs): TemplateResult {
  const isBusy = step === 'sending' || step === 'trying';
  if (step === 'done')
    return html`<div class="buttons"><button type="submit" id="act-close">Close</button></div>`;
  return html`<div class="buttons">
    <button type="button" @click=${dialog.leave}>Back</button>
    ${
      offer.trial
        ? html`<button type="button" ?disabled=${isBusy} @click=${dialog.attempt}>
            ${offer.trial.label}
          </button>`
        : nothing
    }
    <button type="submit" class="deed ${offer.tone}" aria-disabled=${isBusy ? 'true' : 'false'}>
      ${step === 'sending' ? 'Sending…' : told?.kind === 'unclear' ? 'Send it again' : offer.label.replace('…', '')}
    </button>
  </div>`;
}
