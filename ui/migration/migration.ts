/** One migration: what matters first, then the chain, then everything that it rests on. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { BoardItem } from '../../shared/core/views/file-board';
import { actionBar } from '../actions/bar';
import { offeredIn } from '../actions/offers';
import type { Acts } from '../acts';
import { chainFigure } from '../chain/picture';
import { setsOf } from '../chain/sets';
import type { Route } from '../route';
import type { OpenMigration, State } from '../state';
import { clocksSection } from './clocks';
import { cutoverSection } from './cutover';
import { documentsSection } from './documents';
import { filesSection } from './files';
import { identity, lead } from './head';
import { journalSection } from './journal';
import { readinessSection } from './readiness';
import { serviceSection } from './service';
import { stallsSection } from './stalls';

/** The view. */
export function migrationView(
  state: State,
  { id, q }: Extract<Route, { view: 'migration' }>,
  acts: Acts,
): TemplateResult {
  const { migration, now } = state;
  const status = migration?.status.value;
  if (migration === undefined || status === undefined)
    return html`<h1>${id}</h1>
      <p class="empty">${migration?.status.trouble ? 'Nothing has been read yet.' : 'Reading…'}</p>`;
  return html`
    ${identity(status)} ${lead(status, state, acts)} ${actionBar(offeredIn(state)?.offers ?? [], acts)}
    ${chainSection(state, migration, status, acts)}
    <div class="panels">
      <div>
        ${readinessSection(status, now)} ${clocksSection(status, now)}
        ${documentsSection(status, state, acts)}
      </div>
      <div>${stallsSection(status, now)} ${cutoverSection(status, now)} ${serviceSection(status, now)}</div>
    </div>
    ${filesSection(migration.board, q, now, acts)} ${journalSection(migration.journal, now)}
  `;
}

function chainSection(
  { picture, now }: State,
  { board }: OpenMigration,
  status: StatusDocument,
  { turnPicture, pickSet }: Acts,
): TemplateResult | typeof nothing {
  const items = board.value;
  if (items === undefined || items.length === 0) return nothing;
  const { chain, engineStatus } = status;
  return html`<section class="panel wide">
    <h2>Chain <span class="note">${chain === undefined ? '' : chain.status}</span></h2>
    ${guard([items, chain, engineStatus?.lastRestoredFile, engineStatus?.restoringFile, picture], () =>
      chainFigure(
        factsOf(items, status),
        { ...picture, now },
        { onAxis: (axis) => turnPicture(axis), onPick: (key) => pickSet(key) },
      ),
    )}
  </section>`;
}

function factsOf(items: readonly BoardItem[], status: StatusDocument): Parameters<typeof chainFigure>[0] {
  const { chain } = status;
  return {
    sets: setsOf(items, status),
    ...(chain?.gap && { gap: chain.gap }),
    ...(chain?.chainEndLsn !== undefined && { chainEndLsn: chain.chainEndLsn }),
  };
}
