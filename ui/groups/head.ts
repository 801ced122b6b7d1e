/** Which group this is, always in sight; the sentence that matters, and what to do first. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { GroupView } from '../../shared/core/group/group-view';
import { hrefOf } from '../route';
import { moment, sign } from '../shell/parts';
import { approvalText } from '../text/approvals';
import { localText } from '../text/time';
import { whoText } from '../text/words';
import { countsText, groupSign, sentence, strategyText } from './words';

/** The strip that stays at the top. */
export function groupIdentity(board: GroupView): TemplateResult {
  const { id, strategy, limits, members, counts, createdBy } = board;
  const dropped = counts.dropped ?? 0;
  return html`<div class="identity">
    <h1>
      <a class="up" href=${hrefOf({ view: 'groups' })}>Groups</a>
      <span class="id">${id}</span> ${sign(groupSign(board))}
    </h1>
    <dl>
      ${fact('Members', `${members.length - dropped}${dropped === 0 ? '' : `, ${dropped} dropped`}`)}
      ${fact('Goes', strategyText(strategy))} ${fact('At once', limitsText(limits))}
      ${fact('Made by', createdBy)}
    </dl>
  </div>`;
}

function fact(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function limitsText({ perInstance, perSubscription }: GroupView['limits']): string {
  const told = [
    perInstance === undefined ? '' : `${perInstance} on an instance`,
    perSubscription === undefined ? '' : `${perSubscription} in a subscription`,
  ].filter(Boolean);
  return told.length === 0 ? 'any number' : told.join(', ');
}

/** What it waits for, and the next step. */
export function groupLead(board: GroupView, now: number): TemplateResult {
  const { standing, waitsFor, next, counts, createdAt, begunAt, endedAt } = board;
  const { word, tone } = groupSign(board);
  return html`<section class="lead ${tone}" aria-label="What matters">
    <p class="headline" title=${waitsFor}>
      ${standing === 'ended' ? `Ended: ${countsText(counts).join(', ')}.` : `${word}: ${sentence(localText(approvalText(waitsFor), now))}`}
    </p>
    ${
      next &&
      html`<p class="next ${next.who}">
        <b>${next.who === 'operator' ? 'Do first' : whoText(next.who)}:</b> ${next.what}
      </p>`
    }
    <p class="note">
      Made
      ${moment(createdAt, now)}${begunAt === undefined ? nothing : html`, first go ${moment(begunAt, now)}`}${
        endedAt === undefined ? nothing : html`, ended ${moment(endedAt, now)}`
      }
    </p>
  </section>`;
}
