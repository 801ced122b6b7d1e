/** The status document as it was last published, with what the control row says now. */
import type { StatusDocument } from '../core/migration/status-document';
import { assessMigration } from './assess-migration';
import type { Capabilities } from './capabilities';

/** The document and the ETag of the control row. */
export interface ReadStatus {
  readonly document: StatusDocument;
  readonly etag: string;
}

/** Reads the status; a migration that was never assessed is assessed now. Undefined when it is not registered. */
export async function readStatus(caps: Capabilities, id: string): Promise<ReadStatus | undefined> {
  const control = await caps.ledger.control(id);
  if (!control) return undefined;
  const published = (await caps.ledger.status(id)) ?? (await assessAndRead(caps, id));
  return (
    published && {
      document: { ...published, held: control.value.hold, policy: control.value.policy },
      etag: control.etag,
    }
  );
}

async function assessAndRead(caps: Capabilities, id: string): Promise<StatusDocument | undefined> {
  await assessMigration(caps, id, 'routine');
  return caps.ledger.status(id);
}
