/** Which migration this is, always in sight; the sentence that matters, and what to do first. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { Acts } from '../acts';
import { NO_FILTER, NO_MEMBER_FILTER, hrefOf } from '../route';
import { papersList } from '../shell/papers';
import { moment, sign } from '../shell/parts';
import type { State } from '../state';
import { approvalText } from '../text/approvals';
import { type Sign, NEEDS_APPROVAL, needsApproval, phaseSign, whoText } from '../text/words';
import { brokenChain, stoppingPreflight } from './cause';

/** The strip that stays at the top. */
export function identity(status: StatusDocument): TemplateResult {
  const { id, target, source, backups, engine, group } = status;
  return html`<div class="identity">
    <h1>
      <a class="up" href=${hrefOf({ view: 'list', filter: NO_FILTER })}>Migrations</a>
      <span class="id">${id}</span> ${sign(signOfStatus(status))}
    </h1>
    <dl>
      ${fact('Target', target && `${target.instance}/${target.database}`)}
      ${fact('Source', source && [source.database, ...source.servers].join(', '))}
      ${fact('Account', backups?.account)}
      ${fact('Container', backups && [backups.container, backups.prefix].filter(Boolean).join('/'))}
      ${fact('Engine', engine)} ${fact('Group', group && groupLink(group.id))}
    </dl>
  </div>`;
}

/** Leads to its group. */
export function groupLink(id: string): TemplateResult {
  return html`<a href=${hrefOf({ view: 'group', id, filter: NO_MEMBER_FILTER })}>${id}</a>`;
}

function fact(name: string, value: string | TemplateResult | undefined): TemplateResult | typeof nothing {
  return value === undefined
    ? nothing
    : html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`;
}

/** A condition goes before the phase. */
function signOfStatus(status: StatusDocument): Sign {
  const { phase, blocked, held, frozen, chain } = status;
  if (blocked !== undefined) return { word: 'Blocked', tone: 'bad' };
  if (frozen !== undefined) return { word: 'Frozen', tone: 'warn' };
  if (held !== undefined) return { word: 'Held', tone: 'warn' };
  if (needsApproval(status)) return NEEDS_APPROVAL;
  return chain?.gap === undefined ? phaseSign(phase) : { word: 'Gap', tone: 'bad' };
}

/** The headline with its cause, and the next step. */
export function lead(status: StatusDocument, state: State, acts: Acts): TemplateResult {
  const { now } = state;
  const preflight = stoppingPreflight(status);
  const { headline, next, asOf, nextCheckAt, blocked } = status;
  const { tone } = signOfStatus(status);
  return html`<section class="lead ${tone}" aria-label="What matters">
    <p class="headline">${headline}</p>
    ${brokenChain(status).map((cause) => html`<p class="cause"><b>Chain:</b> ${cause}</p>`)}
    ${preflight === undefined ? nothing : papersList([preflight], state, acts)}
    ${
      next &&
      html`<p class="next ${next.who}">
        <b>${next.who === 'operator' ? 'Do first' : whoText(next.who)}:</b>
        <span title=${next.what}>${approvalText(next.what)}</span>
      </p>`
    }
    <p class="note">
      Assessed
      ${moment(asOf, now)}${nextCheckAt === undefined ? nothing : html`, again at ${moment(nextCheckAt, now)}`}${
        blocked === undefined ? nothing : html`, blocked since ${moment(blocked.since, now)}`
      }
    </p>
  </section>`;
}
