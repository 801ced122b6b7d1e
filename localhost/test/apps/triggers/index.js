// Every trigger but the durable ones; what ran is told by GET /api/seen.
const { app } = require('@azure/functions');
const { ResourceFactoryResolver } = require('@azure/functions-extensions-base');

const seen = [];
const fails = new Set();

ResourceFactoryResolver.getInstance().registerResourceFactory('AzureStorageBlobs', (data) => ({
  source: data.source,
  version: data.version,
  contentType: data.contentType,
  isBuffer: Buffer.isBuffer(data.content),
  reference: JSON.parse(data.content.toString()),
}));

app.storageBlob('reference', {
  path: '%CONTAINER%/{folder}/{file}.bak',
  connection: 'STORAGE',
  sdkBinding: true,
  source: 'EventGrid',
  handler: (blob, context) => {
    seen.push({ trigger: 'reference', blob, metadata: context.triggerMetadata });
  },
});

app.storageBlob('content', {
  path: 'texts/{name}',
  connection: 'STORAGE',
  handler: (blob, context) => {
    seen.push({ trigger: 'content', text: blob.toString(), name: context.triggerMetadata.name });
    if (blob.toString() === 'poison') throw new Error('this one is bad');
  },
});

app.timer('tick', {
  schedule: '*/1 * * * * *',
  handler: (timer) => {
    seen.push({ trigger: 'tick', timer });
  },
});

app.timer('atStart', {
  schedule: '0 0 0 1 1 *',
  runOnStartup: true,
  handler: (timer) => {
    seen.push({ trigger: 'atStart', timer });
  },
});

app.eventGrid('arrived', {
  handler: (event) => {
    if (event.data.fail) throw new Error('told to fail');
    seen.push({ trigger: 'arrived', event });
  },
});

app.http('seen', { methods: ['GET'], handler: () => ({ jsonBody: seen }) });
app.http('environment', {
  methods: ['GET'],
  handler: () => {
    const names = [
      'FROM_FILE',
      'OVERRIDDEN',
      'WEBSITE_HOSTNAME',
      'AZURE_FUNCTIONS_ENVIRONMENT',
      'FUNCTIONS_WORKER_RUNTIME',
    ];
    return { jsonBody: Object.fromEntries(names.map((name) => [name, process.env[name]])) };
  },
});
