/** Who listens on a port of this machine: its process and command, where the system tells. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

/** A process that listens. */
export interface PortOwner {
  readonly pid: number;
  /** Its command line, or its name; shortened. */
  readonly command: string;
}

const LISTENING = '0A';
const LONGEST = 100;
const LIMIT_MS = 3_000;

/** Looks for it; undefined when the system does not report it, as for another user's process. */
export async function findPortOwner(port: number): Promise<PortOwner | undefined> {
  try {
    switch (process.platform) {
      case 'linux':
        return ownerInProc(port);
      case 'win32':
        return await ownerOnWindows(port);
      default:
        return readLsof(await outputOf('lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'));
    }
  } catch {
    return undefined;
  }
}

/** proc(5): /proc/net/tcp has the socket's inode, and a process links to it below /proc/<pid>/fd. */
function ownerInProc(port: number): PortOwner | undefined {
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    listeningInodes(readOr(file, ''), port),
  );
  if (sockets.length === 0) return undefined;
  const links = new Set(sockets.map((inode) => `socket:[${inode}]`));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    if (linksOf(pid).some((link) => links.has(link)))
      return {
        pid: Number(pid),
        command: shortened(readOr(`/proc/${pid}/cmdline`, '').replaceAll('\0', ' ')),
      };
  return undefined;
}

/** Inodes of the sockets in a table of proc(5) that listen on a port. */
export function listeningInodes(table: string, port: number): readonly string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === LISTENING && local.endsWith(`:${wanted}`))
    .flatMap((fields) => fields[9] ?? []);
}

function linksOf(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}

/** lsof(8), output for other programs: a field a line, `p` the process, `c` its command. */
export function readLsof(output: string): PortOwner | undefined {
  const field = (name: string): string | undefined =>
    output
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.slice(1);
  const pid = field('p');
  return pid === undefined ? undefined : { pid: Number(pid), command: shortened(field('c') ?? '') };
}

async function ownerOnWindows(port: number): Promise<PortOwner | undefined> {
  const pid = readNetstat(await outputOf('netstat', '-ano', '-p', 'TCP'), port);
  if (pid === undefined) return undefined;
  const task = await outputOf('tasklist', '/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH');
  return { pid, command: shortened(/^"([^"]+)"/.exec(task)?.[1] ?? '') };
}

/** `netstat -ano`: protocol, local address, foreign address, state (in the system's language), process. */
export function readNetstat(output: string, port: number): number | undefined {
  const rows = output.split('\n').map((line) => line.trim().split(/\s+/));
  const row = rows.find(
    ([, local = '', foreign = '']) => local.endsWith(`:${port}`) && /^(?:0\.0\.0\.0|\[::\]):0$/.test(foreign),
  );
  return row === undefined ? undefined : Number(row.at(-1));
}

async function outputOf(command: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { timeout: LIMIT_MS })).stdout;
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

function shortened(command: string): string {
  const text = command.trim();
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
