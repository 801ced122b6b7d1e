/** An app of 50 functions, written to a folder. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from '../../demo/stack/stack';

/** Functions in the app: 1 activity and 2 orchestrations that are used, and others that are only there. */
export const FUNCTIONS = 50;
const HTTP = 30;
const OTHERS = FUNCTIONS - HTTP - 4;

const INDEX = `
const { app } = require('@azure/functions');
const df = require('durable-functions');

df.app.activity('square', { handler: (number) => number * number });
df.app.orchestration('steps', function* (context) {
  const { steps } = context.df.getInput();
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += yield context.df.callActivity('square', step);
  return sum;
});
df.app.orchestration('fanOut', function* (context) {
  const { count } = context.df.getInput();
  const squares = Array.from({ length: count }, (_, number) => context.df.callActivity('square', number));
  return (yield context.df.Task.all(squares)).length;
});
for (let n = 0; n < ${HTTP}; n++)
  app.http('http' + n, { route: 'things' + n + '/{id:int}', methods: ['GET'], handler: () => ({ body: 'ok' }) });
for (let n = 0; n < ${OTHERS}; n++) df.app.activity('activity' + n, { handler: () => n });
app.timer('nightly', { schedule: '0 0 3 * * *', handler: () => undefined });
`;

/** Writes the app. @returns its folder */
export function writeApp(folder: string): string {
  const app = join(folder, 'app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'bench-app', main: 'index.js' }));
  writeFileSync(join(app, 'host.json'), JSON.stringify({ version: '2.0' }));
  writeFileSync(join(app, 'index.js'), INDEX);
  symlinkSync(join(PACKAGE, 'node_modules'), join(app, 'node_modules'), 'dir');
  return app;
}
