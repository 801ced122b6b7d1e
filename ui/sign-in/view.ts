/** What is shown of the sign-in: the page before it, and who is signed in. */
import { type TemplateResult, html, nothing } from 'lit-html';
import type { Me } from '../actions/me';
import type { Acts } from '../acts';
import type { State } from '../state';

/** The page while nothing of the API may be shown. */
export function signInView({ signIn }: State, { signIn: begin }: Acts): TemplateResult {
  switch (signIn.kind) {
    case 'reading':
      return html`<p class="empty">
        ${signIn.trouble === undefined ? 'Reading…' : 'Nothing has been read yet.'}
      </p>`;
    case 'closed':
      return html`<div class="empty">
        <h1>Nobody can sign in</h1>
        <p>${signIn.detail}.</p>
      </div>`;
    default:
      return html`<div class="empty sign-in">
        <h1>Sign in to see the migrations</h1>
        ${signIn.kind === 'out' && signIn.refusal !== undefined ? html`<p class="refusal" role="alert">${signIn.refusal}.</p>` : nothing}
        <p>
          Your account needs a role of this app. The sign-in is kept in this tab until it is closed or you
          sign out.
        </p>
        <button type="button" ?disabled=${signIn.kind === 'leaving'} @click=${begin}>
          ${signIn.kind === 'leaving' ? 'Going to the sign-in…' : 'Sign in'}
        </button>
      </div>`;
  }
}

/** Who is signed in, with which roles, and the way out. */
export function whoView(me: Me | undefined, { signOut }: Acts): TemplateResult {
  return html`<details class="holder">
    <summary>${me?.name ?? 'Signed in'}</summary>
    <div>
      ${
        me === undefined
          ? nothing
          : html`<p class="full-name">${me.name}</p>
              ${rolesView(me)}`
      }
      <button type="button" @click=${signOut}>Sign out</button>
    </div>
  </details>`;
}

function rolesView({ roles }: Me): TemplateResult {
  return roles.length === 0
    ? html`<p class="none">No role of this app</p>`
    : html`<ul aria-label="Roles">
        ${roles.map((role) => html`<li>${role}</li>`)}
      </ul>`;
}
