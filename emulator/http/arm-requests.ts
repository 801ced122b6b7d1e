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
import { DATA_MIGRATION_VERSIONS } from '../wire/api-version';
import type { OperationCall } from './operation-call';
import { findRoute, type Route, type RouteMatch } from './routes';
import { ServiceError, serviceErrors } from './service-errors';
import { refusedOutcome, withFaults, type Outcome } from './spoiled-outcome';
import { BodyError, jsonText, readJson, writeAnswer, type WireAnswer } from './wire-exchange';

const SQL_VERSION = /^\d{4}-\d{2}-\d{2}(-preview)?$/;

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
  const refusal = gateRefusal(request, query, match?.route);
  let body: unknown;
  let bodyProblem: string | undefined;
  try {
    body = await readJson(request);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    bodyProblem = error.message;
  }
  const facts = {
    method,
    path,
    operation: match?.route.name ?? ('unsupported' as const),
    database: match?.params.database,
  };
  const faults = refusal ? [] : applyFaults(emulation, facts);
  await pause(faults, 'before');
  const run = (): Outcome => {
    if (refusal) return refusedOutcome(refusal);
    if (bodyProblem !== undefined)
      return refusedOutcome(serviceErrors.invalidParameter('body', `${bodyProblem}.`));
    if (!match) return refusedOutcome(serviceErrors.notImplemented(`${method} ${path}`));
    const baseUrl = `http://${request.headers.host ?? '127.0.0.1'}`;
    return carryOut(match, { query, rawQuery, body, baseUrl, path }, emulation);
  };
  const { outcome, ending } = withFaults(faults, run);
  emulation.requests.add({
    at: new Date(emulation.clock.now()).toISOString(),
    method,
    path,
    kind: facts.operation,
    apiVersion: query.get('api-version') ?? undefined,
    database: facts.database,
    operationId: operationIdOf(body, query),
    status: ending === 'reset' ? undefined : outcome.answer.status,
    accepted: outcome.accepted,
    faults: faults.map((fault) => fault.kind),
  });
  await pause(faults, 'after');
  if (ending === 'reset') request.socket.destroy();
  else writeAnswer(response, withServiceHeaders(outcome.answer, method));
}

function gateRefusal(
  request: IncomingMessage,
  query: URLSearchParams,
  route: Route | undefined,
): ServiceError | undefined {
  if (!/^Bearer \S+/i.test(request.headers.authorization ?? '')) return serviceErrors.authenticationMissing();
  const version = query.get('api-version');
  if (version === null || version === '') return serviceErrors.apiVersionMissing();
  if (route === undefined) return undefined;
  const known: readonly string[] = DATA_MIGRATION_VERSIONS;
  if (route.provider === 'Microsoft.Sql') {
    if (SQL_VERSION.test(version)) return undefined;
    return serviceErrors.apiVersionUnknown(version, 'managedInstances', ['2023-08-01']);
  }
  return known.includes(version)
    ? undefined
    : serviceErrors.apiVersionUnknown(version, 'databaseMigrations', known);
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

function carryOut(
  { route, params }: RouteMatch,
  call: Pick<OperationCall, 'query' | 'rawQuery' | 'body' | 'baseUrl' | 'path'>,
  emulation: Emulation,
): Outcome {
  const apiVersion = call.query.get('api-version') ?? '';
  try {
    const answer = route.operation({ ...call, params, apiVersion, targetKind: route.targetKind }, emulation);
    const text = answer.body && jsonText(answer.body);
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
  const limit: Readonly<Record<string, string>> =
    method === 'GET'
      ? { 'x-ms-ratelimit-remaining-subscription-reads': '1099' }
      : { 'x-ms-ratelimit-remaining-subscription-writes': '199' };
  const id = randomUUID();
  const headers = { ...limit, 'x-ms-request-id': id, 'x-ms-correlation-request-id': id, ...answer.headers };
  return { ...answer, headers };
}

function operationIdOf(body: unknown, query: URLSearchParams): string | undefined {
  const fromQuery = query.get('migrationOperationId');
  if (fromQuery !== null) return fromQuery;
  if (typeof body !== 'object' || body === null || !('migrationOperationId' in body)) return undefined;
  return typeof body.migrationOperationId === 'string' ? body.migrationOperationId : undefined;
}

function splitOnce(url: string): readonly [string, string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
