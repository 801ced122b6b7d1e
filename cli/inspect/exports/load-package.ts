/** Packages that few calls of the command need, loaded when they are. */
import { createRequire } from 'node:module';

/** Loads a package now. @example loadPackage<typeof LosslessJson>('lossless-json').parse(text) */
export function loadPackage<T>(name: string): T {
  return createRequire(__filename)(name) as T;
}
