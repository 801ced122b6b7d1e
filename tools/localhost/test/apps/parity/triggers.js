// The triggers that run by themselves; what ran is told by GET /api/seen?about=.
import { createRequire } from 'node:module';
import { app } from '@azure/functions';
import { passGate, tell } from './memory.js';

// The package carries a second copy for import; @azure/functions looks into the one that require gives.
const extensions = createRequire(import.meta.url)('@azure/functions-extensions-base');

extensions.ResourceFactoryResolver.getInstance().registerResourceFactory('AzureStorageBlobs', (data) => ({
  source: data.source,
  version: data.version,
  contentType: data.contentType,
  isBuffer: Buffer.isBuffer(data.content),
  reference: JSON.parse(data.content.toString()),
}));

app.storageBlob('reference', {
  path: '%CONTAINER%/{folder}/{file}.bak',
  connection: 'AzureWebJobsStorage',
  sdkBinding: true,
  source: 'EventGrid',
  handler: (blob, context) => tell('reference', { blob, metadata: context.triggerMetadata }),
});

// The content says what is to happen: "poison …" fails, "gate <name>" waits for that gate.
app.storageBlob('content', {
  path: 'parity-texts/{name}.txt',
  connection: 'AzureWebJobsStorage',
  handler: async (blob, context) => {
    const text = blob.toString();
    const { name } = context.triggerMetadata;
    tell(`content ${name}`, { text });
    const [, gate] = /^gate (.+)$/.exec(text) ?? [];
    if (gate !== undefined) await passGate(gate);
    if (text.startsWith('poison')) throw new Error('this one is bad');
    tell(`content done ${name}`, { text });
  },
});

app.storageBlob('many', {
  path: 'parity-many/{name}',
  connection: 'AzureWebJobsStorage',
  sdkBinding: true,
  handler: (blob) => tell('many', { name: blob.reference.BlobName }),
});

app.timer('tick', {
  schedule: '*/1 * * * * *',
  handler: (timer) => tell('tick', { timer }),
});
app.timer('hourly', {
  schedule: '0 0 * * * *',
  handler: (timer) => tell('hourly', { timer }),
});
app.timer('atStart', {
  schedule: '0 0 0 1 1 *',
  runOnStartup: true,
  handler: (timer) => tell('atStart', { timer }),
});

app.eventGrid('arrived', {
  handler: (event) => {
    if (event.data.fail) throw new Error('told to fail');
    tell('arrived', { event });
  },
});
