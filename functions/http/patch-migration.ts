/** `PATCH migrations/{id}`: changes the policy, if it is still the one the operator saw. */
import { policyChangeBody } from '../../shared/api/policy-body';
import { refuse, refuseUnknown } from '../../shared/api/problem';
import { atPlace, placeOf } from '../../shared/core/access/reach';
import { hasRole } from '../../shared/core/access/roles';
import { commandLine } from '../../shared/core/command-line';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { changePolicy } from '../../shared/use-cases/operate/change-policy';
import { wake } from '../watch-starter';
import { answerWithStatus } from './answer-with-status';
import { type Endpoint, migrationId, readBody } from './endpoint';

/** Makes the endpoint. */
export function makePatchMigration(caps: Capabilities): Endpoint {
  return async (request, client, context, operator) => {
    const id = migrationId(request);
    const ifMatch = request.headers.get('if-match');
    if (ifMatch === null)
      return refuse(
        'preconditionRequired',
        `Cannot change the policy: send If-Match with the ETag of the status you read; ${commandLine(['policy', 'set', id])} does it by itself`,
      );
    const change = await readBody(request, policyChangeBody(caps.timing.leastPoll), 'change the policy');
    const registration = await caps.ledger.registration(id);
    if (registration === undefined) return refuseUnknown(id);
    const mayLoosen = hasRole(atPlace(operator, placeOf(registration)), 'Cutover.Admin');
    const outcome = await changePolicy(caps, { id, by: operator.name, mayLoosen }, ifMatch, change);
    switch (outcome.kind) {
      case 'unknownMigration':
        return refuseUnknown(id);
      case 'stale':
        return refuse(
          'preconditionFailed',
          'Cannot change the policy: the migration has changed since you read it; read it again',
        );
      case 'forbidden':
        return refuse('forbidden', `Cannot change the policy: ${outcome.reason}`);
      case 'refused':
        return refuse('conflict', outcome.refusal);
      case 'mistyped':
        return refuse('invalid', `Cannot change the policy: ${outcome.reason}`, [
          { field: outcome.field, message: outcome.reason },
        ]);
      case 'changed':
        await wake(client, id);
        return answerWithStatus(caps, id, context);
    }
  };
}
