/** What shapes the bodies of an answer: settings, orders and the request's own words. */
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import { targetNames, type OperationCall } from '../http/operation-call';
import type { BodyContext } from '../wire/migration-body';
import type { TargetNames } from '../wire/resource-ids';

/** The context of a migration's body; `names` are the request's unless given. */
export function bodyContext(
  migration: Migration,
  call: OperationCall,
  emulation: Emulation,
  options: { readonly expand?: boolean; readonly names?: TargetNames } = {},
): BodyContext {
  const { now, orders, settings } = emulation.contextFor(migration);
  return {
    now,
    orders,
    shape: emulation.settings.details,
    setIds: emulation.settings.setIds,
    apiVersion: call.apiVersion,
    names: options.names ?? targetNames(call),
    expand: options.expand ?? false,
    readyForCutover: orders.readyForCutover ?? settings.readyForCutover,
  };
}
