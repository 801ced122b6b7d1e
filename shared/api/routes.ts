/** The routes of the API, and who may call each. What is not in this table cannot be registered (functions/index.ts). */
import { type Operator, type Role, hasRole } from '../core/access/roles';

/** `nothing`: anyone, without a sign-in. `signIn`: a sign-in with any role or none. Roles: one of them. */
export type Need = 'nothing' | 'signIn' | readonly Role[];

/** A route and its need. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/api/`, as a template of Azure Functions. */
  readonly path: string;
  readonly needs: Need;
}

const READ: Need = ['Cutover.Read'];
const OPERATE: Need = ['Cutover.Operate'];
/** What permits a request that cannot be taken back, or states its outcome. */
const APPROVE: Need = ['Cutover.Approve'];
/** The brake is for everybody who may move a migration. */
const BRAKE: Need = ['Cutover.Operate', 'Cutover.Approve'];

/** What concerns all migrations. */
const ADMIN: Need = ['Cutover.Admin'];

/** Every route by its `operationId`. */
export const ROUTES = {
  registerMigration: { method: 'POST', path: 'migrations', needs: OPERATE },
  listMigrations: { method: 'GET', path: 'migrations', needs: READ },
  getMigration: { method: 'GET', path: 'migrations/{id}', needs: READ },
  patchMigration: { method: 'PATCH', path: 'migrations/{id}', needs: APPROVE },
  getBackups: { method: 'GET', path: 'migrations/{id}/backups', needs: READ },
  getJournal: { method: 'GET', path: 'migrations/{id}/journal', needs: READ },
  getEvidence: { method: 'GET', path: 'migrations/{id}/evidence', needs: READ },
  judgeRegistration: { method: 'POST', path: 'preflight', needs: OPERATE },
  getPreflight: { method: 'GET', path: 'migrations/{id}/preflight', needs: READ },
  runPreflight: { method: 'POST', path: 'migrations/{id}/preflight', needs: OPERATE },
  tickPreflight: { method: 'POST', path: 'migrations/{id}/preflight/tick', needs: OPERATE },
  waivePreflight: { method: 'POST', path: 'migrations/{id}/preflight/waive', needs: APPROVE },
  nameTail: { method: 'POST', path: 'migrations/{id}/tail', needs: OPERATE },
  holdMigration: { method: 'POST', path: 'migrations/{id}/hold', needs: BRAKE },
  releaseMigration: { method: 'POST', path: 'migrations/{id}/release', needs: BRAKE },
  retryMigration: { method: 'POST', path: 'migrations/{id}/retry', needs: OPERATE },
  settleMigration: { method: 'POST', path: 'migrations/{id}/settle', needs: APPROVE },
  excludeBlob: { method: 'POST', path: 'migrations/{id}/exclude', needs: OPERATE },
  includeBlob: { method: 'POST', path: 'migrations/{id}/include', needs: OPERATE },
  acceptSource: { method: 'POST', path: 'migrations/{id}/accept-source', needs: OPERATE },
  withdrawMigration: { method: 'POST', path: 'migrations/{id}/withdraw', needs: OPERATE },
  requestCutover: { method: 'POST', path: 'migrations/{id}/cutover', needs: APPROVE },
  revokeApproval: { method: 'POST', path: 'migrations/{id}/revoke', needs: APPROVE },
  cancelMigration: { method: 'POST', path: 'migrations/{id}/cancel', needs: APPROVE },
  getLedger: { method: 'GET', path: 'ledger', needs: READ },
  freezeLedger: { method: 'POST', path: 'ledger/freeze', needs: ADMIN },
  thawLedger: { method: 'POST', path: 'ledger/thaw', needs: ADMIN },
  declareRestored: { method: 'POST', path: 'ledger/restored', needs: ADMIN },
  readExport: { method: 'GET', path: 'ledger/migrations/{id}/export', needs: ADMIN },
  exportMigration: { method: 'POST', path: 'ledger/migrations/{id}/export', needs: ADMIN },
  deleteMigration: { method: 'POST', path: 'ledger/migrations/{id}/delete', needs: ADMIN },
  importMigration: { method: 'POST', path: 'ledger/import', needs: ADMIN },
  health: { method: 'GET', path: 'health', needs: 'nothing' },
  me: { method: 'GET', path: 'me', needs: 'signIn' },
  openApi: { method: 'GET', path: 'openapi.yaml', needs: READ },
} as const satisfies Readonly<Record<string, Route>>;

/** The `operationId` of a route. */
export type RouteName = keyof typeof ROUTES;

/** True for the name of a route. @example isRouteName('listMigrations') // true */
export function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(ROUTES, name);
}

/** True when an operator may call what has this need. @example mayCall({ name: 'ada', roles: ['Cutover.Operate'] }, ['Cutover.Read']) // true */
export function mayCall(operator: Pick<Operator, 'roles'>, needs: Need): boolean {
  return typeof needs === 'string' || needs.some((role) => hasRole(operator, role));
}
