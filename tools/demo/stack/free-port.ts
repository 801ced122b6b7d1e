/** Ports: whether one can be had, by whom it is taken, and what to do about that. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { findPortOwner, type PortOwner } from './port-owner';

/** A port that the stack wants is taken. */
class PortInUseError extends Error {
  readonly code = 'PortInUse';
  constructor(port: number, purpose: string, owner: PortOwner | undefined, remedy: string) {
    super(`Cannot start ${purpose}: port ${port} is in use by ${ownerText(owner)}. ${remedy}`);
    this.name = 'PortInUseError';
  }
}

/** Makes sure that a port of 127.0.0.1 can be had. @throws {PortInUseError} */
export async function requirePort(port: number, purpose: string, remedy: string): Promise<void> {
  if (!(await canListen(port))) throw new PortInUseError(port, purpose, await findPortOwner(port), remedy);
}

/** A port that was free a moment ago, for a program that cannot take one itself. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function ownerText(owner: PortOwner | undefined): string {
  if (owner === undefined) return 'a process that the system does not name';
  return `process ${owner.pid}${owner.command === '' ? '' : ` (${owner.command})`}`;
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
