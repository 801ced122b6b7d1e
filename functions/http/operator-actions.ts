/** `POST migrations/{id}/tail|exclude|hold|release|retry|withdraw|cancel`: identity, validated body, control row, nudge, status. */
import type { HttpRequest } from '@azure/functions';
import {
  cancelBody,
  excludeBody,
  holdBody,
  releaseBody,
  retryBody,
  tailBody,
  withdrawBody,
} from '../../shared/api/action-bodies';
import { refuse } from '../../shared/api/problem';
import { cancelEffect } from '../../shared/core/engine/notices';
import type { Config } from '../../shared/config';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import type { ActionOutcome, Actor } from '../../shared/use-cases/operator-actions';
import { excludeBlob, hold, nameTail, release, requestCancel } from '../../shared/use-cases/operator-actions';
import { requestRetry } from '../../shared/use-cases/request-retry';
import { withdrawRegistration } from '../../shared/use-cases/withdraw-registration';
import { wake } from '../watch-starter';
import { answerWithStatus, refuseUnlessChanged } from './answer-with-status';
import type { Endpoint } from './endpoint';
import { migrationId, readBody } from './endpoint';
import { identify } from './identity';

type Action = (caps: Capabilities, actor: Actor, request: HttpRequest) => Promise<ActionOutcome>;

/** Makes the endpoint of one action. */
export function makeOperatorAction(caps: Capabilities, config: Config, name: keyof typeof ACTIONS): Endpoint {
  return async (request, client) => {
    const caller = identify(request, config);
    const id = migrationId(request);
    if (!(await caps.ledger.registration(id))) return refuse('notFound', `Cannot find migration ${id}`);
    refuseUnlessChanged(await ACTIONS[name](caps, { id, by: caller.name }, request), id);
    await wake(client, id);
    return answerWithStatus(caps, id);
  };
}

const ACTIONS = {
  tail: async (caps, actor, request) => {
    const { blob } = await readBody(request, tailBody, 'name the tail');
    return nameTail(caps, actor, blob);
  },
  exclude: async (caps, actor, request) => {
    const exclusion = await readBody(request, excludeBody, 'exclude the blob');
    return excludeBlob(caps, actor, exclusion);
  },
  hold: async (caps, actor, request) => {
    const { reason } = await readBody(request, holdBody, 'hold');
    return hold(caps, actor, reason);
  },
  release: async (caps, actor, request) => {
    await readBody(request, releaseBody, 'release');
    return release(caps, actor);
  },
  retry: async (caps, actor, request) => {
    await readBody(request, retryBody, 'retry');
    return requestRetry(caps, actor);
  },
  withdraw: async (caps, actor, request) => {
    const { reason } = await readBody(request, withdrawBody, 'withdraw');
    return withdrawRegistration(caps, actor, reason);
  },
  cancel: async (caps, actor, request) => {
    const { confirm } = await readBody(request, cancelBody, 'cancel');
    const registration = await caps.ledger.registration(actor.id);
    if (!registration) return { kind: 'unknownMigration' };
    const { databaseName } = registration.target;
    if (confirm !== databaseName)
      return refuse(
        'invalid',
        `Cannot cancel: the service ${cancelEffect(registration.engine)}; confirm by the name of the target database`,
        [{ field: 'confirm', message: `type ${databaseName}` }],
      );
    return requestCancel(caps, actor);
  },
} as const satisfies Record<string, Action>;
