/** How the source is found. */
import type { PreflightPlan } from './plan';

/** True for a named instance whose port SQL Server Browser tells, on UDP 1434. */
export function isNamedWithoutPort({ notes: { source }, migration }: PreflightPlan): boolean {
  if (source?.port !== undefined) return false;
  const { serverName, serverNames = [] } = migration.source;
  return source?.namedInstance ?? [serverName, ...serverNames].some((name) => name?.includes('\\') === true);
}
