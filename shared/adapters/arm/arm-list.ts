/** Lists of the management API, page after page: whole, or not at all. */
import { z } from 'zod';
import type { EngineTrouble } from '../../ports/migration-engine';
import { maybe } from '../engine-text/wire-values';
import type { ArmClient } from './arm-client';
import { toTrouble } from './engine-answers';

/** One entry of a list. */
export interface ListedItem<T> {
  readonly item: T;
  /** When its page had arrived, ISO 8601 UTC. */
  readonly asOf: string;
}

/** All entries, or why they are not known. */
export type ArmList<T> =
  { readonly kind: 'listed'; readonly items: readonly ListedItem<T>[] } | EngineTrouble;

const MOST_PAGES = 200;

/**
 * Reads all pages of `{value, nextLink?}`.
 *
 * A next page on another host, one that came before, or more than 200 pages end it: an incomplete list is trouble.
 *
 * @param firstPage path and query on the endpoint
 * @param schema of one entry; an entry that does not fit makes the list unreadable
 * @param what names the list, `Cannot read <what>: …`
 */
export async function readList<T>(
  arm: ArmClient,
  firstPage: string,
  schema: z.ZodType<T>,
  what: string,
): Promise<ArmList<T>> {
  const pageSchema = z.looseObject({ value: z.array(schema), nextLink: maybe(z.string()) });
  const items: ListedItem<T>[] = [];
  const seen = new Set<string>();
  let next: string | undefined = firstPage;
  while (next !== undefined) {
    if (seen.has(next)) return unreadable(what, 'the service repeats a page');
    if (seen.size >= MOST_PAGES) return unreadable(what, `there are more than ${MOST_PAGES} pages`);
    seen.add(next);
    const answer = await arm.read(next);
    if (answer.kind === 'silence') return toTrouble(answer, what);
    const page = pageSchema.safeParse(answer.json);
    if (answer.status !== 200 || !page.success) return toTrouble(answer, what);
    const asOf = new Date(arm.clock.now()).toISOString();
    for (const item of page.data.value) items.push({ item, asOf });
    next = page.data.nextLink === '' ? undefined : page.data.nextLink;
  }
  return { kind: 'listed', items };
}

function unreadable(what: string, reason: string): EngineTrouble {
  return { kind: 'trouble', code: 'unreadable', message: `Cannot read ${what}: ${reason}` };
}
