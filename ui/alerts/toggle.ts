/** The switch of sound and notifications. */
import { type TemplateResult, html } from 'lit-html';
import type { Acts } from '../acts';
import type { State } from '../state';

const TITLES: Readonly<Record<State['alerts'], string>> = {
  off: 'Tell with a sound and a notification when a migration is ready or has ended',
  on: 'A sound and a notification tell when a migration is ready or has ended',
  soundOnly:
    'A sound tells when a migration is ready or has ended. The browser allows no notifications of this page: allow them in its settings',
};

/** The button. */
export function alertsToggle({ alerts }: State, { turnAlerts }: Acts): TemplateResult {
  const isOn = alerts !== 'off';
  return html`<button
    class="plain"
    type="button"
    aria-pressed=${isOn ? 'true' : 'false'}
    title=${TITLES[alerts]}
    @click=${turnAlerts}
  >
    Alerts ${alerts === 'soundOnly' ? 'sound only' : alerts}
  </button>`;
}
