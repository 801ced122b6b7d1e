// Functions that never end, under a functionTimeout of one second.
const { app } = require('@azure/functions');
const df = require('durable-functions');

df.app.activity('spin', {
  handler: () => {
    for (;;);
  },
});
df.app.activity('patient', { handler: () => new Promise((done) => setTimeout(done, 600, 'done')) });
df.app.orchestration('spins', function* (context) {
  return yield context.df.callActivity('spin', {});
});
df.app.orchestration('works', function* (context) {
  return yield context.df.callActivity('patient', {});
});
app.http('hangs', { methods: ['GET'], handler: () => new Promise(() => undefined) });
app.http('fine', { methods: ['GET'], handler: () => ({ body: 'fine' }) });
