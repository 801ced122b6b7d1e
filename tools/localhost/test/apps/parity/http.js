// Every kind of route, and the doors through which tests look into the app.
import { createHash } from 'node:crypto';
import { app } from '@azure/functions';
import { BlobServiceClient } from '@azure/storage-blob';
import { openGate, seen } from './memory.js';

app.http('parity', { methods: ['GET'], handler: () => ({ jsonBody: { app: 'parity' } }) });
app.http('seen', {
  methods: ['GET'],
  handler: ({ query }) => {
    const told = seen.filter(({ about }) => about === query.get('about'));
    return { jsonBody: query.get('count') === 'true' ? told.length : told };
  },
});
app.http('gates', {
  route: 'gates/{name}',
  methods: ['POST'],
  handler: (request) => {
    openGate(request.params.name);
    return { status: 204 };
  },
});
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

// The storage the blob functions watch, so that tests need no address but the host's.
app.http('blobs', {
  route: 'blobs/{container}/{*name}',
  methods: ['PUT', 'DELETE'],
  handler: async (request) => {
    const storage = process.env.AzureWebJobsStorage;
    const container = BlobServiceClient.fromConnectionString(storage).getContainerClient(
      request.params.container,
    );
    const blob = container.getBlockBlobClient(request.params.name);
    if (request.method === 'DELETE') {
      await blob.delete();
      return { status: 204 };
    }
    await container.createIfNotExists();
    const content = Buffer.from(await request.arrayBuffer());
    await blob.upload(content, content.length, { metadata: { origin: 'test' } });
    return { status: 201 };
  },
});

const tell = (name) => (request) => ({
  jsonBody: {
    name,
    method: request.method,
    params: request.params,
    query: Object.fromEntries(request.query),
  },
});
app.http('literal', { route: 'things/special', methods: ['GET'], handler: tell('literal') });
app.http('number', { route: 'things/{id:int}', methods: ['GET'], handler: tell('number') });
app.http('text', { route: 'things/{id}', methods: ['GET', 'DELETE'], handler: tell('text') });
app.http('onlyNumbers', { route: 'numbers/{id:int:min(5)}', methods: ['GET'], handler: tell('onlyNumbers') });
app.http('optional', { route: 'maybe/{id?}', methods: ['GET'], handler: tell('optional') });
app.http('rest', { route: 'files/{*rest}', methods: ['GET'], handler: tell('rest') });
app.http('head', {
  methods: ['GET', 'HEAD'],
  handler: (request) => ({ headers: { 'x-method': request.method }, body: 'twelve bytes' }),
});
app.http('options', {
  methods: ['OPTIONS'],
  handler: () => ({ status: 204, headers: { 'x-answered-by': 'the function' } }),
});
app.http('mirror', {
  methods: ['POST'],
  handler: async (request) => ({
    status: 201,
    headers: { 'x-length': String((await request.clone().arrayBuffer()).byteLength) },
    cookies: [
      { name: 'seen', value: 'yes', httpOnly: true, sameSite: 'Strict' },
      { name: 'twice', value: 'a b', path: '/', maxAge: 60, secure: true },
    ],
    body: await request.text(),
  }),
});
app.http('digest', {
  methods: ['POST'],
  handler: async (request) => {
    const hash = createHash('sha256');
    hash.update(Buffer.from(await request.arrayBuffer()));
    return { body: hash.digest('hex') };
  },
});
app.http('nothing', { methods: ['GET'], handler: () => undefined });
app.http('teapot', { methods: ['GET'], handler: () => ({ status: 418, jsonBody: { short: 'stout' } }) });
app.http('throws', {
  methods: ['GET'],
  handler: () => {
    throw new Error('on purpose');
  },
});
