const { app } = require('@azure/functions');

const tell = (name) => (request) => ({
  jsonBody: { name, params: request.params, query: Object.fromEntries(request.query) },
});

app.http('literal', { route: 'things/special', methods: ['GET'], handler: tell('literal') });
app.http('number', { route: 'things/{id:int}', methods: ['GET'], handler: tell('number') });
app.http('text', { route: 'things/{id}', methods: ['GET', 'DELETE'], handler: tell('text') });
app.http('optional', { route: 'maybe/{id?}', methods: ['GET'], handler: tell('optional') });
app.http('rest', { route: 'files/{*rest}', methods: ['GET'], handler: tell('rest') });
app.http('echo', {
  methods: ['POST'],
  handler: async (request) => ({
    status: 201,
    headers: { 'x-length': String((await request.clone().arrayBuffer()).byteLength) },
    cookies: [{ name: 'seen', value: 'yes', httpOnly: true, sameSite: 'Strict' }],
    body: await request.text(),
  }),
});
app.http('nothing', { methods: ['GET'], handler: () => undefined });
app.http('throws', {
  methods: ['GET'],
  handler: () => {
    throw new Error('on purpose');
  },
});
