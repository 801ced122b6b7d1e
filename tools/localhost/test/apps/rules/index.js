// An ES module app: retries, sub-orchestrations, events, timers, failures, and the two unsafe patterns.
import { app } from '@azure/functions';
import * as df from 'durable-functions';

const tries = new Map();
const retryTwice = new df.RetryOptions(10, 3);

df.app.setExceptionPropertiesProvider({
  getExceptionProperties: (error) => (error.code === undefined ? undefined : { code: error.code }),
});

df.app.activity('say', { handler: (name) => `said ${name}` });
df.app.activity('echo', { handler: (value) => value });
df.app.activity('slow', {
  handler: ({ milliseconds, value }) => new Promise((done) => setTimeout(done, milliseconds, value)),
});
df.app.activity('failUntil', {
  handler: ({ key, until }) => {
    const count = (tries.get(key) ?? 0) + 1;
    tries.set(key, count);
    if (count < until) throw new Error(`try ${count} of ${key}`);
    return count;
  },
});
df.app.activity('failWithCode', {
  handler: (code) => {
    throw Object.assign(new Error('coded'), { code });
  },
});
df.app.activity('die', { handler: () => process.exit(3) });
df.app.activity('dieOnce', {
  handler: async ({ marker }) => {
    const { existsSync, writeFileSync } = await import('node:fs');
    if (existsSync(marker)) return 'survived';
    writeFileSync(marker, '');
    process.exit(3);
  },
});

df.app.orchestration('retries', function* (context) {
  const { key, until } = context.df.getInput();
  return yield context.df.callActivityWithRetry('failUntil', retryTwice, { key, until });
});

df.app.orchestration('afterExhausted', function* (context) {
  try {
    yield context.df.callActivityWithRetry('failUntil', retryTwice, {
      key: context.df.instanceId,
      until: 99,
    });
  } catch (error) {
    return `${error.message.split('\n')[0]}| ${yield context.df.callActivity('say', 'after')}`;
  }
});

df.app.orchestration('codes', function* (context) {
  try {
    yield context.df.callActivity('failWithCode', 'GAP');
  } catch (error) {
    return {
      code: error.failureDetails.properties.code,
      type: error.failureDetails.errorType,
      message: error.failureDetails.errorMessage,
    };
  }
});

df.app.orchestration('fails', function* (context) {
  yield context.df.callActivity('failUntil', { key: context.df.instanceId, until: 99 });
});

df.app.orchestration('parent', function* (context) {
  const { children } = context.df.getInput();
  const calls = children.map((id) => context.df.callSubOrchestrator('child', { id }, id));
  return yield context.df.Task.all(calls);
});

df.app.orchestration('child', function* (context) {
  const { id } = context.df.getInput();
  return `${context.df.instanceId} of ${context.df.parentInstanceId}: ${yield context.df.callActivity('say', id)}`;
});

df.app.orchestration('parentOfFailing', function* (context) {
  try {
    yield context.df.callSubOrchestratorWithRetry('fails', retryTwice, {}, `${context.df.instanceId}-child`);
  } catch (error) {
    return error.message.split('\n')[0].trim();
  }
});

df.app.orchestration('parentOfRunning', function* (context) {
  try {
    yield context.df.callSubOrchestrator('waits', {}, context.df.getInput().id);
  } catch (error) {
    return error.message.split('\n')[0].trim();
  }
});

df.app.orchestration('waits', function* (context) {
  return yield context.df.waitForExternalEvent('go');
});

df.app.orchestration('twoEvents', function* (context) {
  const first = yield context.df.waitForExternalEvent('one');
  const second = yield context.df.waitForExternalEvent('one');
  return [first, second];
});

df.app.orchestration('collect', function* (context) {
  const { sum, left } = context.df.getInput();
  const value = yield context.df.waitForExternalEvent('add');
  if (left === 1) return sum + value;
  context.df.continueAsNew({ sum: sum + value, left: left - 1 });
});

df.app.orchestration('types', function* (context) {
  const values = ['text', '123', '{"a":1}', 5, 1.5, true, null, { a: [1] }, [1, 'two'], ''];
  const results = [];
  for (const value of values) results.push(yield context.df.callActivity('echo', value));
  return { same: JSON.stringify(results) === JSON.stringify(values), results };
});

df.app.orchestration('openTimer', function* (context) {
  const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 700));
  const said = context.df.callActivity('say', 'first');
  yield context.df.Task.any([said, timer]);
  return said.result;
});

df.app.orchestration('stringAgain', function* (context) {
  const input = context.df.getInput();
  if (typeof input === 'string') return input;
  context.df.continueAsNew('plain');
});

df.app.orchestration('missingActivity', function* (context) {
  yield context.df.callActivity('nobody', {});
});
df.app.orchestration('usesEntity', function* (context) {
  yield context.df.callEntity(new df.EntityId('counter', 'x'), 'get');
});
df.app.orchestration('usesHttp', function* (context) {
  yield context.df.callHttp({ method: 'GET', url: 'http://127.0.0.1:1/' });
});
df.app.orchestration('killsWorkerOnce', function* (context) {
  return yield context.df.callActivity('dieOnce', context.df.getInput());
});
df.app.orchestration('killsWorkerAlways', function* (context) {
  yield context.df.callActivity('die', {});
});

let generation = 0;
df.app.orchestration('nonDeterministic', function* (context) {
  generation += 1;
  if (generation % 2 === 1) yield context.df.callActivity('say', 'odd');
  else yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1));
  return 'never';
});

// Hazard A: a retrying activity raced against a timer; the first try fails, a later one wins.
df.app.orchestration('hazardA', function* (context) {
  const { failing } = context.df.getInput();
  const work = context.df.callActivityWithRetry('failUntil', retryTwice, {
    key: context.df.instanceId,
    until: failing ? 2 : 1,
  });
  const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  const winner = yield context.df.Task.any([work, timer]);
  if (winner === work) timer.cancel();
  yield context.df.callActivity('say', 'one');
  return yield context.df.callActivity('say', 'two');
});

// Hazard B: Task.all with a failing child beside a child that still has to retry.
df.app.orchestration('hazardB', function* (context) {
  const results = [];
  try {
    yield context.df.Task.all([
      context.df.callActivity('failUntil', { key: `${context.df.instanceId}-1`, until: 99 }),
      context.df.callActivityWithRetry('failUntil', retryTwice, {
        key: `${context.df.instanceId}-2`,
        until: 2,
      }),
    ]);
  } catch {
    for (const word of ['one', 'two'])
      results.push((yield context.df.callActivity('say', word)) ?? 'UNDEFINED');
  }
  return results;
});

app.http('ping', { methods: ['GET'], handler: () => ({ body: 'pong' }) });
