/** Where a migration stands, and whether it has come to its end. */

/** Phases in which nothing changes any more. */
export const TERMINAL_PHASES = ['completed', 'failed', 'canceled'] as const;

/** One of them. */
export type TerminalPhase = (typeof TERMINAL_PHASES)[number];

/** All phases, in the order in which a migration goes through them. */
export const PHASES = [
  'registered',
  'seeding',
  'following',
  'ready',
  'cuttingOver',
  'confirming',
  ...TERMINAL_PHASES,
] as const;

/** Where a migration stands; `held` and `blocked` are conditions beside it. */
export type Phase = (typeof PHASES)[number];

/** True once nothing watches the migration any more; a phase of a newer API counts as going on. */
export function hasEnded({ phase }: { readonly phase: string }): boolean {
  return TERMINAL_PHASES.some((terminal) => terminal === phase);
}
