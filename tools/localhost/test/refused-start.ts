import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HostProcess } from './host-process';

const made = join(__dirname, 'apps', '.made', String(process.pid));
afterAll(() => rmSync(made, { recursive: true, force: true }));

const imports =
  "const { app, input, output } = require('@azure/functions'); const df = require('durable-functions');\n";

/** Writes an app of one CommonJS file and whatever else it is made of; returns its folder. */
export function makeApp(index: string, files: Record<string, string> = {}): string {
  const folder = join(made, randomUUID());
  const all = {
    'package.json': '{"main":"index.js"}',
    'host.json': '{"version":"2.0"}',
    'index.js': `${imports}${index}`,
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Starts a host for such an app, sees it end with 1, and returns what it said. */
export async function refusedStart(
  index: string,
  files: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<string> {
  const host = HostProcess.spawn({ app: makeApp(index, files), env });
  const code = await host.exited;
  if (code !== 1) throw new Error(`the host ended with ${code ?? 'a signal'}:\n${host.output}`);
  return host.output;
}
