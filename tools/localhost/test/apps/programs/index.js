// Interprets programs that keep to the combinator rule; made and judged by random-programs.test.ts.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as df from 'durable-functions';

df.app.activity('echo', { handler: (value) => value });

/** Fails as often as asked; counts in a file, because a process may die between two tries. */
df.app.activity('flaky', {
  handler: ({ key, failures, value }) => {
    const file = join(process.env.PROGRAM_TRIES, key.replaceAll('/', '-'));
    appendFileSync(file, '.');
    const tries = readFileSync(file).length;
    if (tries <= failures) throw new Error(`try ${tries} of ${key}`);
    return value;
  },
});

df.app.activity('raise', {
  extraInputs: [df.input.durableClient()],
  handler: ({ id, name, value }, context) => df.getClient(context).raiseEvent(id, name, value),
});

df.app.orchestration('program', function* (context) {
  const { steps, done = [] } = context.df.getInput();
  const results = [...done];
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'again') {
      context.df.continueAsNew({ steps: steps.slice(index + 1), done: results });
      return null;
    }
    results.push(yield* runStep(context, step, `${context.df.instanceId}/${results.length}`));
  }
  return results;
});

df.app.orchestration('flakyProgram', function* (context) {
  const { key, failures, value } = context.df.getInput();
  return yield context.df.callActivity('flaky', { key, failures, value });
});

const sixTries = new df.RetryOptions(5, 6);

function* runStep(context, step, key) {
  const { df: durable } = context;
  const later = (milliseconds) =>
    durable.createTimer(new Date(durable.currentUtcDateTime.getTime() + milliseconds));
  switch (step.kind) {
    case 'retry':
      return yield durable.callActivityWithRetry('flaky', sixTries, { key, ...step });
    case 'retrySub':
      return yield durable.callSubOrchestratorWithRetry(
        'flakyProgram',
        sixTries,
        { key, ...step },
        idOf(key),
      );
    case 'caught':
      try {
        return yield durable.callActivity('flaky', { key, failures: 9999 });
      } catch {
        return 'caught';
      }
    case 'timer':
      yield later(step.milliseconds);
      return 'timer';
    case 'race': {
      const work = workOf(durable, step.work, key);
      const timer = later(step.milliseconds);
      const winner = yield durable.Task.any([work.task, timer]);
      if (winner !== timer) timer.cancel();
      else yield work.task;
      return work.value();
    }
    case 'late': {
      const never = durable.waitForExternalEvent(`${key}/never`);
      const timer = later(step.milliseconds);
      return (yield durable.Task.any([never, timer])) === timer ? 'late' : 'early';
    }
    case 'event': {
      const event = { id: durable.instanceId, name: idOf(`${key}/event`), value: step.value };
      yield durable.callActivity('raise', event);
      const waiting = durable.waitForExternalEvent(event.name);
      const timer = later(60_000);
      yield durable.Task.any([waiting, timer]);
      timer.cancel();
      return waiting.result;
    }
    case 'eventMeanwhile': {
      const event = { id: durable.instanceId, name: idOf(`${key}/event`), value: step.value };
      const waiting = durable.waitForExternalEvent(event.name);
      return (yield durable.Task.all([durable.callActivity('raise', event), waiting]))[1];
    }
    default: {
      const work = workOf(durable, step, key);
      yield work.task;
      return work.value();
    }
  }
}

/** A step that may stand inside a combinator: its task, and its value once that is done. */
function workOf(durable, step, key) {
  switch (step.kind) {
    case 'call':
      return valued(durable.callActivity('echo', step.value));
    case 'sub':
      return valued(durable.callSubOrchestrator('program', { steps: step.steps }, idOf(key)));
    case 'all': {
      const children = step.children.map((child, index) => workOf(durable, child, `${key}/${index}`));
      const task = durable.Task.all(children.map((child) => child.task));
      return { task, value: () => children.map((child) => child.value()) };
    }
    case 'any': {
      const children = step.children.map((child, index) => workOf(durable, child, `${key}/${index}`));
      const task = durable.Task.any(children.map((child) => child.task));
      return { task, value: () => children.find((child) => child.task === task.result).value() };
    }
  }
}

function valued(task) {
  return { task, value: () => task.result };
}

function idOf(key) {
  return key.replaceAll('/', '-');
}
