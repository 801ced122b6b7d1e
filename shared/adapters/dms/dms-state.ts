/** What the new DMS's words for state mean; each word in lower case, the union of all enums and recordings. */
import type { EngineFileState, EngineState } from '../../core/engine/engine-status';
import { meaningOf } from '../engine-text/service-words';

/**
 * `migrationStatus`: words seen live (Azure/azure-powershell recordings) and words Microsoft's own client knows
 * (microsoft/azuredatastudio, extensions/sql-migration).
 */
const MIGRATION_STATES: Readonly<Record<string, EngineState>> = {
  creating: 'creating',
  inprogress: 'running',
  uploadingfullbackup: 'running',
  uploadinglogbackup: 'running',
  restoring: 'running',
  readyforcutover: 'readyForCutover',
  completing: 'completing',
  succeeded: 'succeeded',
  failed: 'failed',
  canceling: 'canceling',
  cancelling: 'canceling',
  canceled: 'canceled',
  cancelled: 'canceled',
  retriable: 'retriable',
  waitforretry: 'retriable',
};

/** What `provisioningState` alone tells, when there is no migration status yet. */
const PROVISIONING_STATES: Readonly<Record<string, EngineState>> = {
  creating: 'creating',
  provisioning: 'creating',
  completing: 'completing',
  canceling: 'canceling',
  cancelling: 'canceling',
  canceled: 'canceled',
  cancelled: 'canceled',
  failed: 'failed',
};

/** A failed or finished resource under a running migration is a contradiction; one that is at work is not. */
const UNDERWAY: ReadonlySet<EngineState> = new Set(['creating', 'completing', 'canceling']);

const FILE_STATES: Readonly<Record<string, EngineFileState>> = {
  initial: 'pending',
  arrived: 'pending',
  queued: 'pending',
  uploading: 'pending',
  uploaded: 'pending',
  restoring: 'restoring',
  restored: 'restored',
  ignored: 'ignored',
  skipped: 'ignored',
  canceled: 'canceled',
  cancelled: 'canceled',
};

/**
 * Joins the two state words of the resource.
 *
 * `provisioningState` runs ahead of `migrationStatus` while the service works on a request, so one that says
 * Completing or Canceling counts; a migration counts as running only while its resource is at rest (`Succeeded`).
 * `Succeeded` of the resource says nothing about the migration: pairs seen live are Succeeded/InProgress,
 * Succeeded/Canceled, Succeeded/Failed (2021) and Failed/Failed (2025).
 *
 * @returns `unknown` for words and pairs nobody has seen.
 */
export function toEngineState(
  migrationStatus: string | undefined,
  provisioningState: string | undefined,
): EngineState {
  const provisioning = provisioningState?.toLowerCase() ?? '';
  const resource = meaningOf(PROVISIONING_STATES, provisioning) ?? 'unknown';
  if (migrationStatus === undefined) return resource;
  const state = meaningOf(MIGRATION_STATES, migrationStatus) ?? 'unknown';
  switch (state) {
    case 'running':
    case 'readyForCutover':
    case 'creating':
      if (provisioning === 'succeeded') return state;
      return UNDERWAY.has(resource) ? resource : 'unknown';
    case 'succeeded':
      return provisioning === 'completing' ? 'completing' : state;
    case 'canceled':
      return resource === 'canceling' ? 'canceling' : state;
    case 'completing':
    case 'canceling':
    case 'failed':
    case 'retriable':
    case 'unknown':
      return state;
  }
}

/** State of one file; a word this version does not know counts as pending, never as restored. */
export function toFileState(status: string | undefined): EngineFileState {
  return meaningOf(FILE_STATES, status) ?? 'pending';
}
