/** Who runs a preflight, as the sign-in tells. */

/** Who runs a preflight. */
export interface Caller {
  /** The app itself, or an operator's command. */
  readonly runs: 'app' | 'command';
  /** Object id in Microsoft Entra ID; absent when the sign-in does not tell it. */
  readonly objectId?: string;
  /** Name to sign in with, or the name of an application. */
  readonly name?: string;
}

/** What a sign-in tells of itself. */
export type SignedIn = Omit<Caller, 'runs'>;
