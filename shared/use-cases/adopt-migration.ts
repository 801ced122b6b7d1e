/** Binding a registered migration to the operation that runs at the service. */
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import { changeControl } from './change-control';

/** Writes the operation id into the control row; a migration adopted before stays as it is. */
export async function adoptMigration(caps: Capabilities, id: string, operationId: string): Promise<void> {
  const registration = await caps.ledger.registration(id);
  await changeControl<string>(caps.ledger, id, (control) => {
    if (control.operationId !== undefined || control.ended)
      return { kind: 'refuse', refusal: 'adopted before' };
    const at = nowIso(caps.clock);
    const account = registration?.backups.containerUrl ?? '';
    const text = `Adopted operation ${operationId}; the operator vouches for the storage account of ${account}, which the service does not name`;
    return {
      kind: 'change',
      control: { ...control, operationId },
      entries: [{ at, kind: 'adopted', by: 'watch', text, facts: { operationId } }],
    };
  });
}
