/** The probe of a migration: its T-SQL, what was read last, and what it shows. */
import { type ProbeDocument, toProbeDocument } from '../../core/views/probe-view';
import type { Capabilities } from '../capabilities';
import { readStatus } from '../read/read-status';
import { readTargetReading } from './target-reading-store';

/** Makes the document; undefined when no such migration is registered. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readProbe(caps: Capabilities, id: string): Promise<ProbeDocument | undefined> {
  const registration = await caps.ledger.registration(id);
  const status = await readStatus(caps, id);
  const control = (await caps.ledger.control(id))?.value;
  if (registration === undefined || status === undefined || control === undefined) return undefined;
  const { checks } = status.document.readiness;
  return toProbeDocument({
    ...{ registration, control, checks },
    target: await readTargetReading(caps.ledger, id),
  });
}
