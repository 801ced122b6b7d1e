/**
 * Answers requests to the emulated API: authentication, version, faults, the operation, the log.
 *
 * The order is Azure Resource Manager's: a request without a token is never looked at, one without a version never
 * reaches the provider. Faults come after both, so that a request made wrongly uses none up.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulation } from '../emulation';
import type { AnswerFault } from '../faults/fault';
import { selectFaults } from '../faults/match-fault';
import { writeJson } from '../wire/json';
import type { OperationCall } from './operation-call';
import { databasesOf, lastBackupNameOf, operationIdOf } from './request-facts';
import { gateRefusal } from './request-gate';
import type { RouteMatch } from './route';
import { findRoute } from './routes';
import { ServiceError, serviceErrors } from './service-errors';
import { refusedOutcome, withFaults, type Outcome } from './spoiled-outcome';
import { BodyError, readJson, writeAnswer, type WireAnswer } from './wire-exchange';

const LIMITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GET: { 'x-ms-ratelimit-remaining-subscription-reads': '1099' },
  DELETE: { 'x-ms-ratelimit-remaining-subscription-deletes': '799' },
};

/** Answers one request; never throws for anything a caller may send. */
export async function answerArmRequest(
  request: IncomingMessage,
  response: ServerResponse,
  emulation: Emulation,
): Promise<void> {
  const method = request.method ?? 'GET';
  const [path, rawQuery] = splitOnce(request.url ?? '/');
  const query = new URLSearchParams(rawQuery);
  const match = findRoute(method, path);
  const refusal = gateRefusal(request, query, match?.route.versions);
  const { body, problem } = await readBody(request);
  const facts = {
    method,
    path,
    operation: match?.route.name ?? ('unsupported' as const),
    databases: databasesOf(match, body, emulation),
  };
  const faults = refusal ? [] : applyFaults(emulation, facts);
  await pause(faults, 'before');
  const run = async (): Promise<Outcome> => {
    if (refusal) return refusedOutcome(refusal);
    if (problem !== undefined) return refusedOutcome(serviceErrors.invalidParameter('body', `${problem}.`));
    if (!match) return refusedOutcome(serviceErrors.notImplemented(`${method} ${path}`));
    const baseUrl = `http://${request.headers.host ?? '127.0.0.1'}`;
    return carryOut(match, { query, rawQuery, body, baseUrl, path }, emulation);
  };
  const { outcome, ending } = await withFaults(faults, run);
  emulation.requests.add({
    at: new Date(emulation.clock.now()).toISOString(),
    method,
    path,
    kind: facts.operation,
    engine: match?.route.engine,
    apiVersion: query.get('api-version') ?? undefined,
    database: facts.databases.length === 1 ? facts.databases[0] : undefined,
    operationId: operationIdOf(body, query),
    lastBackupName: lastBackupNameOf(match, body),
    status: ending === 'reset' ? undefined : outcome.answer.status,
    accepted: outcome.accepted,
    faults: faults.map((fault) => fault.kind),
  });
  await pause(faults, 'after');
  if (ending === 'reset') request.socket.destroy();
  else writeAnswer(response, withServiceHeaders(outcome.answer, method));
}

async function readBody(
  request: IncomingMessage,
): Promise<{ readonly body?: unknown; readonly problem?: string }> {
  try {
    return { body: await readJson(request) };
  } catch (error) {
    if (error instanceof BodyError) return { problem: error.message };
    throw error;
  }
}

function applyFaults(
  emulation: Emulation,
  facts: Parameters<typeof selectFaults>[1],
): readonly AnswerFault[] {
  const { applied, remaining } = selectFaults(emulation.faults(), facts);
  const changed =
    remaining.length !== emulation.faults().length || remaining.some((f, i) => f !== emulation.faults()[i]);
  if (changed) emulation.setFaults(remaining);
  return applied;
}

async function carryOut(
  { route, params }: RouteMatch,
  call: Pick<OperationCall, 'query' | 'rawQuery' | 'body' | 'baseUrl' | 'path'>,
  emulation: Emulation,
): Promise<Outcome> {
  const apiVersion = call.query.get('api-version') ?? '';
  try {
    const { operation, targetKind } = route;
    const answer = await operation({ ...call, params, apiVersion, targetKind }, emulation);
    const text = answer.body && writeJson(answer.body);
    return {
      answer: { status: answer.status, headers: answer.headers, text },
      body: answer.body,
      accepted: true,
    };
  } catch (error) {
    if (error instanceof ServiceError) return refusedOutcome(error);
    throw error;
  }
}

async function pause(faults: readonly AnswerFault[], when: 'before' | 'after'): Promise<void> {
  for (const fault of faults) if (fault.kind === 'slow' && fault.when === when) await sleep(fault.ms);
}

/** Names and plain values as recorded; the counters do not count. */
function withServiceHeaders(answer: WireAnswer, method: string): WireAnswer {
  const limit = LIMITS[method] ?? { 'x-ms-ratelimit-remaining-subscription-writes': '199' };
  const id = randomUUID();
  const headers = { ...limit, 'x-ms-request-id': id, 'x-ms-correlation-request-id': id, ...answer.headers };
  return { ...answer, headers };
}

function splitOnce(url: string): readonly [string, string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
