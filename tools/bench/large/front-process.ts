/** The front as a process of its own, so that its work is not counted as the product's. */
import { makeFolder } from './folder';
import type { FrontOptions } from './fork-front';
import { startFront } from './front';

process.once('message', ({ upstream, delayMs }: FrontOptions) => {
  void startFront(makeFolder(), upstream, delayMs).then((front) => {
    process.send?.(front.origin);
    process.on('message', () => process.send?.(front.requests()));
  });
});
