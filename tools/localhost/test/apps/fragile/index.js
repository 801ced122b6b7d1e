// Everything by which user code can take its process down. With FRAGILE_MARKER set, every load after the first fails.
const { existsSync, writeFileSync } = require('node:fs');
const { app } = require('@azure/functions');
const df = require('durable-functions');

const marker = process.env.FRAGILE_MARKER;
if (marker !== undefined) {
  if (existsSync(marker)) {
    if (process.env.FRAGILE_LOAD === 'spins') for (;;);
    throw new Error('it does not load twice');
  }
  writeFileSync(marker, '');
}

const ways = {
  exit: () => process.exit(3),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  throwLater: () =>
    setImmediate(() => {
      throw new Error('thrown by a timer');
    }),
  rejectUnheard: () => void Promise.reject(new Error('nobody listens')),
  spin: () => {
    for (;;);
  },
};

app.http('pid', { methods: ['GET'], handler: () => ({ body: String(process.pid) }) });
app.http('die', {
  methods: ['POST'],
  route: 'die/{way}',
  handler: (request) => {
    ways[request.params.way]();
    return new Promise(() => undefined);
  },
});

df.app.activity('slow', { handler: () => new Promise((done) => setTimeout(done, 300, 'slow')) });
df.app.orchestration('patient', function* (context) {
  return yield context.df.callActivity('slow', {});
});
