/**
 * Client of the Azure management API for the product's engines.
 *
 * Two ways out: `read` may repeat itself within a bound, `change` never does. The library re-sends a POST up to four
 * times by default on 429, 5xx and resets; so neither way has its retry or redirect policy, and repeating is done
 * above the pipeline, by `read` alone.
 */
import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  logPolicy,
  proxyPolicy,
  setClientRequestIdPolicy,
  tracingPolicy,
  userAgentPolicy,
  type HttpClient,
  type Pipeline,
} from '@azure/core-rest-pipeline';
import { subscriptionOf } from '../../core/engine/resource-id';
import type { ArmAnswer, NoResponse } from './arm-answer';
import { systemClock, type ArmClock } from './arm-clock';
import { parseArmEndpoint, resolveArmUrl, type ArmEndpoint } from './arm-endpoint';
import { readWithRetries } from './arm-read';
import { sendOnce } from './arm-send';
import { armTokenPolicy, createTokenSource } from './arm-token';
import { ReadBudgets } from './read-budget';

/** How to build a client. */
export interface ArmClientOptions {
  /** `https://management.azure.com`, another cloud's, or an emulator on loopback. */
  readonly endpoint: string;
  /** `DefaultAzureCredential` or alike; for an emulator `loopbackCredential()`. */
  readonly credential: TokenCredential;
  /** Shared by all clients of the process; a private one when absent. */
  readonly budgets?: ReadBudgets;
  /** OAuth scope, when it is not `<endpoint>/.default`. */
  readonly scope?: string;
  /** Milliseconds for one exchange; 10,000 when absent. */
  readonly timeoutMs?: number;
  readonly clock?: ArmClock;
  readonly http?: HttpClient;
  /** Spreads retries; `Math.random` when absent. */
  readonly random?: () => number;
}

/** A request that changes something. */
export interface ArmChange {
  readonly method: 'PUT' | 'POST' | 'DELETE';
  /** Path and query on the endpoint. */
  readonly path: string;
  readonly body?: unknown;
  /** Epoch milliseconds; compared immediately before the request is written. */
  readonly deadline?: number;
  /** Values in the body that must not be seen again. */
  readonly secrets?: readonly string[];
}

/** The two ways out. */
export interface ArmClient {
  readonly endpoint: ArmEndpoint;
  readonly clock: ArmClock;
  /** GETs a path of the endpoint or a URL it handed out; at most 3 retries and 30 s in all. Never throws. */
  read(pathOrUrl: string): Promise<ArmAnswer | NoResponse>;
  /** Sends a change exactly once, on a connection of its own. Never throws. */
  change(change: ArmChange): Promise<ArmAnswer | NoResponse>;
}

const PRODUCT = 'sqlmi-cutover/0.1';

/**
 * Builds a client.
 *
 * @throws {InvalidArmEndpointError} When the endpoint is not one a token may be sent to.
 */
export function createArmClient(options: ArmClientOptions): ArmClient {
  const endpoint = parseArmEndpoint(options.endpoint, options.scope);
  const clock = options.clock ?? systemClock;
  const budgets = options.budgets ?? new ReadBudgets();
  const timeoutMs = options.timeoutMs ?? 10_000;
  const random = options.random ?? Math.random;
  const transport = {
    pipeline: createArmPipeline(endpoint, options.credential, clock),
    http: options.http ?? createDefaultHttpClient(),
    clock,
  };

  return {
    endpoint,
    clock,
    async read(pathOrUrl) {
      const target = resolveArmUrl(endpoint, pathOrUrl);
      if (target.kind === 'refused') return refusal(target.reason);
      const budget = budgets.of(subscriptionOf(target.url.pathname), clock.now().getTime());
      const send = () => sendOnce(transport, { method: 'GET', url: target.url, timeoutMs });
      return readWithRetries(send, budget, clock, random);
    },
    async change({ method, path, body, deadline, secrets }) {
      const target = resolveArmUrl(endpoint, path);
      if (target.kind === 'refused') return refusal(target.reason);
      return sendOnce(transport, {
        method,
        url: target.url,
        timeoutMs,
        freshConnection: true,
        ...(body !== undefined && { body }),
        ...(deadline !== undefined && { deadline }),
        ...(secrets !== undefined && { secrets }),
      });
    },
  };
}

/**
 * The policies every request passes: identity, request id, proxy, log, token. Nothing in it sends twice.
 *
 * It asks for no compression: the library does not notice when a compressed answer breaks off.
 */
export function createArmPipeline(
  endpoint: ArmEndpoint,
  credential: TokenCredential,
  clock: ArmClock,
): Pipeline {
  const pipeline = createEmptyPipeline();
  if (!endpoint.loopback) pipeline.addPolicy(proxyPolicy());
  pipeline.addPolicy(userAgentPolicy({ userAgentPrefix: PRODUCT }));
  pipeline.addPolicy(setClientRequestIdPolicy());
  pipeline.addPolicy(tracingPolicy({ userAgentPrefix: PRODUCT }));
  pipeline.addPolicy(logPolicy());
  pipeline.addPolicy(armTokenPolicy(endpoint, createTokenSource(credential, endpoint, clock)), {
    phase: 'Sign',
  });
  return pipeline;
}

function refusal(reason: string): NoResponse {
  return {
    kind: 'noResponse',
    code: 'urlRefused',
    certainlyNotSent: true,
    reason: `Cannot send the request: ${reason}`,
  };
}
