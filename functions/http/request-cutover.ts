/** `POST migrations/{id}/cutover`: a person's go-ahead, on a fresh assessment; the watch does the rest. */
import { cutoverBody } from '../../shared/api/action-bodies';
import { refuse } from '../../shared/api/problem';
import type { Config } from '../../shared/config';
import { linksOf } from '../../shared/core/views/status-view';
import { approveCutover } from '../../shared/use-cases/approve-cutover';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { wake } from '../watch-starter';
import type { Endpoint } from './endpoint';
import { migrationId, readBody } from './endpoint';
import { identify } from './identity';
import { accepted } from './respond';

/** Makes the endpoint. */
export function makeRequestCutover(caps: Capabilities, config: Config): Endpoint {
  return async (request, client) => {
    const caller = identify(request, config);
    const id = migrationId(request);
    const goAhead = await readBody(request, cutoverBody, 'cut over');
    const outcome = await approveCutover(caps, { id, by: caller.name }, goAhead);
    switch (outcome.kind) {
      case 'unknownMigration':
        return refuse('notFound', `Cannot find migration ${id}`);
      case 'mistyped':
        return refuse('invalid', `Cannot cut over: ${outcome.reason}`, [
          { field: outcome.field, message: outcome.reason },
        ]);
      case 'refused':
        return refuse('conflict', outcome.refusal);
      case 'approved':
        await wake(client, id);
        return accepted(
          { id, approvedBy: caller.name, expiresAt: outcome.expiresAt, links: linksOf(id) },
          linksOf(id).self,
        );
    }
  };
}
