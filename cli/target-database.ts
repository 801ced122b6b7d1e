/** The name of a migration's target database, which its status does not carry. */
import type { ApiClient } from './api-client';
import { summaryItem } from './documents';
import { readAllPages } from './read-pages';

/** Looks it up in the list; undefined when the list does not show it. @throws {CliError} */
export async function targetDatabaseOf(
  client: ApiClient,
  action: string,
  id: string,
): Promise<string | undefined> {
  const found = await readAllPages(client, action, 'migrations', summaryItem, { q: id });
  return found.find((summary) => summary.id === id)?.targetDatabase ?? undefined;
}
