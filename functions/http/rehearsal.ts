/** `POST migrations/{id}/rehearse` and `GET migrations/{id}/rehearsal`: everything up to the request. */
import { z } from 'zod';
import { refuse, refuseUnknown } from '../../shared/api/problem';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { readRehearsal } from '../../shared/use-cases/cutover/rehearsal-store';
import { rehearse } from '../../shared/use-cases/cutover/rehearse';
import { type Endpoint, migrationId, readBody } from './endpoint';
import { ok } from './respond';

const NO_FIELDS = z.strictObject({});

/** Rehearses now. */
export function makeRehearse(caps: Capabilities): Endpoint {
  return async (request, _client, _context, operator) => {
    const id = migrationId(request);
    await readBody(request, NO_FIELDS, 'rehearse');
    const outcome = await rehearse(caps, { id, by: operator.name });
    switch (outcome.kind) {
      case 'rehearsed':
        return ok(outcome.rehearsal);
      case 'refused':
        return refuse('conflict', outcome.refusal);
      case 'unknownMigration':
        return refuseUnknown(id);
    }
  };
}

/** The last rehearsal. */
export function makeGetRehearsal({ ledger }: Pick<Capabilities, 'ledger'>): Endpoint {
  return async (request) => {
    const id = migrationId(request);
    if (!(await ledger.registration(id))) return refuseUnknown(id);
    const rehearsal = await readRehearsal(ledger, id);
    return rehearsal
      ? ok(rehearsal)
      : refuse('notFound', 'Cannot show the rehearsal: there was none; POST rehearse makes one');
  };
}
