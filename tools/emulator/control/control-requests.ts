/** The control API under `/_control`: the clock, faults, the request log, a summary, scan and reset. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { EmulatorClock } from '../clock';
import type { Emulation } from '../emulation';
import type { EngineLoop } from '../engine-loop';
import { faultsBody } from '../faults/fault';
import { firstProblem } from '../http/request-body';
import { BodyError, readJson, writeAnswer } from '../http/wire-exchange';
import { summarise } from './migration-summary';

/** What a control request answers with. */
interface ControlAnswer {
  readonly status: number;
  readonly body?: unknown;
}

type ControlHandler = (request: ControlRequest) => ControlAnswer | Promise<ControlAnswer>;

interface ControlRequest {
  readonly emulation: Emulation;
  readonly loop: EngineLoop;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Last path segment of `/_control/faults/{id}`. */
  readonly id: string;
}

const HANDLERS: Readonly<Record<string, ControlHandler>> = {
  'GET requests': ({ emulation, query }) =>
    ok({ requests: emulation.requests.list(query.get('kind') ?? undefined) }),
  'DELETE requests': ({ emulation }) => done(() => emulation.requests.clear()),
  'GET faults': ({ emulation }) => ok({ faults: emulation.faults() }),
  'POST faults': postFaults,
  'DELETE faults': ({ emulation }) => done(() => emulation.setFaults([])),
  'DELETE faults/{id}': deleteFault,
  'GET migrations': ({ emulation }) =>
    ok({ migrations: emulation.all().map((one) => summarise(one, emulation)) }),
  'GET clock': ({ emulation }) => ok(describeClock(emulation.clock)),
  'POST clock': postClock,
  'POST scan': async ({ loop }) => {
    await loop.scan();
    return { status: 204 };
  },
  'POST reset': ({ emulation }) => done(() => emulation.reset()),
};

/** Answers one control request. */
export async function answerControlRequest(
  request: IncomingMessage,
  response: ServerResponse,
  emulation: Emulation,
  loop: EngineLoop,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, , name = '', id = ''] = url.pathname.split('/');
  const key = `${request.method ?? 'GET'} ${name}${id === '' ? '' : '/{id}'}`;
  const handler = HANDLERS[key];
  const answer = handler
    ? await withBody(request, (body) => handler({ emulation, loop, query: url.searchParams, body, id }))
    : refuse(404, `Cannot find ${key}: the control API has ${Object.keys(HANDLERS).join(', ')}`);
  const text = answer.body === undefined ? undefined : JSON.stringify(answer.body, null, 2);
  writeAnswer(response, { status: answer.status, text });
}

async function withBody(
  request: IncomingMessage,
  handle: (body: unknown) => ControlAnswer | Promise<ControlAnswer>,
): Promise<ControlAnswer> {
  try {
    return await handle(await readJson(request));
  } catch (error) {
    if (error instanceof BodyError) return refuse(400, error.message);
    throw error;
  }
}

function postFaults({ emulation, body }: ControlRequest): ControlAnswer {
  const parsed = faultsBody.safeParse(Array.isArray(body) ? body : [body]);
  if (!parsed.success) {
    const { path, detail } = firstProblem(parsed.error);
    return refuse(400, `Cannot add the fault: ${path}: ${detail}`);
  }
  const added = parsed.data.map((fault) => ({ ...fault, id: randomUUID().slice(0, 8) }));
  emulation.setFaults([...emulation.faults(), ...added]);
  return { status: 201, body: { faults: added } };
}

function deleteFault({ emulation, id }: ControlRequest): ControlAnswer {
  const remaining = emulation.faults().filter((fault) => fault.id !== id);
  if (remaining.length === emulation.faults().length)
    return refuse(404, `Cannot delete fault "${id}": there is none`);
  return done(() => emulation.setFaults(remaining));
}

async function postClock({ emulation, loop, body }: ControlRequest): Promise<ControlAnswer> {
  const parsed = clockChange.safeParse(body);
  if (!parsed.success) {
    const { path, detail } = firstProblem(parsed.error);
    return refuse(400, `Cannot change the clock: ${path}: ${detail}`);
  }
  changeClock(emulation.clock, parsed.data);
  emulation.saveClock();
  await loop.scan();
  return ok(describeClock(emulation.clock));
}

function ok(body: unknown): ControlAnswer {
  return { status: 200, body };
}

function done(change: () => void): ControlAnswer {
  change();
  return { status: 204 };
}

function refuse(status: number, message: string): ControlAnswer {
  return { status, body: { error: { message } } };
}

/** Body of `POST /_control/clock`, any of these: the clock is set and moved, and then stands or runs. */
const clockChange = z
  .strictObject({
    now: z.iso.datetime({ offset: true }).optional(),
    advanceMs: z.number().min(0).optional(),
    frozen: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, { message: 'Give now, advanceMs or frozen.' });

/** What the clock says, as the control API shows it. */
function describeClock(clock: EmulatorClock): { readonly now: string; readonly frozen: boolean } {
  return { now: new Date(clock.now()).toISOString(), frozen: clock.current().kind === 'frozen' };
}

/** Applies a change. */
function changeClock(clock: EmulatorClock, change: z.output<typeof clockChange>): void {
  // First, so that not even a millisecond passes between the time that was asked for and its stop.
  if (change.frozen === true) clock.freeze();
  if (change.now !== undefined) clock.moveTo(Date.parse(change.now));
  if (change.advanceMs !== undefined) clock.advance(change.advanceMs);
  if (change.frozen === false) clock.resume();
}
