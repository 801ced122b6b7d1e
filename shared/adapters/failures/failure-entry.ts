/** The shape of a diagnosis; the files beside this one hold them as data. */

/** One diagnosis. */
export interface FailureEntry {
  /** Codes it belongs to, number and name; empty when the text alone is telling. */
  readonly codes: readonly string[];
  /** Text so telling that it counts under any code. */
  readonly text?: RegExp;
  /** Text that counts only together with one of the codes. */
  readonly withCode?: RegExp;
  readonly cause: string;
  readonly remedy: string;
}
