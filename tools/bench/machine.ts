/** What the figures were measured on, and when. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The machine at the beginning of a run. */
export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  /** Load average of the last minute; above the number of cores, others are at work and timings are worse. */
  readonly load: number;
}

/** Describes this machine now. */
export function describeMachine(): Machine {
  return {
    date: new Date().toISOString(),
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

/** One line for people. */
export function machineLine({ date, cores, processor, memoryGiB, node, load }: Machine): string {
  return `${date}, ${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}, load ${load}`;
}
