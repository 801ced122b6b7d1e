// Activities, ids, retries, timers and sub-orchestrations, the two unsafe patterns among them.
import { appendFileSync, existsSync } from 'node:fs';
import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { passGate, tell } from './memory.js';

const tries = new Map();
const retryTwice = new df.RetryOptions(10, 3);
const after = (context, milliseconds) => new Date(context.df.currentUtcDateTime.getTime() + milliseconds);
const firstLine = (error) => error.message.split('\n')[0].trim();

df.app.setExceptionPropertiesProvider({
  getExceptionProperties: (error) => (error.code === undefined ? undefined : { code: error.code }),
});

// What the trigger of the orchestrator 'child' is handed.
app.hook.preInvocation(({ inputs: [payload], invocationContext }) => {
  if (invocationContext.functionName === 'child') tell(`payload ${payload.instanceId}`, payload);
});

df.app.activity('say', { handler: (name) => `said ${name}` });
df.app.activity('echo', { handler: (value) => value });
df.app.activity('square', { handler: (number) => number * number });
df.app.activity('told', { handler: ({ about, ...details }) => tell(about, details) });
df.app.activity('gated', {
  handler: async ({ gate }) => {
    tell(`gated ${gate}`);
    await passGate(gate);
    tell(`through ${gate}`);
    return gate;
  },
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
// The effect is a line in a file; its first run never comes to the end.
df.app.activity('effectThenHang', {
  handler: ({ file, line }) => {
    const first = !existsSync(file);
    appendFileSync(file, `${line}\n`);
    return first ? new Promise(() => undefined) : line;
  },
});
df.app.orchestration('transfers', function* (context) {
  return yield context.df.callActivity('effectThenHang', context.df.getInput());
});

df.app.orchestration('fanOut', function* (context) {
  const numbers = Array.from({ length: context.df.getInput().count }, (_, number) => number);
  return yield context.df.Task.all(numbers.map((number) => context.df.callActivity('square', number)));
});
df.app.orchestration('sequence', function* (context) {
  const { about, steps } = context.df.getInput();
  for (let step = 0; step < steps; step++) yield context.df.callActivity('told', { about, step });
});

// Every look at the clock, at randomness and at isReplaying is told, in every replay.
df.app.orchestration('pure', function* (context) {
  const { about, steps } = context.df.getInput();
  const looks = [];
  for (let step = 0; step < steps; step++) {
    const { isReplaying, currentUtcDateTime } = context.df;
    const look = { step, at: currentUtcDateTime.toISOString(), guid: context.df.newGuid(`${step}`) };
    tell(about, { isReplaying, ...look });
    looks.push(look);
    yield context.df.callActivity('say', look.guid);
  }
  yield context.df.waitForExternalEvent('end');
  return looks;
});

df.app.orchestration('retries', function* (context) {
  const { key, until, attempts = 3, first = 10, coefficient, longest } = context.df.getInput();
  const options = new df.RetryOptions(first, attempts);
  if (coefficient !== undefined) options.backoffCoefficient = coefficient;
  if (longest !== undefined) options.maxRetryIntervalInMilliseconds = longest;
  return yield context.df.callActivityWithRetry('failUntil', options, { key, until });
});
df.app.orchestration('afterExhausted', function* (context) {
  try {
    yield context.df.callActivityWithRetry('failUntil', retryTwice, {
      key: context.df.instanceId,
      until: 99,
    });
  } catch (error) {
    return `${firstLine(error)} | ${yield context.df.callActivity('say', 'after')}`;
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
df.app.orchestration('failsWithCode', function* (context) {
  yield context.df.callActivity('failWithCode', 'GAP');
});
df.app.orchestration('throwsLate', function* (context) {
  yield context.df.callActivity('say', 'first');
  throw new Error('on purpose');
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
df.app.orchestration('parentOfUnnamed', function* (context) {
  yield context.df.callActivity('say', 'this takes id 0');
  return [
    yield context.df.callSubOrchestrator('whoAmI', {}),
    yield context.df.callSubOrchestrator('whoAmI', {}),
  ];
});
df.app.orchestration('whoAmI', function* (context) {
  return context.df.instanceId;
});
df.app.orchestration('parentOfFailing', function* (context) {
  try {
    yield context.df.callSubOrchestratorWithRetry('fails', retryTwice, {}, `${context.df.instanceId}-child`);
  } catch (error) {
    return firstLine(error);
  }
});
df.app.orchestration('parentOf', function* (context) {
  const { child, id, input = {} } = context.df.getInput();
  try {
    return yield context.df.callSubOrchestrator(child, input, id);
  } catch (error) {
    return firstLine(error);
  }
});

df.app.activity('typeOf', { handler: (value) => typeof value });
df.app.orchestration('withoutInput', function* (context) {
  return [yield context.df.callActivity('typeOf'), yield context.df.callActivity('typeOf', null)];
});
df.app.orchestration('types', function* (context) {
  const values = ['text', '123', '{"a":1}', 5, 1.5, true, false, null, { a: [1], b: true }, [1, 'two'], ''];
  const results = [];
  for (const value of values) results.push(yield context.df.callActivity('echo', value));
  return results;
});
df.app.orchestration('large', function* (context) {
  const { text } = context.df.getInput();
  const echoed = yield context.df.callActivity('echo', text);
  const event = yield context.df.waitForExternalEvent('more');
  context.df.setCustomStatus({ length: event.length });
  return { echoed, event };
});

df.app.orchestration('waitsLong', function* (context) {
  yield context.df.createTimer(after(context, context.df.getInput().milliseconds));
  return context.df.currentUtcDateTime.toISOString();
});
df.app.orchestration('cancels', function* (context) {
  const timer = context.df.createTimer(after(context, 3_600_000));
  const said = context.df.callActivity('say', 'first');
  yield context.df.Task.any([said, timer]);
  timer.cancel();
  return said.result;
});
df.app.orchestration('openTimer', function* (context) {
  const timer = context.df.createTimer(after(context, 2_000));
  const said = context.df.callActivity('say', 'first');
  yield context.df.Task.any([said, timer]);
  return said.result;
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

let generation = 0;
df.app.orchestration('nonDeterministic', function* (context) {
  generation += 1;
  if (generation % 2 === 1) yield context.df.callActivity('say', 'odd');
  else yield context.df.createTimer(after(context, 1));
  return 'never';
});

// Hazard A: a retrying activity raced against a timer; the first try fails, a later one wins.
df.app.orchestration('hazardA', function* (context) {
  const { failing } = context.df.getInput();
  const work = context.df.callActivityWithRetry('failUntil', retryTwice, {
    key: context.df.instanceId,
    until: failing ? 2 : 1,
  });
  const timer = context.df.createTimer(after(context, 60_000));
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
