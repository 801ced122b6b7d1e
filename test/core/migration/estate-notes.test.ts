/** From where the service reads the backups. */
import type { EngineKind } from '../../../shared/core/engine/engine-status';
import { readsShare } from '../../../shared/core/migration/estate-notes';

const share = { path: '\\\\files\\sql' };

test.each<[EngineKind, boolean, boolean]>([
  ['dms-classic', true, true],
  ['dms', true, false],
  ['lrs', false, false],
])('%s: from a share that is registered %s, without one %s', (engine, withShare, without) => {
  expect([readsShare(engine, { share }), readsShare(engine, {}), readsShare(engine, undefined)]).toEqual([
    withShare,
    without,
    without,
  ]);
});
