/**
 * The host the parity tests judge: the one at `PARITY_BASE`, which runs the app in `apps/parity`, or else the bundled
 * one, started here. What needs the host's process, its files or its code runs against the bundled host only.
 */
import { randomUUID } from 'node:crypto';
import { HostClient } from '../host-client';
import { HostProcess, sampleApp } from '../host-process';

/** The address of a host that somebody else has started. */
export const foreignBase = process.env['PARITY_BASE'];

/** A storage account that is not there, for tests that need none. */
export const noStorage =
  'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:9/a;';

/** The environment the parity app is started with. */
export function parityEnvironment(storage = noStorage): Record<string, string> {
  return { AzureWebJobsStorage: storage, OVERRIDDEN: 'environment' };
}

/** A bundled host that runs the parity app. */
export function startParityHost(
  more: { storage?: string; state?: string; args?: string[] } = {},
): Promise<HostProcess> {
  const { storage, ...options } = more;
  return HostProcess.start({ app: sampleApp('parity'), env: parityEnvironment(storage), ...options });
}

type Engine = 'bundled' | 'microsoft';
let engine: Engine = 'bundled';

/** The host to judge; shared by the tests of one file. */
export async function judgedHost(): Promise<HostClient> {
  if (foreignBase === undefined) return startParityHost();
  const host = new HostClient(foreignBase.replace(/\/$/, ''));
  const status = (await (await fetch(`${host.url}/admin/host/status`)).json()) as { versionDetails?: string };
  engine = status.versionDetails?.startsWith('local host') === true ? 'bundled' : 'microsoft';
  return host;
}

/** What the judged engine is held to where the two differ on purpose: each use has its row in the README's table. */
export function byEngine<T>(expected: Record<Engine, T>): T {
  return expected[engine];
}

/** A `test` that needs the host itself: skipped, with the reason, when the host is somebody else's. */
export const ownHostTest = testOfOwnHost(test);

/** The same for one that shares nothing: it runs beside the others of its kind. */
export const ownHostTestBeside = testOfOwnHost(test.concurrent);

function testOfOwnHost(declare: jest.It) {
  return (name: string, why: string, body: (() => Promise<void>) | (() => void), limit?: number): void => {
    if (foreignBase === undefined) {
      declare(name, body, limit);
      return;
    }
    console.log(`skipped against ${foreignBase}: "${name}" ${why}`);
    test.skip(name, body);
  };
}

/** An id nobody has used, also not in an earlier run against the same host. */
export function fresh(name: string): string {
  return `${name}-${randomUUID().slice(0, 8)}`;
}
