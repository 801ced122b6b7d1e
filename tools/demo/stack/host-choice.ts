/** Which Functions host runs the app: Microsoft's `func`, or the bundled one; and the sentence that says why. */
import { resolve } from 'node:path';

/** What `--host` may ask for. */
export const HOST_FLAGS = ['func', 'local'] as const;
export type HostFlag = (typeof HOST_FLAGS)[number];

/** What became of looking at an executable: the version it tells, or why it cannot be used. */
export type FuncProbe =
  { readonly path: string; readonly version: string } | { readonly path: string; readonly fault: string };

/** Looks at the machine; nothing is looked at that the choice does not depend on. */
export interface FuncFinder {
  at(path: string): Promise<FuncProbe>;
  /** The first executable `func` on PATH, as a shell would take it. */
  onPath(): Promise<FuncProbe | undefined>;
}

/** The host that was chosen; `why` goes behind its name. */
export type HostChoice =
  | { readonly kind: 'bundled'; readonly why: string }
  | { readonly kind: 'func'; readonly path: string; readonly version: string; readonly why: string };

/** A host was asked for by name and cannot be used. */
export class HostChoiceError extends Error {
  readonly code = 'HostChoice';
  constructor(asked: string, reason: string) {
    super(`Cannot use ${asked}: ${reason}. ${REMEDY}`);
    this.name = 'HostChoiceError';
  }
}

const LEAST_MAJOR = 4;
const REMEDY =
  'Install Azure Functions Core Tools 4 (npm install --global azure-functions-core-tools@4), name its ' +
  'executable in FUNC_PATH, or take the bundled host: --host=local';

/**
 * `--host` goes before FUNC_PATH, that before a `func` on PATH, that before the bundled host.
 * What was asked for by name is used or an error; only what was found by chance may be left.
 * @throws {HostChoiceError}
 */
export async function chooseHost(
  flag: HostFlag | undefined,
  funcPath: string | undefined,
  finder: FuncFinder,
): Promise<HostChoice> {
  if (flag === 'local') return { kind: 'bundled', why: '--host=local asks for it' };
  if (funcPath !== undefined && funcPath !== '') {
    const named = usable(await finder.at(resolve(funcPath)));
    if ('fault' in named) throw new HostChoiceError(`FUNC_PATH ${named.path}`, `it ${named.fault}`);
    return { kind: 'func', ...named, why: 'FUNC_PATH names it' };
  }
  const found = await finder.onPath();
  const func = found && usable(found);
  if (flag === 'func') {
    if (!func) throw new HostChoiceError('--host=func', 'there is no func on PATH and FUNC_PATH is not set');
    if ('fault' in func) throw new HostChoiceError('--host=func', `${func.path} ${func.fault}`);
    return { kind: 'func', ...func, why: '--host=func asks for it' };
  }
  if (!func) return { kind: 'bundled', why: 'there is no func on PATH' };
  if ('fault' in func) return { kind: 'bundled', why: `${func.path} is not taken: it ${func.fault}` };
  return { kind: 'func', ...func, why: 'it is on PATH; --host=local takes the bundled one' };
}

/** One line: what was taken and why. */
export function describeChoice(choice: HostChoice): string {
  return choice.kind === 'bundled'
    ? `host: bundled, because ${choice.why}`
    : `host: func ${choice.version} (${choice.path}), because ${choice.why}`;
}

function usable(probe: FuncProbe): FuncProbe {
  if ('fault' in probe || Number.parseInt(probe.version, 10) >= LEAST_MAJOR) return probe;
  return { path: probe.path, fault: `is version ${probe.version}, and ${LEAST_MAJOR}.x or newer is needed` };
}
