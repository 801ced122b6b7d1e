/** Whether a migration found at the service is the one that was registered. */
import { shellQuoted } from '../command-line';
import { isTerminal, type EngineFailure, type EngineStatus } from '../engine/engine-status';
import { failureText } from '../engine/failure-text';
import { databaseMigrationId } from '../engine/resource-id';
import type { Facts } from '../facts/facts';
import { isSamePlace, placeOf, tellsContainerOnly } from '../migration/backup-place';
import type { ControlRow } from '../migration/control';
import { isOffline } from '../migration/offline';
import type { Registration } from '../migration/registration';
import { isSameName } from '../names';
import { mayHaveCreated } from '../requests/creation';

/** Adoption's verdict. */
export type Adoption =
  | { readonly kind: 'adopt'; readonly operationId: string }
  /** Nothing is wrong, but the service does not report enough yet. */
  | { readonly kind: 'wait'; readonly reason: string }
  /** `failure` when the migration ended before it began. */
  | {
      readonly kind: 'refuse';
      readonly about: AdoptionObjection;
      readonly reason: string;
      readonly failure?: EngineFailure;
    };

/** What does not fit: one that has ended stands in the way or ended before it began, or the mode, source or place. */
export type AdoptionObjection = 'inTheWay' | 'ended' | 'mode' | 'source' | 'place';

/**
 * Judges a reading of the service against the registration: same container, same source database, online or offline as
 * the policy says, and what it restored last is in our ledger. The storage account is the operator's word, for the
 * service does not echo it; so is the mode where the engine never reports it.
 *
 * @example judgeAdoption(facts, status).kind // 'refuse' when the service reads another container
 */
export function judgeAdoption(facts: Facts, status: EngineStatus): Adoption {
  const objection = wrongMigration(facts, status);
  if (objection !== undefined) return { kind: 'refuse', ...objection };
  if (status.operationId === undefined && isTerminal(status.state))
    return { kind: 'refuse', about: 'ended', reason: endedUnbegun(facts, status), failure: status.failure };
  if (status.operationId === undefined || status.state === 'creating')
    return { kind: 'wait', reason: 'the service is still setting the migration up' };
  if (isOffline(facts.control) && status.online === undefined && !isModeUntold(status))
    return { kind: 'wait', reason: 'the service does not report yet whether the migration is offline' };
  const isContainerUntold = status.unreported?.includes('container') === true;
  if (status.containerName === undefined && !isContainerUntold)
    return { kind: 'wait', reason: 'the service does not report its container yet' };
  const hasRestored =
    status.lastRestoredFile !== undefined ||
    status.lastRestoredSet !== undefined ||
    status.fullRestored === true;
  const mustBeKnown =
    hasRestored ||
    status.containerName === undefined ||
    tellsContainerOnly(status.containerName, facts.registration.backups);
  if (mustBeKnown && facts.progress.lastRestoredKnown !== true)
    return { kind: 'wait', reason: unknownRestored(status) };
  return { kind: 'adopt', operationId: status.operationId };
}

function unknownRestored({ lastRestoredFile }: EngineStatus): string {
  return lastRestoredFile === undefined
    ? 'the service does not report which file it restored last'
    : `the service restored ${lastRestoredFile} last, which is not in the ledger yet`;
}

function wrongMigration(
  facts: Facts,
  status: EngineStatus,
): { readonly about: AdoptionObjection; readonly reason: string } | undefined {
  const { registration } = facts;
  if (registration.start === 'create' && !mayHaveCreated(facts.control) && isTerminal(status.state))
    return { about: 'inTheWay', reason: inTheWay(status, registration) };
  const wrongMode = modeObjection(facts.control, status);
  if (wrongMode !== undefined) return { about: 'mode', reason: wrongMode };
  const source = status.sourceDatabaseName;
  if (source !== undefined && !isSameName(source, registration.source.databaseName))
    return {
      about: 'source',
      reason: `the service migrates database ${source}, but ${registration.source.databaseName} is registered`,
    };
  const container = status.containerName;
  if (container !== undefined && !isSamePlace(container, registration.backups))
    return {
      about: 'place',
      reason: `the service reads container ${container}, but ${placeOf(registration.backups)} is registered`,
    };
  return undefined;
}

/**
 * Why the policy's mode does not fit the migration at the service, with the remedy; undefined when it does, or when
 * the service does not report.
 */
export function modeObjection(
  control: Pick<ControlRow, 'offline' | 'policy'>,
  status: EngineStatus,
): string | undefined {
  const { mode } = control.policy;
  if (status.online === false && !isOffline(control)) {
    const after = status.lastBackupName === undefined ? '' : ` after ${status.lastBackupName}`;
    return `the migration at the service is offline: the service cuts over by itself${after}, but the policy's mode is ${mode}; set the mode to offline to watch and confirm it, or start an online migration`;
  }
  if (status.online === true && isOffline(control))
    return "the migration at the service is online, but the policy's mode is offline: nobody would cut it over; set the mode to manual, approve or auto, or start an offline migration";
  return undefined;
}

/** True when the engine never reports whether a migration is online: the policy's mode is the operator's word for it. */
export function isModeUntold(status: EngineStatus): boolean {
  return status.online === undefined && status.unreported?.includes('mode') === true;
}

/** To the Log Replay Service the migration is the database itself, and an ended one may be in use: nobody is told to remove it. */
function inTheWay({ kind, state }: EngineStatus, registration: Registration): string {
  return kind === 'lrs'
    ? `the instance already has a database of this name (${state}): register with another target database`
    : `a migration that is ${state} is in the way at the service: remove it there, and the new one is created: ${removal(registration)}`;
}

/** The service gave up before it gave an operation id: nothing of it can be adopted, and it stands in the way. */
function endedUnbegun({ registration }: Facts, { state, failure }: EngineStatus): string {
  const why = failure === undefined ? '' : ` (${failureText(failure)})`;
  const then = registration.start === 'create' ? 'then retry' : 'then start it again';
  return `the migration at the service ended before it began: ${state}${why}; remove it there, ${then}`;
}

/**
 * The command that removes what has ended at the service; the target database is not touched. A path without a host is
 * asked of the cloud that the Azure CLI is signed in to (`az rest --help`).
 */
function removal({ target }: Registration): string {
  const id = databaseMigrationId(target.managedInstanceId, target.databaseName);
  return `az rest --method delete --url ${shellQuoted(`${id}?api-version=2025-06-30`)}`;
}
