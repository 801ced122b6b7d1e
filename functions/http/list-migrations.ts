/** `GET migrations`: a page of summaries. */
import { listQuery } from '../../shared/api/queries';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import type { Endpoint } from './endpoint';
import { readQuery } from './endpoint';
import { ok } from './respond';

/** Makes the endpoint. */
export function makeListMigrations(caps: Pick<Capabilities, 'ledger'>): Endpoint {
  return async (request) => ok(await caps.ledger.summaries(readQuery(request, listQuery)));
}
