/** Ways to open the ledger: by identity in Azure, by connection string on this machine. */
import type { TokenCredential } from '@azure/core-auth';
import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import { isLoopback } from '../../core/loopback';
import { EntityPages } from './entity-pages';
import { LedgerConfigurationError } from './errors';
import { DEFAULT_RETRY, type RetryBudget } from './retry';
import { TableLedger } from './table-ledger';

/** What can be set. */
export interface TableLedgerOptions {
  /** What the names of the two tables begin with; default `SqlMiCutover`. */
  readonly tablePrefix?: string;
  readonly retry?: RetryBudget;
}

const DEFAULT_PREFIX = 'SqlMiCutover';
/** Letters and digits, a letter first, 63 at most with our endings (Microsoft Learn, "Understanding the Table service data model"). */
const TABLE_PREFIX = /^[A-Za-z][A-Za-z0-9]{0,49}$/;

/**
 * Opens the ledger of a storage account by the app's identity, which needs "Storage Table Data Contributor".
 *
 * @param tableEndpoint `https://<account>.table.core.windows.net`, without a query
 * @throws {LedgerConfigurationError} When endpoint or prefix cannot be used.
 */
export function openTableLedger(
  tableEndpoint: string,
  credential: TokenCredential,
  options: TableLedgerOptions = {},
): TableLedger {
  if (!URL.canParse(tableEndpoint)) throw new LedgerConfigurationError('the table endpoint is not a URL');
  const url = new URL(tableEndpoint);
  if (url.protocol !== 'https:' || url.search !== '' || url.username !== '' || url.password !== '')
    throw new LedgerConfigurationError(
      'the table endpoint must be a plain https URL without query, as a token is sent to it',
    );
  const endpoint = url.href.replace(/\/+$/, '');
  return makeLedger(options, (name, client) => new TableClient(endpoint, name, credential, client));
}

/**
 * Opens the ledger by a connection string; `UseDevelopmentStorage=true` is the emulator on its usual ports.
 *
 * @throws {LedgerConfigurationError} When the string or the prefix cannot be used; its text is never repeated.
 */
export function connectTableLedger(connectionString: string, options: TableLedgerOptions = {}): TableLedger {
  return makeLedger(options, (name, client) => {
    try {
      const insecure = { ...client, allowInsecureConnection: true };
      return withinThisMachine(TableClient.fromConnectionString(connectionString, name, insecure));
    } catch (error) {
      if (error instanceof LedgerConfigurationError) throw error;
      throw new LedgerConfigurationError('the storage connection string cannot be used; check the setting');
    }
  });
}

function makeLedger(
  { tablePrefix = DEFAULT_PREFIX, retry = DEFAULT_RETRY }: TableLedgerOptions,
  open: (tableName: string, client: TableServiceClientOptions) => TableClient,
): TableLedger {
  if (!TABLE_PREFIX.test(tablePrefix))
    throw new LedgerConfigurationError(
      `the table prefix "${tablePrefix}" must be 1 to 50 letters and digits, a letter first`,
    );
  // Repeating is the ledger's own business: see retry.ts.
  const pages = new EntityPages();
  const client = { retryOptions: { maxRetries: 0 }, httpClient: pages };
  const register = open(`${tablePrefix}Register`, client);
  const migrations = open(`${tablePrefix}Ledger`, client);
  return new TableLedger({ register, migrations, pages, home: homeOf(migrations.url, tablePrefix) }, retry);
}

/** An emulator on this machine may have another port each time; its account is in the path. */
function homeOf(tableServiceUrl: string, tablePrefix: string): string {
  const url = new URL(tableServiceUrl);
  const account = isLoopback(url) ? `this machine${url.pathname.replace(/\/+$/, '')}` : url.hostname;
  return `${account}/${tablePrefix}`;
}

/** Plain http is allowed to the client only so that it can be refused here for any other machine. */
function withinThisMachine(client: TableClient): TableClient {
  const url = new URL(client.url);
  if (url.protocol === 'http:' && !isLoopback(url))
    throw new LedgerConfigurationError(
      `"${url.host}" must be reached by https; plain http is for this machine only`,
    );
  return client;
}
