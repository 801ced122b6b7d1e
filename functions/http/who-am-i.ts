/** `GET me`: who calls, as the app sees it. */
import type { Grant, Reach } from '../../shared/core/access/reach';
import type { Endpoint } from './endpoint';
import { ok } from './respond';

/** Name and roles of the caller, and where they count if that is limited. */
export const whoAmI: Endpoint = async (_request, _client, _context, { name, roles, reach }) =>
  ok({ name, roles, ...(reach.kind !== 'everything' && { reach: shownReach(reach) }) });

function shownReach(reach: Reach): readonly Omit<Grant, 'holder'>[] {
  if (reach.kind !== 'grants') return [];
  return reach.grants.map(({ roles, instances, ids }) => ({
    roles,
    ...(instances && { instances }),
    ...(ids && { ids }),
  }));
}
