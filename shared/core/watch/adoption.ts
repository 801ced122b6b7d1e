/** Whether a migration found at the service is the one that was registered. */
import type { EngineStatus } from '../engine/engine-status';
import type { Facts } from '../readiness/facts';

/** Adoption's verdict. */
export type Adoption =
  | { readonly kind: 'adopt'; readonly operationId: string }
  /** Nothing is wrong, but the service does not tell enough yet. */
  | { readonly kind: 'wait'; readonly reason: string }
  | { readonly kind: 'refuse'; readonly reason: string };

/**
 * Judges a reading of the service against the registration: same container, same source database, an online migration,
 * and what it restored last is in our ledger. The storage account is the operator's word: the service does not echo it.
 *
 * @example judgeAdoption(facts, status).kind // 'refuse' when the service reads another container
 */
export function judgeAdoption(facts: Facts, status: EngineStatus): Adoption {
  const objection = wrongMigration(facts, status);
  if (objection !== undefined) return { kind: 'refuse', reason: objection };
  if (status.operationId === undefined || status.state === 'creating')
    return { kind: 'wait', reason: 'the service is still setting the migration up' };
  if (status.containerName === undefined)
    return { kind: 'wait', reason: 'the service does not tell its container yet' };
  if (status.lastRestoredFile !== undefined && facts.reach.lastRestoredKnown !== true)
    return {
      kind: 'wait',
      reason: `the service restored ${status.lastRestoredFile} last, which is not in the ledger yet`,
    };
  return { kind: 'adopt', operationId: status.operationId };
}

function wrongMigration(facts: Facts, status: EngineStatus): string | undefined {
  const { registration } = facts;
  if (status.online === false)
    return 'the migration at the service is offline: the service cuts over by itself';
  const source = status.sourceDatabaseName;
  if (source !== undefined && source.toLowerCase() !== registration.source.databaseName.toLowerCase())
    return `the service migrates database ${source}, registered is ${registration.source.databaseName}`;
  const container = status.containerName;
  if (container !== undefined && !sameContainer(container, registration.backups))
    return `the service reads container ${container}, registered is ${containerPath(registration.backups)}`;
  return undefined;
}

function sameContainer(
  told: string,
  backups: { readonly containerUrl: string; readonly prefix: string },
): boolean {
  const full = containerPath(backups).toLowerCase();
  return trimSlash(told).toLowerCase() === full;
}

function containerPath(backups: { readonly containerUrl: string; readonly prefix: string }): string {
  const container = backups.containerUrl.slice(backups.containerUrl.lastIndexOf('/') + 1);
  return trimSlash(`${container}/${backups.prefix}`);
}

function trimSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}
