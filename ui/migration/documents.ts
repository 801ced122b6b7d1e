/** What can be kept and printed. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { Acts } from '../acts';
import { isHolder } from '../sign-in/state';
import type { State } from '../state';

interface Paper {
  readonly title: string;
  readonly path: string;
  /** The name of the file. */
  readonly name: string;
  readonly note?: string;
}

/** The section. A link carries no token: who is signed in gets the document as a file. */
export function documentsSection(status: StatusDocument, { signIn }: State, { save }: Acts): TemplateResult {
  return html`<section class="panel">
    <h2>Documents</h2>
    <ul class="links">
      ${papersOf(status).map(
        ({ title, path, name, note }) =>
          html`<li>
            ${
              isHolder(signIn)
                ? html`<button class="plain link" type="button" @click=${() => save(path, name)}>
                    ${title}
                  </button>`
                : html`<a href=${path} target="_blank" rel="noopener">${title}</a>`
            }${note ?? nothing}
          </li>`,
      )}
    </ul>
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
