/** The routes of the API, and who may call each. What is not in this table cannot be registered (functions/index.ts). */
import { type Operator, type Role, hasRole } from '../core/access/roles';

/** `nothing`: anyone, without a sign-in. `signIn`: a sign-in with any role or none. Roles: one of them. */
export type Need = 'nothing' | 'signIn' | readonly Role[];

/**
 * What a call concerns, which the caller's reach has to contain: the one migration of its path; all of them, and those to come;
 * those that the handler leaves in a list; the one that the handler reads from the body; every member of a group, which the handler
 * reads; or the app alone, and no migration.
 */
export type Concern = 'one' | 'all' | 'listed' | 'new' | 'group' | 'app';

/** A route, its need and its concern. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/api/`, as a template of Azure Functions. */
  readonly path: string;
  readonly needs: Need;
  readonly concerns: Concern;
}

const READ: readonly Role[] = ['Cutover.Read'];
const OPERATE: readonly Role[] = ['Cutover.Operate'];
/** What permits a request that cannot be taken back, or states its outcome. */
const APPROVE: readonly Role[] = ['Cutover.Approve'];
/** The brake is for everybody who may move a migration. */
const BRAKE: readonly Role[] = ['Cutover.Operate', 'Cutover.Approve'];

/** What concerns all migrations. */
const ADMIN: Need = ['Cutover.Admin'];

/** Every route by its `operationId`. */
export const ROUTES = {
  registerMigration: { method: 'POST', path: 'migrations', needs: OPERATE, concerns: 'new' },
  listMigrations: { method: 'GET', path: 'migrations', needs: READ, concerns: 'listed' },
  getMigration: { method: 'GET', path: 'migrations/{id}', needs: READ, concerns: 'one' },
  patchMigration: { method: 'PATCH', path: 'migrations/{id}', needs: APPROVE, concerns: 'one' },
  getBackups: { method: 'GET', path: 'migrations/{id}/backups', needs: READ, concerns: 'one' },
  getJournal: { method: 'GET', path: 'migrations/{id}/journal', needs: READ, concerns: 'one' },
  getEvidence: { method: 'GET', path: 'migrations/{id}/evidence', needs: READ, concerns: 'one' },
  getRunbook: { method: 'GET', path: 'migrations/{id}/runbook', needs: READ, concerns: 'one' },
  rehearse: { method: 'POST', path: 'migrations/{id}/rehearse', needs: OPERATE, concerns: 'one' },
  getRehearsal: { method: 'GET', path: 'migrations/{id}/rehearsal', needs: READ, concerns: 'one' },
  getProbe: { method: 'GET', path: 'migrations/{id}/probe', needs: READ, concerns: 'one' },
  giveProbe: { method: 'POST', path: 'migrations/{id}/probe', needs: OPERATE, concerns: 'one' },
  judgeRegistration: { method: 'POST', path: 'preflight', needs: OPERATE, concerns: 'new' },
  getPreflight: { method: 'GET', path: 'migrations/{id}/preflight', needs: READ, concerns: 'one' },
  runPreflight: { method: 'POST', path: 'migrations/{id}/preflight', needs: OPERATE, concerns: 'one' },
  tickPreflight: { method: 'POST', path: 'migrations/{id}/preflight/tick', needs: OPERATE, concerns: 'one' },
  waivePreflight: {
    method: 'POST',
    path: 'migrations/{id}/preflight/waive',
    needs: APPROVE,
    concerns: 'one',
  },
  nameTail: { method: 'POST', path: 'migrations/{id}/tail', needs: OPERATE, concerns: 'one' },
  holdMigration: { method: 'POST', path: 'migrations/{id}/hold', needs: BRAKE, concerns: 'one' },
  releaseMigration: { method: 'POST', path: 'migrations/{id}/release', needs: BRAKE, concerns: 'one' },
  retryMigration: { method: 'POST', path: 'migrations/{id}/retry', needs: OPERATE, concerns: 'one' },
  settleMigration: { method: 'POST', path: 'migrations/{id}/settle', needs: APPROVE, concerns: 'one' },
  excludeBlob: { method: 'POST', path: 'migrations/{id}/exclude', needs: OPERATE, concerns: 'one' },
  includeBlob: { method: 'POST', path: 'migrations/{id}/include', needs: OPERATE, concerns: 'one' },
  acceptSource: { method: 'POST', path: 'migrations/{id}/accept-source', needs: OPERATE, concerns: 'one' },
  withdrawMigration: { method: 'POST', path: 'migrations/{id}/withdraw', needs: OPERATE, concerns: 'one' },
  requestCutover: { method: 'POST', path: 'migrations/{id}/cutover', needs: APPROVE, concerns: 'one' },
  approveCutover: { method: 'POST', path: 'migrations/{id}/approve', needs: APPROVE, concerns: 'one' },
  revokeApproval: { method: 'POST', path: 'migrations/{id}/revoke', needs: APPROVE, concerns: 'one' },
  cancelMigration: { method: 'POST', path: 'migrations/{id}/cancel', needs: APPROVE, concerns: 'one' },
  listRunning: { method: 'GET', path: 'running', needs: OPERATE, concerns: 'new' },
  createGroup: { method: 'POST', path: 'groups', needs: OPERATE, concerns: 'group' },
  listGroups: { method: 'GET', path: 'groups', needs: READ, concerns: 'group' },
  getGroup: { method: 'GET', path: 'groups/{id}', needs: READ, concerns: 'group' },
  getGroupJournal: { method: 'GET', path: 'groups/{id}/journal', needs: READ, concerns: 'group' },
  holdGroup: { method: 'POST', path: 'groups/{id}/hold', needs: BRAKE, concerns: 'group' },
  releaseGroup: { method: 'POST', path: 'groups/{id}/release', needs: APPROVE, concerns: 'group' },
  approveGroup: { method: 'POST', path: 'groups/{id}/approve', needs: APPROVE, concerns: 'group' },
  revokeGroup: { method: 'POST', path: 'groups/{id}/revoke', needs: APPROVE, concerns: 'group' },
  dropMember: { method: 'POST', path: 'groups/{id}/drop', needs: APPROVE, concerns: 'group' },
  getLedger: { method: 'GET', path: 'ledger', needs: READ, concerns: 'listed' },
  freezeLedger: { method: 'POST', path: 'ledger/freeze', needs: ADMIN, concerns: 'all' },
  thawLedger: { method: 'POST', path: 'ledger/thaw', needs: ADMIN, concerns: 'all' },
  declareRestored: { method: 'POST', path: 'ledger/restored', needs: ADMIN, concerns: 'all' },
  readExport: { method: 'GET', path: 'ledger/migrations/{id}/export', needs: ADMIN, concerns: 'all' },
  exportMigration: { method: 'POST', path: 'ledger/migrations/{id}/export', needs: ADMIN, concerns: 'all' },
  deleteMigration: { method: 'POST', path: 'ledger/migrations/{id}/delete', needs: ADMIN, concerns: 'all' },
  importMigration: { method: 'POST', path: 'ledger/import', needs: ADMIN, concerns: 'all' },
  listReceivers: { method: 'GET', path: 'notifications', needs: ADMIN, concerns: 'all' },
  testNotification: { method: 'POST', path: 'notifications/test', needs: ADMIN, concerns: 'all' },
  health: { method: 'GET', path: 'health', needs: 'nothing', concerns: 'app' },
  getSignIn: { method: 'GET', path: 'sign-in', needs: 'nothing', concerns: 'app' },
  me: { method: 'GET', path: 'me', needs: 'signIn', concerns: 'app' },
  openApi: { method: 'GET', path: 'openapi.yaml', needs: READ, concerns: 'app' },
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
