// External events and continueAsNew.
import * as df from 'durable-functions';

const after = (context, milliseconds) => new Date(context.df.currentUtcDateTime.getTime() + milliseconds);

df.app.orchestration('waits', function* (context) {
  return yield context.df.waitForExternalEvent('go');
});

df.app.orchestration('gatedWork', function* (context) {
  return yield context.df.callActivity('gated', context.df.getInput());
});

df.app.orchestration('collects', function* (context) {
  const values = [];
  while (values.length < context.df.getInput().count)
    values.push(yield context.df.waitForExternalEvent('value'));
  return values;
});

// Two waiters of one name at a time: an event for the newer one ends the race, one for the older would not.
df.app.orchestration('twoWaiters', function* (context) {
  const { gate } = context.df.getInput();
  const older = context.df.waitForExternalEvent('one');
  const work = context.df.callActivity('gated', { gate });
  const newer = context.df.waitForExternalEvent('one');
  yield context.df.Task.any([context.df.Task.all([older, work]), newer]);
  yield context.df.callActivity('told', { about: `over ${gate}` });
  return newer.result;
});

df.app.orchestration('collect', function* (context) {
  const { sum, left } = context.df.getInput();
  const value = yield context.df.waitForExternalEvent('add');
  if (left === 1) return sum + value;
  context.df.continueAsNew({ sum: sum + value, left: left - 1 });
});

// The first generation waits behind a gate, the second for an event or a moment.
df.app.orchestration('eventsAround', function* (context) {
  const { gate, round } = context.df.getInput();
  if (round === 1) {
    yield context.df.callActivity('gated', { gate });
    context.df.continueAsNew({ gate, round: 2 });
    return;
  }
  const event = context.df.waitForExternalEvent('word');
  const timer = context.df.createTimer(after(context, 400));
  if ((yield context.df.Task.any([event, timer])) === timer) return 'nothing came';
  timer.cancel();
  return event.result;
});

df.app.orchestration('stringAgain', function* (context) {
  const input = context.df.getInput();
  if (typeof input === 'string') return input;
  context.df.continueAsNew('plain');
});

df.app.orchestration('generations', function* (context) {
  const { round, rounds } = context.df.getInput();
  yield context.df.callActivity('say', String(round));
  if (round === rounds) return { round, instanceId: context.df.instanceId };
  context.df.continueAsNew({ round: round + 1, rounds });
});
