// A blob function whose runs are told by GET /api/seen.
const { app } = require('@azure/functions');

const seen = [];

app.storageBlob('content', {
  path: 'texts/{name}',
  connection: 'STORAGE',
  handler: (blob, context) => {
    seen.push({ trigger: 'content', text: blob.toString(), name: context.triggerMetadata.name });
  },
});

app.http('seen', { methods: ['GET'], handler: () => ({ jsonBody: seen }) });
