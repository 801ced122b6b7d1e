/** A ledger on tables whose requests pass a policy, such as one that ends the program. */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { TableClient } from '@azure/data-tables';
import { EntityPages } from '../../shared/adapters/table-ledger/entity-pages';
import type { RetryBudget } from '../../shared/adapters/table-ledger/retry';
import { TableLedger } from '../../shared/adapters/table-ledger/table-ledger';

/** The same prefix is the same ledger. */
export function ledgerThrough(
  connectionString: string,
  tablePrefix: string,
  policy: PipelinePolicy,
  retry: RetryBudget,
): TableLedger {
  const pages = new EntityPages();
  const open = (name: string) =>
    TableClient.fromConnectionString(connectionString, `${tablePrefix}${name}`, {
      allowInsecureConnection: true,
      httpClient: pages,
      retryOptions: { maxRetries: 0 },
      additionalPolicies: [{ policy, position: 'perRetry' }],
    });
  const tables = { register: open('Register'), migrations: open('Ledger'), pages, home: tablePrefix };
  return new TableLedger(tables, retry);
}

export const isWrite = (method: string): boolean => method !== 'GET';

/** Ends the program (an error that nothing repeats) before or after its n-th write. */
export function crashAt(write: number, moment: 'before' | 'after'): PipelinePolicy {
  let writes = 0;
  return {
    name: 'crash',
    sendRequest: async (request, next) => {
      if (isWrite(request.method)) writes += 1;
      if (writes === write && moment === 'before') throw new Error('the program ends here');
      if (writes > write) throw new Error('nothing runs any more');
      const response = await next(request);
      if (writes === write) throw new Error('the program ends here');
      return response;
    },
  };
}
