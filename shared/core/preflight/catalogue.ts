/** The preflight catalogue: every requirement of the source documents, in the order in which it is shown. */
import type { PreflightRow } from './row';
import { SERVICE_ROWS } from './service-rows';

/** All rows. */
export const PREFLIGHT_ROWS: readonly PreflightRow[] = [...SERVICE_ROWS];
