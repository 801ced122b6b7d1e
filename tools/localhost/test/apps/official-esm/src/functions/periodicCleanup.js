import { app } from '@azure/functions';
import * as df from 'durable-functions';

let cleanups = 0;

// An eternal orchestration: it never completes, it is ended.
df.app.orchestration('periodicCleanup', function* (context) {
  yield context.df.callActivity('cleanUp');
  const next = new Date(context.df.currentUtcDateTime.getTime() + 20);
  yield context.df.createTimer(next);
  context.df.continueAsNew(undefined);
});

df.app.activity('cleanUp', {
  handler: () => {
    cleanups += 1;
  },
});

app.http('cleanups', { methods: ['GET'], handler: () => ({ jsonBody: { cleanups } }) });

app.http('startEternal', {
  methods: ['POST'],
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const instanceId = 'StaticId';
    await client.startNew('periodicCleanup', { instanceId });
    return client.createCheckStatusResponse(request, instanceId);
  },
});

app.http('stopEternal', {
  methods: ['POST'],
  extraInputs: [df.input.durableClient()],
  handler: async (_, context) => {
    await df.getClient(context).terminate('StaticId', 'enough');
    return { status: 202 };
  },
});
