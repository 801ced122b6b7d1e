/** `POST migrations`: registers, then starts the watch that adopts or creates. */
import { refuse } from '../../shared/api/problem';
import {
  type RegistrationRequest,
  type RegistrationRules,
  readRegistrationRequest,
} from '../../shared/api/registration-body';
import type { Config } from '../../shared/config';
import { type Operator, hasRole } from '../../shared/core/access/roles';
import { noticesOf } from '../../shared/core/engine/notices';
import type { Registration } from '../../shared/core/migration/registration';
import { linksOf } from '../../shared/core/views/status-view';
import { otherWork } from '../../shared/core/watch/other-work';
import { watchOrchestration } from '../../shared/durable/contracts';
import type { RegisterOutcome } from '../../shared/ports/ledger';
import { readEngine } from '../../shared/use-cases/assess/gather-facts';
import { lastBackupWarning } from '../../shared/use-cases/assess/last-backup-warning';
import { type Capabilities, nowIso } from '../../shared/use-cases/capabilities';
import { sentence } from '../../shared/use-cases/operator-actions';
import { registerMigration } from '../../shared/use-cases/register/register-migration';
import { wake } from '../watch-starter';
import { type Endpoint, readJson } from './endpoint';
import { fittingRegistration, foundRegistration } from './found-registration';
import { accepted, ok } from './respond';

/** Makes the endpoint. */
export function makeRegisterMigration(
  caps: Capabilities,
  config: Pick<Config, 'backupHosts'>,
  engines: RegistrationRules['engines'],
): Endpoint {
  return async (request, client, _context, operator) => {
    const rules = {
      engines,
      backupHosts: config.backupHosts,
      leastPoll: caps.timing.leastPoll,
      registeredBy: operator.name,
      now: nowIso(caps.clock),
    };
    const asked = readRegistrationRequest(await readJson(request), rules);
    refuseWithoutApproval(operator, asked);
    const registration =
      asked.kind === 'full'
        ? await fittingRegistration(caps, engines, asked.registration)
        : await foundRegistration(caps, engines, asked.order);
    const doubt = await lastBackupWarning(caps, registration);
    const other = otherWork(registration, await readEngine(caps, registration));
    const outcome = await registerMigration(caps, registration);
    refuseUnless(outcome, registration);
    // It is stored: where the watch cannot be started now, the sweep does.
    await wake(client, registration.id);
    const warnings = [
      ...noticesOf(registration.engine),
      ...(other === undefined || outcome.kind === 'same' ? [] : [other]),
      ...(doubt === undefined ? [] : [`${sentence(doubt)}. Compare it with the last backup that you mean`]),
    ];
    const { self } = linksOf(registration.id);
    const body = {
      id: registration.id,
      engine: registration.engine,
      links: linksOf(registration.id),
      ...(warnings.length > 0 && { warnings }),
      management: managementUrls(client, operator, registration.id),
    };
    return outcome.kind === 'same' ? ok(body, { Location: self }) : accepted(body, self);
  };
}

/** In these modes nobody approves the cutover later. @throws {ProblemError} `forbidden` for who may not approve one. */
function refuseWithoutApproval(operator: Operator, asked: RegistrationRequest): void {
  const { mode } = asked.kind === 'full' ? asked.registration.policy : asked.order.policy;
  if ((mode === 'auto' || mode === 'offline') && !hasRole(operator, 'Cutover.Approve'))
    refuse(
      'forbidden',
      `Cannot register the migration: policy.mode ${mode} cuts over without an approval, which needs the role Cutover.Approve, too; register it with mode manual`,
    );
}

function refuseUnless(outcome: RegisterOutcome, { id, target, backups }: Registration): void {
  switch (outcome.kind) {
    case 'registered':
    case 'same':
      return;
    case 'different':
      return refuse(
        'conflict',
        `Cannot register ${id}: it is registered with other values`,
        outcome.differences.map((field) => ({ field, message: 'differs from what is registered' })),
      );
    case 'targetClaimed':
      return refuse(
        'conflict',
        `Cannot register ${id}: migration ${outcome.by} has target database ${target.databaseName}`,
      );
    case 'locationOverlaps':
      return refuse(
        'conflict',
        `Cannot register ${id}: its backups (${backups.containerUrl}/${backups.prefix}) overlap with those of migration ${outcome.with}`,
      );
  }
}

/** The durable management URLs carry a system key: administrators only, stored nowhere (G5). */
function managementUrls(client: Parameters<Endpoint>[1], operator: Operator, id: string): unknown {
  return hasRole(operator, 'Cutover.Admin')
    ? client.createHttpManagementPayload(watchOrchestration.instanceId(id))
    : undefined;
}
