/** The bundled host by itself, without storage, and how it is driven. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startService, type Service } from '../../demo/stack/service-process';
import { PACKAGE } from '../../demo/stack/stack';
import { inParallel } from '../in-parallel';
import { poll } from '../local-stack';

const CONNECTIONS = 32;
const LOOK_MS = 20;
const LIMIT_SECONDS = 120;

/** A running host and how long it took to begin. */
export class BundledHost {
  private constructor(
    readonly service: Service,
    /** From the start of its process to READY. */
    readonly startSeconds: number,
    private readonly webhooks: string,
  ) {}

  /** Starts a host for the app in `folder`, its state in `state`. */
  static async start(app: string, state: string): Promise<BundledHost> {
    const start = performance.now();
    const service = await startService({
      name: 'bundled host',
      args: [
        join(PACKAGE, 'dist', 'tools', 'localhost', 'main.js'),
        ...['--app', app, '--state', state, '--port', '0', '--quiet'],
      ],
      env: {},
      ready: { line: /^READY (http:\S+)/ },
      logFile: `${state}.log`,
    });
    const seconds = (performance.now() - start) / 1000;
    return new BundledHost(service, seconds, `${service.ready[0]?.[1] ?? ''}/runtime/webhooks/durabletask`);
  }

  /** Starts `count` orchestrations and waits until all instances have ended. @returns seconds */
  async run(orchestration: string, input: object, count: number): Promise<number> {
    const start = performance.now();
    await inParallel(count, CONNECTIONS, async () => {
      const path = `${this.webhooks}/orchestrators/${orchestration}`;
      const answer = await fetch(path, { method: 'POST', body: JSON.stringify(input) });
      if (answer.status !== 202) throw new Error(`Cannot start ${orchestration}: ${await answer.text()}`);
      await answer.arrayBuffer();
    });
    await this.untilNothingRuns();
    return (performance.now() - start) / 1000;
  }

  /** Waits until no instance is pending or running. */
  async untilNothingRuns(): Promise<void> {
    const look = async (): Promise<true | undefined> => {
      const answer = await fetch(`${this.webhooks}/instances/?runtimeStatus=Pending,Running&top=1`);
      const left = (await answer.json()) as unknown[];
      return left.length === 0 ? true : undefined;
    };
    const cadence = { seconds: LIMIT_SECONDS, everyMs: LOOK_MS };
    await poll('orchestrations', cadence, look, () => 'one still running');
  }

  /** How many instances completed. */
  async completed(): Promise<number> {
    const answer = await fetch(`${this.webhooks}/instances/?runtimeStatus=Completed&top=1000000`);
    return ((await answer.json()) as unknown[]).length;
  }

  /** Resident memory of the host's process from Linux' process table, MB; undefined elsewhere. */
  memory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.service.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1000;
    } catch {
      return undefined;
    }
  }
}
