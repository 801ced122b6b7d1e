/** Memory of processes, as Linux counts it. */
import { existsSync, readFileSync } from 'node:fs';

/** The most memory that a process and those that it started ever held, bytes (proc(5)); undefined where there is no such file. */
export function mostMemory(pid: number): number | undefined {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return undefined;
  const own = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) * 1024;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return children.reduce((sum, child) => sum + (mostMemory(Number(child)) ?? 0), own);
}
