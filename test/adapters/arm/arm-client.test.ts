import { createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline';
import { readRetryAfter } from '../../../shared/adapters/arm/arm-answer';
import { createArmClient, createArmPipeline } from '../../../shared/adapters/arm/arm-client';
import { parseArmEndpoint } from '../../../shared/adapters/arm/arm-endpoint';
import { sendOnce } from '../../../shared/adapters/arm/arm-send';
import {
  armTokenPolicy,
  createTokenSource,
  loopbackCredential,
} from '../../../shared/adapters/arm/arm-token';
import { manualClock } from '../dms/dms-fixture';
import { startTinyArm } from './tiny-arm';

const PUBLIC = parseArmEndpoint('https://management.azure.com');

test.each([
  ['15', 15],
  [' 0 ', 0],
  ['Sat, 21 Nov 2026 00:00:30 GMT', 30],
  ['Fri, 20 Nov 2026 00:00:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After "%s" is %s', (value, seconds) => {
  expect(readRetryAfter(value, Date.parse('2026-11-21T00:00:00Z'))).toBe(seconds);
});

describe('the pipeline', () => {
  const names = (endpoint: string) =>
    createArmPipeline(parseArmEndpoint(endpoint), loopbackCredential(), manualClock())
      .getOrderedPolicies()
      .map((policy) => policy.name);

  test('has nothing that sends twice, and the token is its last word', () => {
    expect(
      names('https://management.azure.com').filter((name) => /retry|redirect|bearer/i.test(name)),
    ).toEqual([]);
    expect(names('https://management.azure.com').at(-1)).toBe('armTokenPolicy');
  });

  test('keeps loopback off the proxy', () => {
    expect(names('https://management.azure.com')).toContain('proxyPolicy');
    expect(names('http://127.0.0.1:1')).not.toContain('proxyPolicy');
  });
});

test('a policy that repeats a request cannot make it be sent twice', async () => {
  const clock = manualClock();
  const pipeline = createArmPipeline(PUBLIC, loopbackCredential(), clock);
  pipeline.addPolicy({
    name: 'stubborn',
    async sendRequest(request, next) {
      await next(request);
      return next(request);
    },
  });
  let sent = 0;
  const http: HttpClient = {
    sendRequest: (request) => (
      (sent += 1),
      Promise.resolve({ request, status: 503, headers: request.headers })
    ),
  };
  const url = new URL('https://management.azure.com/x');
  const answer = await sendOnce({ pipeline, http, clock }, { method: 'POST', url, timeoutMs: 1000 });
  expect(sent).toBe(1);
  expect(answer).toMatchObject({ kind: 'noResponse', certainlyNotSent: false });
});

test('the token policy itself refuses another origin and plain http', async () => {
  const policy = armTokenPolicy(PUBLIC, createTokenSource(loopbackCredential(), PUBLIC, manualClock()));
  const next = jest.fn();
  for (const url of ['https://example.com/x', 'http://management.azure.com/x']) {
    await expect(policy.sendRequest(createPipelineRequest({ url }), next)).rejects.toMatchObject({
      code: 'UrlRefused',
    });
  }
  expect(next).not.toHaveBeenCalled();
});

describe('tokens', () => {
  function source(...lifetimes: number[]) {
    const clock = manualClock(0);
    let fetched = 0;
    const getToken = jest.fn(async () => {
      const lifetime = lifetimes[fetched] ?? -1;
      if (lifetime < 0) throw new Error('offline');
      fetched += 1;
      return { token: `t${fetched}`, expiresOnTimestamp: clock.now().getTime() + lifetime };
    });
    return { clock, getToken, tokens: createTokenSource({ getToken }, PUBLIC, clock) };
  }

  test('are fetched once for all who wait, for the endpoint’s own scope', async () => {
    const { tokens, getToken } = source(3_600_000);
    expect(await Promise.all([tokens.token(), tokens.token()])).toEqual(['t1', 't1']);
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(getToken).toHaveBeenCalledWith('https://management.azure.com/.default', expect.anything());
  });

  test('are renewed before they end', async () => {
    const { tokens, clock } = source(600_000, 600_000);
    await tokens.token();
    clock.set(500_000);
    expect(await tokens.token()).toBe('t2');
  });

  test('that cannot be had are an error without the credential’s secrets', async () => {
    const { tokens } = source();
    await expect(tokens.token()).rejects.toMatchObject({
      code: 'NoToken',
      message: expect.stringContaining('offline'),
    });
  });
});

test.each(['127.0.0.1', '[::1]', 'localhost'])('reaches a server on %s', async (host) => {
  const server = await startTinyArm(host === '[::1]' ? '::1' : '127.0.0.1');
  server.otherwise(() => ({ body: { ok: true } }));
  const endpoint = `http://${host}:${new URL(server.origin).port}`;
  const arm = createArmClient({ endpoint, credential: loopbackCredential() });
  expect(await arm.read('/x')).toMatchObject({ status: 200, json: { ok: true } });
  await server.close();
});
