/** What the service itself says, with the time of its reading. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import { distance, moment } from '../shell/parts';
import { bytesText } from '../text/amount';

/** The section. */
export function serviceSection({ engineStatus: said, engine }: StatusDocument, now: number): TemplateResult {
  if (said === undefined)
    return html`<section class="panel">
      <h2>The service says</h2>
      <p class="none">It has told nothing that is known: it cannot be read, or has no such migration.</p>
    </section>`;
  const { progress, failure, blockingReasons } = said;
  return html`<section class="panel">
    <h2>The service says <span class="note">${engine}, read ${distance(said.asOf, now)}</span></h2>
    <dl class="facts">
      ${fact('State', said.state, said.stateSince && html` since ${moment(said.stateSince, now)}`)}
      ${fact('Full restored', said.fullRestored === undefined ? undefined : said.fullRestored ? 'yes' : 'no')}
      ${fact('Restored last', said.lastRestoredFile)}
      ${fact('Restoring', said.restoringFile === said.lastRestoredFile ? undefined : said.restoringFile)}
      ${fact('Pending logs', said.pendingLogs)} ${fact('Pending differentials', said.pendingDifferentials)}
      ${fact('Files', progressText(progress))} ${fact('Restored', bytesOf(progress))}
      ${fact('Last backup named', said.lastBackupName)}
      ${fact('Cancels by itself', said.expiresAt && moment(said.expiresAt, now))}
      ${fact('Operation', said.operationId && html`<code>${said.operationId}</code>`)}
    </dl>
    ${
      failure &&
      html`<p class="failure"><b>${failure.code}</b> ${failure.message} ${failure.remedy ?? nothing}</p>`
    }
    ${blockingReasons.map((reason) => html`<p class="failure">${reason}</p>`)}
  </section>`;
}

function fact(name: string, value: unknown, more: unknown = nothing): TemplateResult | typeof nothing {
  return value === undefined || value === ''
    ? nothing
    : html`<div>
        <dt>${name}</dt>
        <dd>${value}${more ?? nothing}</dd>
      </div>`;
}

type Progress = NonNullable<StatusDocument['engineStatus']>['progress'];

function progressText(progress: Progress): string | undefined {
  const counts = (['detected', 'queued', 'restoring', 'restored', 'skipped'] as const).flatMap((name) => {
    const count = progress?.[name];
    return count === undefined ? [] : [`${count} ${name}`];
  });
  return counts.length === 0 ? undefined : counts.join(', ');
}

function bytesOf(progress: Progress): string | undefined {
  const { restoredBytes, planBytes, percent } = progress ?? {};
  if (restoredBytes !== undefined)
    return planBytes === undefined
      ? bytesText(restoredBytes)
      : `${bytesText(restoredBytes)} of ${bytesText(planBytes)}`;
  return percent === undefined ? undefined : `${percent} %`;
}
