/** What a check says before it has a name. */

/** A check's state and its sentence. */
export interface Outcome {
  readonly state: 'met' | 'unmet' | 'unknown' | 'waived';
  /** One sentence for people, without a full stop. */
  readonly reason: string;
}

/** What is demanded is so. */
export const met = (reason: string): Outcome => ({ state: 'met', reason });

/** What is demanded is not so. */
export const unmet = (reason: string): Outcome => ({ state: 'unmet', reason });

/** It cannot be told, which never counts as met (G1). */
export const unknown = (reason: string): Outcome => ({ state: 'unknown', reason });
