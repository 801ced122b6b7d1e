import { HostError, messageOf } from '../errors';
import type { FunctionDefinition } from './function-definition';

/**
 * What `parse` makes of the text of a function's option.
 * @throws {HostError} OPTION_INVALID naming the function, the option and what is wrong with it.
 */
export function parseOption<Parsed>(
  { name }: FunctionDefinition,
  option: string,
  text: string,
  parse: (text: string) => Parsed,
): Parsed {
  try {
    return parse(text);
  } catch (error) {
    const message = `Cannot start function '${name}': ${option} '${text}': ${messageOf(error)}`;
    throw new HostError('OPTION_INVALID', message, { cause: error });
  }
}
