/** Documents that come in pages. */
import type { z } from 'zod';
import type { ApiClient } from './api-client';
import { pageOf, readDocument } from './documents';

/** More pages than any migration has; ends a continuation that leads in circles. */
const MOST_PAGES = 1_000;

/** Reads all pages. @throws {CliError} When one cannot be read. */
export async function readAllPages<T>(
  client: ApiClient,
  action: string,
  path: string,
  item: z.ZodType<T>,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let continuation: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await client.get(action, path, { ...query, continuation });
    const read = readDocument(pageOf(item), answer, client.host);
    items.push(...read.items);
    continuation = read.continuation ?? undefined;
    if (continuation === undefined) break;
  }
  return items;
}
