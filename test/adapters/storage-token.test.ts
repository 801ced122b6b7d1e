/** The identity's storage token leaves for hosts that the deployment lists, and for no other (G5). */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { AzureBackupContainers } from '../../shared/adapters/azure-backup-containers';
import type { BackupHosts } from '../../shared/core/migration/backup-hosts';

const TOKEN = 'THE-TOKEN-OF-THE-IDENTITY';
const REFUSED = { code: 'ContainerUnavailable', reason: 'notAllowed' };
const LISTED: BackupHosts = { patterns: ['acct.blob.core.windows.net'], loopback: false };
const HERE: BackupHosts = { patterns: [], loopback: true };

type Connect = (options: ConnectionOptions) => TLSSocket;

/** A key and a certificate for this machine, of this run. */
function selfSigned(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-days', '1'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject];
  try {
    execFileSync('openssl', made, { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Takes down every request; answers 404, or leads elsewhere. */
class Listener {
  readonly seen: string[] = [];
  location: string | undefined;
  private readonly server: Server;

  constructor(tls: ReturnType<typeof selfSigned>) {
    this.server = createServer(tls, (request, response) => {
      this.seen.push(`${request.method ?? ''} ${request.headers.authorization ?? 'without a token'}`);
      if (this.location === undefined) response.writeHead(404).end();
      else response.writeHead(307, { Location: this.location }).end();
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/acct/backups`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe('a host that answers over https', () => {
  const tls = selfSigned();
  let host: Listener;
  let url: string;
  let asked = 0;
  const credential = {
    getToken: async () => {
      asked += 1;
      return { token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  const containers = (hosts: BackupHosts) =>
    new AzureBackupContainers({ hosts, credential, retry: { maxTries: 1 } });

  beforeEach(async () => {
    // Nobody vouches for the certificate; the environment of a test is not the process's, so Node is told here.
    jest
      .spyOn(Agent.prototype as unknown as { createConnection: Connect }, 'createConnection')
      .mockImplementation((options) => connect({ ...options, rejectUnauthorized: false }));
    asked = 0;
    host = new Listener(tls);
    url = await host.start();
  });
  afterEach(() => {
    host.close();
    jest.restoreAllMocks();
  });

  test('is sent the token where it is listed, so that the other tests can fail', async () => {
    await expect(containers(HERE).at(url).find('a')).rejects.toMatchObject({ reason: 'notFound' });
    expect(host.seen).toContain(`GET Bearer ${TOKEN}`);
  });

  test('is asked nothing where it is not, and no token is fetched', () => {
    expect(() => containers(LISTED).at(url)).toThrow(expect.objectContaining(REFUSED));
    expect([asked, host.seen]).toEqual([0, []]);
  });

  test('cannot pass the token on to another', async () => {
    const other = new Listener(tls);
    host.location = await other.start();
    const container = containers(HERE).at(url);
    await expect(container.find('a')).rejects.toMatchObject({ code: 'ContainerUnavailable' });
    await expect(container.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'ContainerUnavailable',
    });
    other.close();
    expect(host.seen).not.toEqual([]);
    expect(other.seen).toEqual([]);
  });
});

test.each([
  'https://evil.example/backups',
  'https://acct.blob.core.windows.net.evil.example/backups',
  'https://acct.blob.core.windows.net:8443/backups',
  'https://acct.blob.core.windows.net./backups',
  'https://xacct.blob.core.windows.net/backups',
])('%s is not listed by acct.blob.core.windows.net', (url) => {
  const credential = { getToken: () => Promise.reject(new Error('nobody asks for a token')) };
  expect(() => new AzureBackupContainers({ hosts: LISTED, credential }).at(url)).toThrow(
    expect.objectContaining(REFUSED),
  );
});
