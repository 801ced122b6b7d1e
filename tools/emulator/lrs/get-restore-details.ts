/** GET managedInstances/{mi}/databases/{db}/restoreDetails/Default: how far a restore of the Log Replay Service has come. */
import type { Emulation } from '../emulation';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { databaseState } from '../operations/database-state';
import { restoreDetails, shortDetails } from './restore-details';
import { lrsErrors } from './lrs-errors';
import { managedDatabaseResource } from './lrs-ids';

/** Versions from this one on answer with the long form. */
const FIRST_LONG_VERSION = '2022-05-01';

/** 200 with the short form of 2019-06-01-preview (recorded) or the long one of 2022-05-01-preview and later. */
export function getRestoreDetails(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  const { name = '' } = call.params;
  if (name.toLowerCase() !== 'default')
    throw lrsErrors.invalidProperty('restoreDetailsName', "It must be 'Default'.");
  const id = managedDatabaseResource(names);
  if (databaseState(emulation, names) === undefined) throw lrsErrors.notFound(names);
  const restore = emulation.find(id);
  if (restore === undefined) throw lrsErrors.detailsExpired();
  const { orders } = emulation.contextFor(restore);
  if (orders.detailsCleanedUp === true) throw lrsErrors.detailsExpired();
  const long = call.apiVersion >= FIRST_LONG_VERSION && emulation.settings.restoreDetails === 'byVersion';
  return {
    status: 200,
    body: {
      properties: long ? restoreDetails(restore, orders) : shortDetails(restore, orders),
      id: `${id}/restoreDetails/Default`,
      name: 'Default',
      type: 'Microsoft.Sql/managedInstances/databases/restoreDetails',
    },
  };
}
