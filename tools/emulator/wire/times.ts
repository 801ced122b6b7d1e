/** Writes a time as the service does: UTC with as many fraction digits as needed, e.g. `2021-12-23T16:54:54.19Z`. */
export function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.?0+Z$/, 'Z');
}
