import { join } from 'node:path';
import { appEnvironment } from './app/app-environment';
import { readHostJson } from './app/host-json';
import { bannerLines } from './banner';
import type { Clock } from './clock';
import { DurableClient } from './durable/client';
import { clientBinding } from './durable/client-binding';
import { createChaos, noChaos } from './durable/chaos';
import { Dispatcher } from './durable/dispatcher';
import { HostError } from './errors';
import { createFunctionTable } from './registered/function-table';
import { refusedSetupOption } from './registered/supported';
import { route } from './http/host-router';
import { createHttpRoutes } from './http/http-functions';
import { HttpServer } from './http/http-server';
import type { Log } from './log';
import { HostStore } from './state/host-store';
import { answerEventGrid } from './triggers/event-grid';
import { prepareTriggers } from './triggers/prepare-triggers';
import { FunctionRunner } from './worker-process/function-runner';
import { WorkerSupervisor } from './worker-process/worker-supervisor';

/** What a host is started with. */
export interface HostOptions {
  appFolder: string;
  stateFolder: string;
  /** 0 takes a free port. */
  port: number;
  /** Seed of the chaos switch; absent for order. */
  chaosSeed?: number;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  log: Log;
  /** The host cannot go on. */
  onFatal: (error: HostError) => void;
}

/** A host that answers. */
export interface RunningHost {
  url: string;
  /** Ends the app's process, writes what is left and gives the state folder back. */
  stop(): Promise<void>;
}

/**
 * Starts a host for one app.
 * @throws {HostError} when the app, the port or the state folder cannot be used; nothing is left running then.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return { url: await start(options, undo), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: HostOptions, undo: (() => Promise<void> | void)[]): Promise<string> {
  const { appFolder, stateFolder, clock, log, onFatal } = options;
  const chaos = options.chaosSeed === undefined ? noChaos : createChaos(options.chaosSeed);
  const hostJson = readHostJson(join(appFolder, 'host.json'));

  const store = await HostStore.open({ folder: stateFolder, clock, log, chaos, onFatal });
  undo.push(() => store.close());
  const server = new HttpServer(log);
  const port = await server.listen(options.port);
  undo.push(() => server.close());

  const env = appEnvironment(appFolder, options.env, port);
  const supervisor = new WorkerSupervisor({
    appFolder,
    env,
    timeout: hostJson.functionTimeout,
    clock,
    log,
    onGiveUp: onFatal,
  });
  undo.push(() => supervisor.stop());
  const app = await supervisor.start();
  if ('HttpUri' in app.capabilities) {
    throw new HostError(
      'FUNCTION_UNSUPPORTED',
      `Cannot start the app: option '${refusedSetupOption}' is not supported by the local host`,
    );
  }

  const functions = createFunctionTable(app.functions);
  const clientUrls = { hubName: hostJson.hubName, port };
  const runner = new FunctionRunner(supervisor, clock, log, clientBinding(clientUrls));
  const routes = createHttpRoutes(functions.ofKind('http'), hostJson.routePrefix);
  const client = new DurableClient(store, functions, clock);
  const dispatcher = new Dispatcher(
    { store, functions, runner, clock, log, chaos },
    { orchestrators: hostJson.maxConcurrentOrchestrators, activities: hostJson.maxConcurrentActivities },
  );
  undo.push(() => dispatcher.stop());
  const triggers = prepareTriggers(functions, { store, runner, clock, chaos, log, env, hostJson });
  undo.push(() => triggers.stop());

  const url = `http://127.0.0.1:${port}`;
  for (const line of bannerLines({ url, appFolder, stateFolder, env, functions, routes })) log.always(line);
  server.answer = (exchange) =>
    route(
      {
        store,
        functions,
        routes,
        runner,
        client,
        clientUrls,
        runByHand: (definition, input) => triggers.runByHand(definition, input),
        answerEventGrid: (delivery) => answerEventGrid(functions, runner, delivery),
      },
      exchange,
    );
  dispatcher.start();
  triggers.start();
  log.always(`READY ${url}`);
  return url;
}
