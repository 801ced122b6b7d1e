/** `POST migrations/{id}/<verb>`: validated body, control row, wake-up call, answer. */
import type { HttpResponseInit } from '@azure/functions';
import { fieldProblems } from '../../shared/api/field-problems';
import { refuse, refuseUnknown } from '../../shared/api/problem';
import { linksOf } from '../../shared/core/views/status-view';
import type { OperatorVerb } from '../../shared/operator-verbs/verb';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import type { ActionOutcome } from '../../shared/use-cases/operator-actions';
import { wake } from '../watch-starter';
import { answerWithStatus } from './answer-with-status';
import { type Endpoint, migrationId, readJson } from './endpoint';
import { accepted } from './respond';

/** Makes the endpoint of one verb. */
export function makeOperatorVerb(caps: Capabilities, verb: OperatorVerb): Endpoint {
  return async (request, client, context, operator) => {
    const id = migrationId(request);
    if (!(await caps.ledger.registration(id))) return refuseUnknown(id);
    const call = verb.call(await readJson(request));
    if (call.kind === 'unfit')
      return refuse(
        'invalid',
        `Cannot ${verb.action}: the body is not valid`,
        fieldProblems(call.error, {}, verb.body),
      );
    const { control } = changed(await call.run(caps, { id, by: operator.name }), verb, id);
    await wake(client, id);
    return typeof verb.accepted === 'function'
      ? taken(id, verb.accepted(control))
      : answerWithStatus(caps, id, context, verb.accepted === 'status');
  };
}

/** The outcome of a verb that worked. @throws {ProblemError} With the reason of one that did not. */
function changed(
  outcome: ActionOutcome,
  { action }: OperatorVerb,
  id: string,
): Extract<ActionOutcome, { kind: 'changed' }> {
  switch (outcome.kind) {
    case 'changed':
      return outcome;
    case 'unknownMigration':
      return refuseUnknown(id);
    case 'refused':
      return refuse('conflict', outcome.refusal);
    case 'mistyped':
      return refuse('invalid', `Cannot ${action}: ${outcome.reason}`, [
        { field: outcome.field, message: outcome.reason },
      ]);
  }
}

function taken(id: string, document: Readonly<Record<string, unknown>>): HttpResponseInit {
  const links = linksOf(id);
  return accepted({ id, ...document, links }, links.self);
}
