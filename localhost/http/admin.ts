import { hostVersion } from '../version';
import type { FunctionDefinition } from '../registered/function-definition';
import type { FunctionTable } from '../registered/function-table';
import { type Answer, emptyAnswer, type Exchange, jsonAnswer, sentence } from './exchange';

/** Runs a function that is not an HTTP function by hand; `input` is the body's `input`. */
export type RunByHand = (definition: FunctionDefinition, input: unknown) => void;

/** What lies under `/admin`: the host's status, and running a function by hand. */
export async function answerAdmin(
  functions: FunctionTable,
  runByHand: RunByHand,
  rest: string[],
  { request, body }: Exchange,
): Promise<Answer> {
  const [area, name, ...more] = rest;
  if (area === 'host' && name === 'status' && request.method === 'GET') {
    return jsonAnswer(200, {
      id: 'localhost',
      state: 'Running',
      version: hostVersion,
      versionDetails: 'local host, not Azure Functions',
      processUptime: Math.round(process.uptime() * 1000),
    });
  }
  if (area === 'functions' && name === undefined && request.method === 'GET') {
    return jsonAnswer(
      200,
      functions.all.map((definition) => ({ name: definition.name, type: definition.trigger.type })),
    );
  }
  if (area !== 'functions' || name === undefined || more.length > 0 || request.method !== 'POST')
    return emptyAnswer(404);
  const definition = functions.find(name);
  if (definition === undefined)
    return sentence(404, `Cannot run '${name}': the app has no function of that name.`);
  if (definition.kind === 'http')
    return sentence(400, `Cannot run '${name}' by hand: call its route instead.`);
  if (definition.kind !== 'timer' && definition.kind !== 'blob') {
    return sentence(
      501,
      `The local host does not run ${definition.kind} functions by hand: start an orchestration instead.`,
    );
  }
  const input = inputOf(body);
  if (input === undefined)
    return sentence(400, 'Cannot run by hand: the body must be JSON such as {"input": ""}.');
  runByHand(definition, input.value);
  return emptyAnswer(202);
}

function inputOf(body: Buffer): { value: unknown } | undefined {
  try {
    const parsed = JSON.parse(body.length === 0 ? '{}' : body.toString('utf8')) as { input?: unknown } | null;
    return { value: parsed?.input ?? null };
  } catch {
    return undefined;
  }
}
