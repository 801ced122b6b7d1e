import { z } from 'zod';
import { type Answer, emptyAnswer, type Exchange, jsonAnswer, jsonIn, sentence } from '../http/exchange';
import type { FunctionTable } from '../registered/function-table';
import type { FunctionRunner } from '../worker-process/function-runner';

const event = z.looseObject({ id: z.unknown(), data: z.unknown() });
const delivery = z.union([z.array(event), event.transform((one) => [one])]);
const handshake = z.tuple([z.looseObject({ data: z.looseObject({ validationCode: z.string() }) })]);

/**
 * The webhook an Event Grid subscription posts to (Microsoft docs, "Event Grid webhook event delivery"): answers the
 * handshake and runs the function once per event; a failed run fails the delivery, so that the sender tries again.
 */
export async function answerEventGrid(
  functions: FunctionTable,
  runner: FunctionRunner,
  { request, url, body }: Exchange,
): Promise<Answer> {
  const name = url.searchParams.get('functionName') ?? '';
  const definition = functions.find(name);
  if (definition?.kind !== 'eventGrid')
    return sentence(404, `Cannot deliver: the app has no Event Grid function '${name}'.`);
  if (request.method !== 'POST') return sentence(405, 'Cannot deliver: use POST.', { allow: 'POST' });
  const sent = jsonIn(body);
  if (request.headers['aeg-event-type'] === 'SubscriptionValidation') {
    const asked = handshake.safeParse(sent);
    return asked.success
      ? jsonAnswer(200, { validationResponse: asked.data[0].data.validationCode })
      : sentence(400, 'Cannot validate the subscription: there is no validationCode.');
  }
  const events = delivery.safeParse(sent);
  if (!events.success)
    return sentence(400, 'Cannot deliver: the body must be a JSON event or an array of events.');
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
  return allRan ? emptyAnswer(202) : sentence(500, 'The function failed for an event.');
}
