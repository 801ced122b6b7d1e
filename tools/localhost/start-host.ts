import { join } from 'node:path';
import { appEnvironment } from './app/app-environment';
import { readHostJson } from './app/host-json';
import { bannerLines } from './banner';
import type { Clock } from './clock';
import { createChaos, noChaos } from './durable/chaos';
import { clientBinding } from './durable/client-binding';
import { Dispatcher } from './durable/dispatcher';
import { HostError } from './errors';
import { createHttpRoutes } from './http/http-functions';
import { HttpServer } from './http/http-server';
import type { Log } from './log';
import { createFunctionTable } from './registered/function-table';
import { refusedSetupOption } from './registered/supported';
import { routeRequest } from './route-request';
import { HostStore } from './state/host-store';
import { BlobTrigger } from './triggers/blob/blob-trigger';
import { TimerTrigger } from './triggers/timer/timer-trigger';
import { FunctionRunner } from './worker-process/function-runner';
import { WorkerSupervisor } from './worker-process/worker-supervisor';

/** What a host is started with. */
export interface HostOptions {
  appFolder: string;
  stateFolder: string;
  /** 0 takes a free port. */
  port: number;
  /** Seed of the chaos switch; none for order. */
  chaosSeed?: number | undefined;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  log: Log;
  /** The host cannot go on. */
  onFatal: (error: HostError) => void;
}

/** A host that answers. */
export interface RunningHost {
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
    await start(options, undo);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: HostOptions, undo: (() => Promise<void> | void)[]): Promise<void> {
  const { appFolder, stateFolder, clock, log, onFatal } = options;
  const chaos = options.chaosSeed === undefined ? noChaos : createChaos(options.chaosSeed);
  const hostJson = readHostJson(join(appFolder, 'host.json'));

  const store = await HostStore.open({ folder: stateFolder, clock, log, chaos, onFatal });
  undo.push(() => store.close());
  const server = new HttpServer(log);
  const port = await server.listen(options.port);
  undo.push(() => server.close());

  const env = appEnvironment(appFolder, options.env, port);
  const timeout = hostJson.functionTimeout;
  const supervisor = new WorkerSupervisor({ appFolder, env, timeout, clock, log, onGiveUp: onFatal });
  undo.push(() => supervisor.stop());
  const app = await supervisor.start();
  if ('HttpUri' in app.capabilities) {
    throw new HostError(
      'FUNCTION_UNSUPPORTED',
      `Cannot start the app: option '${refusedSetupOption}' is not supported by the local host`,
    );
  }

  const functions = createFunctionTable(app.functions);
  const { http, durableTask } = hostJson.extensions;
  const urls = { hubName: durableTask.hubName, port };
  const runner = new FunctionRunner(supervisor, clock, log, clientBinding(urls));
  const routes = createHttpRoutes(functions.ofKind('http'), http.routePrefix);
  const services = { store, functions, runner, clock, log, chaos, env, hostJson };
  const dispatcher = new Dispatcher(services, {
    orchestrators: durableTask.maxConcurrentOrchestratorFunctions,
    activities: durableTask.maxConcurrentActivityFunctions,
  });
  undo.push(() => dispatcher.stop());
  const timers = functions.ofKind('timer').map((definition) => new TimerTrigger(definition, services));
  const blobs = functions.ofKind('blob').map((definition) => new BlobTrigger(definition, services));
  const triggers = [...timers, ...blobs];
  undo.push(() => triggers.forEach((trigger) => trigger.stop()));

  const url = `http://127.0.0.1:${port}`;
  for (const line of bannerLines({ url, appFolder, stateFolder, env, functions, routes })) log.always(line);
  const runTimer = (name: string) => timers.find(({ definition }) => definition.name === name)?.runByHand();
  const destinations = { ...services, routes, urls, runTimer };
  server.answer = (exchange) => routeRequest(destinations, exchange);
  dispatcher.start();
  triggers.forEach((trigger) => trigger.start());
  log.always(`READY ${url}`);
}
