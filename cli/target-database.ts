/** A migration's line in the list: its status does not carry the name of the target database. */
import type { ApiClient } from './api-client';
import { type SummaryView, summaryItem } from './documents';
import { readAllPages } from './read-pages';

/** Looks a migration up in the list; undefined when the list does not show it. @throws {CliError} */
export async function summaryOf(
  client: ApiClient,
  action: string,
  id: string,
): Promise<SummaryView | undefined> {
  const found = await readAllPages(client, action, 'migrations', summaryItem, { q: id });
  return found.find((summary) => summary.id === id);
}
