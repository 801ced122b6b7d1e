#!/usr/bin/env node
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { systemClock } from './clock';
import { HostError, messageOf } from './errors';
import { createLog } from './log';
import { type RunningHost, startHost } from './start-host';

interface CommandLine {
  app: string;
  port: number;
  state?: string;
  quiet: boolean;
  chaos?: number;
}

const program = new Command('localhost')
  .description(
    'Runs an Azure Functions app (Node, v4 model, Durable Functions) on this machine. Not Azure Functions: in Azure the\n' +
      "app runs on Microsoft's host. Supported and refused: tools/localhost/README.md.",
  )
  .option('--app <folder>', 'folder with host.json and package.json', '.')
  .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber, 7071)
  .option('--state <folder>', 'folder that keeps orchestrations and receipts (default: <app>/.local/state)')
  .option('--quiet', 'show the start, warnings and errors only', false)
  .option(
    '--chaos <seed>',
    'disorder from a seed: small batches, second deliveries, delays, failing storage, short writes',
    wholeNumber,
  )
  .addHelpText(
    'after',
    `
When it accepts requests it prints "READY http://127.0.0.1:<port>". Ctrl-C stops it; orchestrations go on at the next start.

Examples:
  npm run localhost -- --app . --port 7071 --state .local/state
  curl -X POST http://127.0.0.1:7071/runtime/webhooks/durabletask/orchestrators/hello -d '{}'
  curl -X POST http://127.0.0.1:7071/admin/functions/sweep -H 'content-type: application/json' -d '{"input":""}'`,
  );

async function main(): Promise<void> {
  // A reader that went away (`… | head`) must not take the host with it: the journal stays.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const { app, port, state, quiet, chaos } = program.parse().opts<CommandLine>();
  const appFolder = resolve(app);
  const log = createLog({ quiet, clock: systemClock });
  let host: RunningHost | undefined;
  let ending = false;
  const end = async (exitCode: number) => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(exitCode), 1800).unref();
    await host?.stop();
    process.exit(exitCode);
  };
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  const onFatal = (error: unknown) => {
    log.error(
      error instanceof HostError || !(error instanceof Error) ? messageOf(error) : (error.stack ?? ''),
    );
    void end(1);
  };
  try {
    host = await startHost({
      appFolder,
      stateFolder: resolve(state ?? `${appFolder}/.local/state`),
      port,
      chaosSeed: chaos,
      env: process.env,
      clock: systemClock,
      log,
      onFatal,
    });
  } catch (error) {
    onFatal(error);
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

void main();
