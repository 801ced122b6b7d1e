/** `GET migrations`: a page of summaries, the worst first. */
import { listQuery } from '../../shared/api/queries';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { listMigrations } from '../../shared/use-cases/read/list-migrations';
import { type Endpoint, readQuery, refuseContinuation } from './endpoint';
import { ok } from './respond';

/** Makes the endpoint. */
export function makeListMigrations(caps: Pick<Capabilities, 'ledger' | 'clock'>): Endpoint {
  return async (request) => {
    const outcome = await listMigrations(caps, readQuery(request, listQuery));
    return outcome.kind === 'page' ? ok(outcome.page) : refuseContinuation();
  };
}
