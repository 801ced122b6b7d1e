/** What a row of the table of operator verbs holds, and how a row is made. */
import { z } from 'zod';
import type { ControlRow } from '../core/migration/control';
import type { Capabilities } from '../use-cases/capabilities';
import type { ActionOutcome, Operator } from '../use-cases/operator-actions';

/** What the command line says about a field of the body. */
export interface VerbOption {
  /** In the words of commander, such as `--reason <text>`. */
  readonly flag: string;
  readonly help: string;
  /** Set when a terminal asks for it where it is not given. */
  readonly asked?: true;
  /** What goes into the body; absent: the text as it was typed. */
  readonly read?: (text: string) => unknown;
}

/** How the command line offers a verb: `<verb> <id> <args…> [options]`. What the body needs, the command needs. */
export interface VerbCommand {
  readonly summary: string;
  readonly description: string;
  /** Help of the fields of the body that follow the id, in their order. */
  readonly args?: Readonly<Record<string, string>>;
  /** The other fields of the body. */
  readonly options?: Readonly<Record<string, VerbOption>>;
}

/** What a remark may look at. */
export interface RemarkedStatus {
  readonly tail?: { readonly blob: string } | null;
}

/** Everything about a verb besides its body. */
interface VerbWords {
  /** Last part of the path, `POST migrations/{id}/<verb>`, and name of the command; `group/verb` is `<group> <verb> <id>`. */
  readonly verb: string;
  /** Name of the function, and `operationId` in the contract. */
  readonly operationId: string;
  /** What the operator wants, for `Cannot <action>: …`. */
  readonly action: string;
  /**
   * Set for a verb that the watch carries out later, which answers 202: with what is made here, or with the status.
   * Absent: 200 with the status. Either way 202 without it where the status cannot be read once all is stored.
   */
  readonly accepted?: 'status' | ((control: ControlRow) => Readonly<Record<string, unknown>>);
  readonly cli: VerbCommand;
}

/** A row: everything that route, contract test and command line need to know about a verb. */
export interface VerbRow<B> extends VerbWords {
  /** Its fields; unknown ones are refused by name. */
  readonly body: z.ZodObject & z.ZodType<B>;
  /** Changes the control row, or refuses with the reason. */
  readonly run: (caps: Capabilities, operator: Operator, body: B) => Promise<ActionOutcome>;
  /** What the command says besides the status that came back. */
  readonly remark?: (body: B, id: string, status: RemarkedStatus) => string | undefined;
}

/** A body that fits, ready to be run; or what is wrong with it. */
export type VerbCall =
  | {
      readonly kind: 'fits';
      readonly run: (caps: Capabilities, operator: Operator) => Promise<ActionOutcome>;
      readonly remark: (id: string, status: RemarkedStatus) => string | undefined;
    }
  | { readonly kind: 'unfit'; readonly error: z.ZodError };

/** A row that reads its body itself, so that rows of different bodies stand in one table. */
export interface OperatorVerb extends VerbWords {
  readonly body: z.ZodObject;
  /** Reads a body. */
  readonly call: (body: unknown) => VerbCall;
}

/** Makes a row. @example operatorVerb({ verb: 'hold', body: z.strictObject({ reason }), … }).call({}).kind // 'unfit' */
export function operatorVerb<B>({ run, remark, ...row }: VerbRow<B>): OperatorVerb {
  return {
    ...row,
    call: (given) => {
      const parsed = row.body.safeParse(given);
      if (!parsed.success) return { kind: 'unfit', error: parsed.error };
      return {
        kind: 'fits',
        run: (caps, operator) => run(caps, operator, parsed.data),
        remark: (id, status) => remark?.(parsed.data, id, status),
      };
    },
  };
}

/** True when a body lacks something without the field. @example isNeeded(verb, 'reason') // true, of hold */
export function isNeeded({ body }: OperatorVerb, field: string): boolean {
  const schema = body.shape[field] as z.ZodType | undefined;
  return schema?.safeParse(undefined).success === false;
}

/** True when the field takes several values. @example isList(verb, 'rows') // true, of preflight/tick */
export function isList({ body }: OperatorVerb, field: string): boolean {
  return body.shape[field] instanceof z.ZodArray;
}
