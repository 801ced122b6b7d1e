import { randomUUID } from 'node:crypto';
import type { FunctionTable } from '../registered/function-table';
import { type Answer, emptyAnswer, type Exchange, jsonAnswer, sentence } from '../http/exchange';
import type { FunctionRunner } from '../worker-process/function-runner';

/**
 * The webhook an Event Grid subscription posts to (Microsoft docs, "Event Grid webhook event delivery"): answers the
 * handshakes and runs the function once per event; a failed run fails the delivery, so that the sender tries again.
 */
export async function answerEventGrid(
  functions: FunctionTable,
  runner: FunctionRunner,
  exchange: Exchange,
): Promise<Answer> {
  const { request, url } = exchange;
  const name = url.searchParams.get('functionName') ?? '';
  const definition = functions
    .ofKind('eventGrid')
    .find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (definition === undefined)
    return sentence(404, `Cannot deliver: the app has no Event Grid function '${name}'.`);
  if (request.method === 'OPTIONS') return cloudEventsHandshake(exchange);
  if (request.method !== 'POST')
    return sentence(405, 'Cannot deliver: use POST.', { allow: 'POST, OPTIONS' });
  const events = readEvents(exchange);
  if (events === undefined)
    return sentence(400, 'Cannot deliver: the body must be a JSON event or an array of events.');
  if (request.headers['aeg-event-type'] === 'SubscriptionValidation') return subscriptionHandshake(events[0]);
  if (request.headers['aeg-event-type'] === 'Unsubscribe') return emptyAnswer(202);
  const outcomes = await Promise.all(
    events.map((event) =>
      runner.runOnce(definition, {
        invocationId: randomUUID(),
        input: { json: JSON.stringify(event) },
        triggerMetadata: { data: { json: JSON.stringify(event['data'] ?? null) } },
        about: `event ${String(event['id'])}`,
      }),
    ),
  );
  return outcomes.every(({ kind }) => kind === 'ok')
    ? emptyAnswer(202)
    : sentence(500, 'The function failed for an event.');
}

type GridEvent = Record<string, unknown>;

function readEvents({ body }: Exchange): GridEvent[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const events: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return events.every((event) => typeof event === 'object' && event !== null)
    ? (events as GridEvent[])
    : undefined;
}

function subscriptionHandshake(event: GridEvent | undefined): Answer {
  const { validationCode } = (event?.['data'] ?? {}) as { validationCode?: unknown };
  if (typeof validationCode !== 'string')
    return sentence(400, 'Cannot validate the subscription: there is no validationCode.');
  return jsonAnswer(200, { validationResponse: validationCode });
}

function cloudEventsHandshake({ request }: Exchange): Answer {
  const origin = request.headers['webhook-request-origin'];
  if (typeof origin !== 'string')
    return sentence(400, 'Cannot validate: the header WebHook-Request-Origin is missing.');
  return emptyAnswer(200, { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' });
}
