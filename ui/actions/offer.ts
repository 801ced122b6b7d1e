/** What an operator may do now: everything that the dialog shows and sends, made of one document. */
import type { Call } from '../api/answer';

/** Something to fill in. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** Values to choose from, with what is shown of each; absent: a text. */
  readonly options?: readonly { readonly value: string; readonly text: string }[];
  /** The only texts that are taken, to the letter. */
  readonly among?: readonly string[];
  readonly isOptional?: true;
}

/** Why it is done. */
export const REASON: Field = {
  name: 'reason',
  label: 'Reason',
  hint: 'Everybody reads it, and it is journaled.',
};

/** What was filled in, by the name of the field. */
export type Values = Readonly<Record<string, string>>;

/** An action that the state of a migration or a group permits. */
export interface Offer {
  readonly key: string;
  /** On its button. */
  readonly label: string;
  /** Title of the dialog; an order. */
  readonly title: string;
  /** `go`: leads to the cutover; `grave`: something is lost. */
  readonly tone: 'go' | 'usual' | 'grave';
  /** One or two sentences. */
  readonly consequence: string;
  /** Whose approval stands already, and what follows instead for one of them. */
  readonly repeated?: { readonly by: readonly string[]; readonly consequence: string };
  /** What it is done to, a name and a value each. */
  readonly facts: readonly (readonly [string, string])[];
  /** What others have said, a sentence each; absent where it is not asked for. */
  readonly said?: readonly string[];
  /** What has to be typed, because it cannot be undone. */
  readonly typed?: string;
  /** What a check of it follows `typed` for: what is shown is what is confirmed. */
  readonly checked?: string;
  readonly fields: readonly Field[];
  /** The same without the deed; absent where the API has none. */
  readonly trial?: { readonly label: string; readonly calls: (values: Values) => readonly Call[] };
  /** True where it is tried as soon as the dialog opens, because that leaves no trace. */
  readonly isTriedAtOnce?: true;
  /** The requests, one after the other; `typed` is given where it was asked for. */
  readonly calls: (values: Values, typed: string | undefined) => readonly Call[];
  /** True where each request stands for itself: one that is refused keeps none of the others. */
  readonly isEach?: true;
  /** Documents that are read before the dialog opens, and the offer that is made of them. */
  readonly completed?: {
    readonly paths: readonly string[];
    readonly by: (documents: readonly unknown[]) => Offer;
  };
  /** What is told afterwards; a sentence. */
  readonly done: string;
}
