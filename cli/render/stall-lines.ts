/** Where to look when something stands still: the likeliest cause of each; the others are in the document. */
import type { StatusView } from '../documents';
import { labelled } from './labelled';
import type { Paint } from './paint';

/** Lines of a page at most. */
const MOST = 2;

/** A line each; what the next step says already is not said again. */
export function stallLines({ stalls, next }: StatusView, paint: Paint): readonly string[] {
  return (stalls ?? []).slice(0, MOST).flatMap(({ causes: [first] }) => {
    if (first === undefined || next?.what.includes(first.look) === true) return [];
    return [paint.yellow(labelled('Look at', `${first.cause}: ${first.look}`))];
  });
}
