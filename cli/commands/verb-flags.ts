/** Flags of a verb by the field of the body they fill: who wrote flags is told the flags. */
import type { OperatorVerb } from '../../shared/operator-verbs/verb';
import type { FieldFlags } from '../api-client';

/** The flags, without what follows them. @example flagsOf(verb) // { reason: '--reason' }, of hold */
export function flagsOf({ cli }: OperatorVerb): FieldFlags {
  return Object.fromEntries(
    Object.entries(cli.options ?? {}).map(([field, { flag }]) => [field, flag.split(' ')[0] ?? flag]),
  );
}
