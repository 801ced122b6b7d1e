/** What can be kept and printed. */
import { type TemplateResult, html } from 'lit-html';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { Acts } from '../acts';
import { type Paper, papersList } from '../shell/papers';
import type { State } from '../state';

/** The section. */
export function documentsSection(status: StatusDocument, state: State, acts: Acts): TemplateResult {
  return html`<section class="panel">
    <h2>Documents</h2>
    ${papersList(papersOf(status), state, acts)}
  </section>`;
}

function papersOf({ id, links, phase }: StatusDocument): readonly Paper[] {
  const hasEvidence = phase === 'completed' || phase === 'confirming' || phase === 'cuttingOver';
  const { evidence, runbook, self } = links;
  return [
    {
      title: 'Evidence',
      path: `${evidence}?format=html`,
      name: `${id}-evidence.html`,
      ...(!hasEvidence && { note: ' so far' }),
    },
    ...(runbook === undefined
      ? []
      : [{ title: 'Runbook of the night', path: `${runbook}?format=markdown`, name: `${id}-runbook.md` }]),
    { title: 'Status, JSON', path: self, name: `${id}-status.json` },
  ];
}
