/** The end of a path, as far as it is remembered. */

/** Steps a checkpoint remembers from the end of the path. */
export const REMEMBERED_STEPS = 3;

/** The last steps of a path. @example lastStepsOf(verdict.path).at(-1)?.files */
export function lastStepsOf<Step>(path: readonly Step[]): readonly Step[] {
  return path.slice(-REMEMBERED_STEPS);
}
