/** What permits the cutover and what holds it: attempt, approvals, holds, window, group. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { ApprovalView, StatusDocument } from '../../shared/core/migration/status-document';
import { moment, sign } from '../shell/parts';
import { groupLink } from './head';
import { approvalText } from '../text/approvals';
import type { Sign } from '../text/words';

/** The section. */
export function cutoverSection(status: StatusDocument, now: number): TemplateResult {
  const { policy, tail, cutover, approvals, holds = [], window, group, frozen, autoPaused } = status;
  return html`<section class="panel">
    <h2>Cutover <span class="note">mode ${policy.mode}</span></h2>
    <dl class="facts">
      ${fact('Tail', tail && html`${tail.blob} <span class="note">${tail.proof}, ends at LSN ${tail.lastLsn}</span>`)}
      ${fact('Attempt', cutover && attempt(cutover, now))}
      ${fact('Approvals', approvals && html`<span title=${approvals.missing ?? nothing}>${approvals.standing} of ${approvals.required}${approvals.missing === undefined ? '' : `; ${approvalText(approvals.missing)}`}</span>`)}
      ${fact('Window', window && html`${window.state}${window.reason === undefined ? nothing : html`: ${window.reason}`}`)}
      ${fact('Group', group && html`${groupLink(group.id)}: ${group.state}${group.reason === undefined ? nothing : html`, ${group.reason}`}`)}
      ${fact('Frozen', frozen && `by ${frozen.by}: ${frozen.reason}`)}
      ${fact('Paused', autoPaused && `by ${autoPaused.by}: ${autoPaused.reason}`)}
    </dl>
    ${
      approvals && approvals.given.length > 0
        ? html`<ul class="given">
            ${approvals.given.map((one) => approval(one, now))}
          </ul>`
        : nothing
    }
    ${holds.map(
      ({ number, by, at, reason }) =>
        html`<p class="hold">
          ${sign({ word: `Hold ${number}`, tone: 'warn' })} by ${by} ${moment(at, now)}: ${reason}
        </p>`,
    )}
  </section>`;
}

function fact(name: string, value: unknown): TemplateResult | typeof nothing {
  return value === undefined
    ? nothing
    : html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`;
}

function attempt(
  {
    attempt: number,
    state,
    requestedBy,
    requestedAt,
    sentAt,
    settledAt,
    reason,
  }: NonNullable<StatusDocument['cutover']>,
  now: number,
): TemplateResult {
  return html`${number}, <b>${state}</b>, requested by ${requestedBy}
    ${moment(requestedAt, now)}${sentAt === undefined ? nothing : html`, sent ${moment(sentAt, now)}`}${
      settledAt === undefined ? nothing : html`, settled ${moment(settledAt, now)}`
    }${reason === undefined ? nothing : html`: ${reason}`}`;
}

const APPROVALS: Readonly<Record<ApprovalView['state'], Sign>> = {
  granted: { word: 'granted', tone: 'good' },
  pending: { word: 'pending', tone: 'busy' },
  expired: { word: 'expired', tone: 'warn' },
  revoked: { word: 'revoked', tone: 'warn' },
  void: { word: 'void', tone: 'bad' },
};

function approval({ by, at, expiresAt, tail, state, reason }: ApprovalView, now: number): TemplateResult {
  const shown = Object.hasOwn(APPROVALS, state) ? APPROVALS[state] : { word: state, tone: 'warn' as const };
  return html`<li>
    ${sign(shown)} by ${by} ${moment(at, now)} for ${tail}, until
    ${moment(expiresAt, now)}${reason === undefined ? nothing : html`: ${reason}`}
  </li>`;
}
