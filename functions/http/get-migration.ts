/** `GET migrations/{id}`: the status document; its ETag is that of the control row, for `PATCH`. */
import { refuse } from '../../shared/api/problem';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { type Endpoint, migrationId } from './endpoint';
import { ok } from './respond';

/** Makes the endpoint. */
export function makeGetMigration(caps: Capabilities): Endpoint {
  return async (request) => {
    const id = migrationId(request);
    const found = await readStatus(caps, id);
    return found
      ? ok(found.document, { ETag: found.etag })
      : refuse('notFound', `Cannot find migration ${id}`);
  };
}
