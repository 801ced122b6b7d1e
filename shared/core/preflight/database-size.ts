/** How large the database is, as far as that is known. */
import { setsOf } from './known-backups';
import type { PreflightPlan } from './plan';

const GIB = 1024 ** 3;

/** Size in GB: as noted, or the files that the newest full lists; undefined when neither is known. */
export function sizeOf({ notes, backups }: PreflightPlan): number | undefined {
  if (notes.sizeGb !== undefined) return notes.sizeGb;
  const sizes = setsOf(backups?.files ?? []).flatMap(({ type, databaseFiles }) =>
    type === 'full' && databaseFiles !== undefined
      ? [databaseFiles.reduce((sum, { size }) => sum + size, 0) / GIB]
      : [],
  );
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}
