// Functions that never end, under a functionTimeout of two seconds.
const { writeSync } = require('node:fs');
const { app } = require('@azure/functions');
const df = require('durable-functions');

df.app.activity('spin', {
  handler: () => {
    writeSync(2, 'spin begins\n');
    for (;;);
  },
});
df.app.activity('patient', { handler: () => new Promise((done) => setTimeout(done, 300, 'done')) });
df.app.orchestration('spins', function* (context) {
  return yield context.df.callActivity('spin', {});
});
df.app.orchestration('works', function* (context) {
  return yield context.df.callActivity('patient', {});
});
app.http('hangs', { methods: ['GET'], handler: () => new Promise(() => undefined) });
app.http('fine', { methods: ['GET'], handler: () => ({ body: 'fine' }) });
