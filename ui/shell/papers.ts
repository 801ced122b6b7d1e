/** Documents of the API that can be kept and printed. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { Acts } from '../acts';
import { isHolder } from '../sign-in/state';
import type { State } from '../state';

/** A document. */
export interface Paper {
  readonly title: string;
  readonly path: string;
  /** The name of the file. */
  readonly name: string;
  readonly note?: string;
}

/** The list. A link carries no token: who is signed in gets the document as a file. */
export function papersList(papers: readonly Paper[], { signIn }: State, { save }: Acts): TemplateResult {
  return html`<ul class="links">
    ${papers.map(
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
  </ul>`;
}
