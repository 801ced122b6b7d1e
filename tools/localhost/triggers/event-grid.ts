import { z } from 'zod';
import { type Answer, emptyAnswer, type Exchange, jsonIn } from '../http/exchange';
import type { FunctionDefinition } from '../registered/function-definition';
import type { FunctionTable } from '../registered/function-table';
import type { FunctionRunner } from '../worker-process/function-runner';

const event = z.looseObject({ id: z.unknown(), data: z.unknown() });
const delivery = z.union([z.array(event), event.transform((one) => [one])]);
const handshake = z.tuple([z.looseObject({ data: z.looseObject({ validationCode: z.string() }) })]);

/**
 * The webhook an Event Grid subscription posts to (Microsoft docs, "Event Grid webhook event delivery"): answers the
 * handshakes and runs the function once per event; a failed run fails the delivery, so that the sender tries again. What
 * the header `aeg-event-type` says decides; a body that cannot be read is a 500, as in the extension.
 */
export async function answerEventGrid(
  functions: FunctionTable,
  runner: FunctionRunner,
  { request, url, body }: Exchange,
): Promise<Answer> {
  const name = url.searchParams.get('functionName') ?? '';
  const definition = functions.find(name);
  if (definition?.kind !== 'eventGrid' || definition.name !== name)
    return text(404, `Cannot deliver: the app has no Event Grid function '${name}'.`);
  if (request.method === 'OPTIONS')
    return emptyAnswer(200, { 'webhook-allowed-origin': 'eventgrid.azure.net' });
  switch (String(request.headers['aeg-event-type'] ?? '').toLowerCase()) {
    case 'subscriptionvalidation':
      return validate(jsonIn(body));
    case 'notification':
      return deliver(definition, runner, jsonIn(body));
    case 'unsubscribe':
      return emptyAnswer(202);
    default:
      return emptyAnswer(400);
  }
}

function validate(sent: unknown): Answer {
  const asked = handshake.safeParse(sent);
  if (!asked.success) return emptyAnswer(500);
  return text(200, JSON.stringify({ validationResponse: asked.data[0].data.validationCode }));
}

async function deliver(
  definition: FunctionDefinition,
  runner: FunctionRunner,
  sent: unknown,
): Promise<Answer> {
  const events = delivery.safeParse(sent);
  if (!events.success) return emptyAnswer(500);
  const outcomes = await Promise.all(
    events.data.map((each) =>
      runner.runOnce(definition, {
        input: { json: JSON.stringify(each) },
        triggerMetadata: { data: { json: JSON.stringify(each.data ?? null) } },
        about: `event ${String(each.id)}`,
      }),
    ),
  );
  const allRan = outcomes.every(({ kind }) => kind === 'ok');
  return allRan ? emptyAnswer(202) : text(500, `Cannot deliver: function '${definition.name}' failed.`);
}

function text(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
