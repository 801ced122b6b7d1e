/** `POST migrations`: registers, then starts the watch that adopts or creates. */
import { refuse } from '../../shared/api/problem';
import {
  type RegistrationRequest,
  type RegistrationRules,
  readRegistrationRequest,
} from '../../shared/api/registration-body';
import type { Config } from '../../shared/config';
import { type Caller, atPlace, everywhere, placeOf } from '../../shared/core/access/reach';
import { hasRole } from '../../shared/core/access/roles';
import { commandLine } from '../../shared/core/command-line';
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
import { refuseBeyondReach, refuseSearch, shownMigration } from './registrant-reach';
import { accepted, ok } from './respond';

/** Makes the endpoint. */
export function makeRegisterMigration(
  caps: Capabilities,
  config: Pick<Config, 'backupHosts'>,
  engines: RegistrationRules['engines'],
): Endpoint {
  return async (request, client, _context, caller) => {
    const rules = {
      engines,
      backupHosts: config.backupHosts,
      leastPoll: caps.timing.leastPoll,
      registeredBy: caller.name,
      now: nowIso(caps.clock),
    };
    const asked = readRegistrationRequest(await readJson(request), rules);
    const registration = await readRegistration(caps, engines, caller, asked);
    const doubt = await lastBackupWarning(caps, registration);
    const other = otherWork(registration, await readEngine(caps, registration));
    const outcome = await registerMigration(caps, registration);
    await refuseUnless(outcome, registration, (id) => shownMigration(caps.ledger, caller, id));
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
      management: managementUrls(client, caller, registration.id),
    };
    return outcome.kind === 'same' ? ok(body, { Location: self }) : accepted(body, self);
  };
}

/** The registration that is asked for, once the caller may register it; before any service is asked, where that can be told. */
async function readRegistration(
  caps: Capabilities,
  engines: RegistrationRules['engines'],
  caller: Caller,
  asked: RegistrationRequest,
): Promise<Registration> {
  if (asked.kind === 'full') {
    refuseUnlessAllowed(caller, asked.registration);
    return fittingRegistration(caps, engines, asked.registration);
  }
  refuseSearch(caller, asked.order.resourceId);
  refuseWithoutApproval(caller, asked.order);
  const found = await foundRegistration(caps, engines, asked.order);
  refuseUnlessAllowed(caller, found);
  return found;
}

function refuseUnlessAllowed(caller: Caller, registration: Registration): void {
  refuseBeyondReach(caller, registration);
  refuseWithoutApproval(atPlace(caller, placeOf(registration)), registration);
}

/** In these modes nobody approves the cutover later. @throws {ProblemError} `forbidden` for who may not approve one. */
function refuseWithoutApproval(caller: Caller, { policy: { mode } }: Pick<Registration, 'policy'>): void {
  if ((mode === 'auto' || mode === 'offline') && !hasRole(caller, 'Cutover.Approve'))
    refuse(
      'forbidden',
      `Cannot register the migration: policy.mode ${mode} cuts over without an approval, which needs the role Cutover.Approve, too; register it with mode manual`,
    );
}

/** @param shown how another migration is called before the caller; undefined for one that may not be read */
async function refuseUnless(
  outcome: RegisterOutcome,
  { id, target, backups }: Registration,
  shown: (id: string) => Promise<string | undefined>,
): Promise<void> {
  switch (outcome.kind) {
    case 'registered':
    case 'same':
      return;
    case 'different':
      return (await shown(id)) === undefined
        ? refuse('conflict', `Cannot register ${id}: the id is taken; choose another one`)
        : refuse(
            'conflict',
            `Cannot register ${id}: it is registered with other values`,
            outcome.differences.map((field) => ({ field, message: 'differs from what is registered' })),
          );
    case 'targetClaimed':
      return refuse(
        'conflict',
        `Cannot register ${id}: ${(await shown(outcome.by)) ?? 'another migration'} has target database ${target.databaseName}`,
      );
    case 'locationOverlaps':
      return refuse(
        'conflict',
        `Cannot register ${id}: its backups (${backups.containerUrl}/${backups.prefix}) overlap with those of ${(await shown(outcome.with)) ?? 'another migration'}`,
      );
    case 'leftOver':
      return refuse(
        'conflict',
        `Cannot register ${id}: a migration of this id was deleted, and not all of it is gone; delete what is left of it first: ${commandLine(['admin', 'delete', id])}`,
      );
  }
}

/** The durable management URLs carry a system key: administrators only, stored nowhere (G5). */
function managementUrls(client: Parameters<Endpoint>[1], caller: Caller, id: string): unknown {
  return hasRole(everywhere(caller), 'Cutover.Admin')
    ? client.createHttpManagementPayload(watchOrchestration.instanceId(id))
    : undefined;
}
