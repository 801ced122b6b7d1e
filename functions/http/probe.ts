/** `GET` and `POST migrations/{id}/probe`: the T-SQL of a probe, and its result. */
import { z } from 'zod';
import { refuse, refuseUnknown } from '../../shared/api/problem';
import { PROBE_SIDES } from '../../shared/core/migration/probe-reading';
import { assessMigration } from '../../shared/use-cases/assess/assess-migration';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { giveProbe } from '../../shared/use-cases/probe/give-probe';
import { readProbe } from '../../shared/use-cases/probe/read-probe';
import { wake } from '../watch-starter';
import { type Endpoint, migrationId, readBody } from './endpoint';
import { accepted, ok } from './respond';

const MOST_CHARACTERS = 30_000;

const probeBody = z.strictObject({
  side: z.enum(PROBE_SIDES, `the side that was probed: ${PROBE_SIDES.join(' or ')}`),
  result: z.string().min(1).max(MOST_CHARACTERS, 'too long: give the result of one probe, and nothing else'),
});

/** The T-SQL and the last readings. */
export function makeGetProbe(caps: Capabilities): Endpoint {
  return async (request) => {
    const id = migrationId(request);
    const document = await readProbe(caps, id);
    return document ? ok(document) : refuseUnknown(id);
  };
}

/** Takes a result; what it shows is in the answer, unless the look that follows fails: it is stored all the same. */
export function makeGiveProbe(caps: Capabilities): Endpoint {
  return async (request, client, context, operator) => {
    const id = migrationId(request);
    const order = await readBody(request, probeBody, 'accept the probe');
    const outcome = await giveProbe(caps, { id, by: operator.name }, order);
    switch (outcome.kind) {
      case 'unknownMigration':
        return refuseUnknown(id);
      case 'refused':
        return refuse('conflict', outcome.refusal);
      case 'mistyped':
        return refuse('invalid', `Cannot accept the probe: ${outcome.reason}`, [
          { field: outcome.field, message: outcome.reason },
        ]);
      case 'changed':
        break;
    }
    const path = `/api/migrations/${id}/probe`;
    try {
      if (order.side === 'source') {
        await wake(client, id);
        await assessMigration(caps, id, 'routine');
      }
      const document = await readProbe(caps, id);
      if (document) return ok(document);
    } catch (error) {
      context.warn(
        `Cannot show the probe of ${id}: ${error instanceof Error ? error.message : 'unknown error'}`,
      );
    }
    return accepted({ id, detail: 'It is stored. What it shows cannot be read now: read it later' }, path);
  };
}
