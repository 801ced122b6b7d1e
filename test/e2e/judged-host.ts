/**
 * Which Functions host the end-to-end suite judges. `E2E_HOST=local` (the default) is the bundled one, `E2E_HOST=func`
 * Microsoft's, found as `npm start -- --host=func` finds it. `E2E_CHAOS=<seed>` brings the bundled one into disorder.
 */
import { resolve } from 'node:path';
import { findFunc } from '../../tools/demo/stack/find-func';
import { type HostChoice, type HostFlag, chooseHost, HOST_FLAGS } from '../../tools/demo/stack/host-choice';
import { endToEnd } from './end-to-end';

/** The seed of the disorder that was asked for. */
export const CHAOS = process.env.E2E_CHAOS;

/** The folder of the app that was asked for, such as a package; without it the build is judged. */
export const JUDGED_APP = process.env.E2E_APP === undefined ? undefined : resolve(process.env.E2E_APP);

/** The host that was asked for. @throws for a word that is none, and for disorder on a host that knows none */
export function readHostFlag(env: Readonly<Record<string, string | undefined>>): HostFlag {
  const word = env.E2E_HOST === undefined || env.E2E_HOST === '' ? 'local' : env.E2E_HOST;
  const flag = HOST_FLAGS.find((one) => one === word);
  if (flag === undefined)
    throw new Error(
      `Cannot choose the host: E2E_HOST is "${word}"; say local (the bundled one) or func (Microsoft's). ` +
        'An address will not do: each suite gives its host storage, services and settings of its own, and kills it',
    );
  if (flag === 'func' && env.E2E_CHAOS !== undefined)
    throw new Error(
      'Cannot bring the host into disorder: E2E_CHAOS is for E2E_HOST=local, only the bundled one knows it',
    );
  return flag;
}

/** Looks for the host that is to be judged. @throws {HostChoiceError} when func is asked for and there is none */
export function judgedHost(): Promise<HostChoice> {
  return chooseHost(readHostFlag(process.env), process.env.FUNC_PATH, findFunc(process.env.PATH ?? ''));
}

/** Arguments of a bundled host in disorder. */
export function chaosArgs(seed: string): readonly string[] {
  return ['--chaos', seed];
}

/** Declares an end-to-end suite about what only the bundled host has; with another one it is skipped with a printed reason. */
export function onBundledHost(name: string, suite: () => void): void {
  if (readHostFlag(process.env) === 'local') endToEnd(name, suite);
  else describe.skip(`${name} (skipped: it is about the bundled host, and E2E_HOST asks for another)`, suite);
}
