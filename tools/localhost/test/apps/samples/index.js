// Apps of the shape of the official Durable Functions samples.
const { app } = require('@azure/functions');
const df = require('durable-functions');

df.app.activity('say', { handler: (name) => `Hello ${name}` });
df.app.activity('square', { handler: (number) => number * number });
df.app.activity('echo', { handler: (value) => value });
df.app.activity('fail', {
  handler: (message) => {
    throw new Error(message);
  },
});

df.app.orchestration('hello', function* (context) {
  const greetings = [];
  for (const city of ['Tokyo', 'Seattle', 'London'])
    greetings.push(yield context.df.callActivity('say', city));
  return greetings;
});

df.app.orchestration('fanOut', function* (context) {
  const { count } = context.df.getInput();
  const tasks = Array.from({ length: count }, (_, number) => context.df.callActivity('square', number));
  const squares = yield context.df.Task.all(tasks);
  return squares.reduce((sum, square) => sum + square, 0);
});

df.app.orchestration('approval', function* (context) {
  const { milliseconds } = context.df.getInput();
  context.df.setCustomStatus({ waitingFor: 'approve' });
  const deadline = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + milliseconds));
  const approved = context.df.waitForExternalEvent('approve');
  const winner = yield context.df.Task.any([approved, deadline]);
  if (winner === deadline) return 'too late';
  deadline.cancel();
  return { by: approved.result.by };
});

df.app.orchestration('eternal', function* (context) {
  const { round, rounds } = context.df.getInput();
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 5));
  yield context.df.callActivity('say', String(round));
  if (round === rounds) return round;
  context.df.continueAsNew({ round: round + 1, rounds });
});

df.app.activity('slowSquare', {
  handler: (number) => new Promise((done) => setTimeout(done, 10, number * number)),
});
df.app.orchestration('slowSteps', function* (context) {
  const { steps } = context.df.getInput();
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += yield context.df.callActivity('slowSquare', step);
  return sum;
});

df.app.orchestration('steps', function* (context) {
  const { steps } = context.df.getInput();
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += yield context.df.callActivity('square', step);
  return sum;
});

app.http('start', {
  route: 'start/{name}',
  methods: ['POST'],
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const id = await client.startNew(request.params.name, { input: await request.json() });
    return client.createCheckStatusResponse(request, id);
  },
});
