/** Where a migration stands, and whether it has come to its end. */

/** Phases in which nothing changes any more. */
export const TERMINAL_PHASES = ['completed', 'failed', 'canceled', 'exported'] as const;

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

/**
 * True for an end after which target and folder can be registered again. A completed one keeps them, so that nothing else
 * writes where its evidence is; an exported one, because it goes on in another ledger.
 *
 * @example givesUpClaims('failed') // true
 */
export function givesUpClaims(phase: TerminalPhase): boolean {
  return phase === 'failed' || phase === 'canceled';
}

/** True once nothing watches the migration any more; a phase of a newer API counts as going on. */
export function hasEnded({ phase }: { readonly phase: string }): boolean {
  return TERMINAL_PHASES.some((terminal) => terminal === phase);
}
