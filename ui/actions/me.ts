/** Who acts: the operator whom the app sees, or on one machine another name. */
import { isLocalName, localToken } from '../../shared/core/access/local-token';

/** Who the app takes the operator for. */
export interface Me {
  readonly name: string;
  readonly roles: readonly string[];
}

/** As whom requests are sent. */
export interface Identity {
  /** Absent until the app has said so. */
  readonly me?: Me;
  /** Another name; empty for oneself. */
  readonly actAs: string;
}

/** True where the app says that it runs on one machine: only there are names without a sign-in. */
export function isLocal({ me }: Pick<Identity, 'me'>): boolean {
  return me?.name.startsWith('local:') === true;
}

/** The name that the app sees; undefined until it has said whom it sees. @example nameOf({ me: { name: 'local:dev', roles: [] }, actAs: 'bob' }) // 'local:dev/bob' */
export function nameOf(state: Identity): string | undefined {
  return tokenOf(state) === undefined ? state.me?.name : `${state.me?.name}/${state.actAs}`;
}

/** The token for another name; undefined for oneself, and everywhere but on one machine. */
export function tokenOf(state: Identity): string | undefined {
  return isLocal(state) && isLocalName(state.actAs) ? localToken(state.actAs) : undefined;
}
