const { app } = require('@azure/functions');
const df = require('durable-functions');

app.http('httpStart', {
  route: 'orchestrators/{orchestratorName}',
  methods: ['POST'],
  authLevel: 'anonymous',
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const input = await request.json();
    const instanceId = await client.startNew(request.params.orchestratorName, { input });
    context.log(`Orchestration '${request.params.orchestratorName}' has id '${instanceId}'.`);
    return client.createCheckStatusResponse(request, instanceId);
  },
});

// Waits a while for the result, and falls back on the status addresses.
app.http('httpSyncStart', {
  route: 'orchestrators/wait/{orchestratorName}',
  methods: ['POST'],
  authLevel: 'anonymous',
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const input = await request.json();
    const instanceId = await client.startNew(request.params.orchestratorName, { input });
    return client.waitForCompletionOrCreateCheckStatusResponse(request, instanceId, {
      timeoutInMilliseconds: Number(request.query.get('timeout') ?? '10') * 1000,
      retryIntervalInMilliseconds: 100,
    });
  },
});
