/** Which migration service an engine uses, and where it is. */
import type { PreflightPlan } from './plan';
import { type Proof, ask, told } from './proof';

/** The classic service that a task belongs to. @example classicServiceId('/…/services/s/projects/p/tasks/t') // '/…/services/s' */
export function classicServiceId(taskId: string): string {
  return taskId.replace(/\/projects\/.*$/i, '');
}

/** Id of the classic service; unknown when the registration names no task. */
export function* classicService({ migration }: PreflightPlan): Proof<string> {
  return classicServiceId(yield* told(migration.taskId, 'taskId of the registration'));
}

/** Id of the service of the new DMS: as the registration or the notes name it. */
export function* migrationService({ migration: { create }, notes }: PreflightPlan): Proof<string> {
  const named = create?.engine === 'dms' ? create.migrationServiceId : notes.migrationServiceId;
  return yield* told(named, 'service of the migration (migrationServiceId of the notes)');
}

/** Region of the service. */
export function* serviceLocation(plan: PreflightPlan): Proof<string> {
  if (plan.migration.engine === 'dms-classic')
    return (yield* ask({ kind: 'classicService', id: yield* classicService(plan) })).location;
  return (yield* ask({ kind: 'migrationService', id: yield* migrationService(plan) })).location;
}
