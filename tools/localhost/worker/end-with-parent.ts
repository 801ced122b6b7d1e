import { isMainThread, Worker, workerData } from 'node:worker_threads';

const milliseconds = 500;

/**
 * Ends this process when its parent is gone, also while the app keeps the main thread busy: a thread of its own looks
 * for it, and is this file again.
 */
export function endWithParent(): void {
  new Worker(__filename, { workerData: process.ppid }).unref();
}

if (!isMainThread) {
  setInterval(() => {
    if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
  }, milliseconds);
}
