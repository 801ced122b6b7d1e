/** `POST preflight` judges a registration that is not stored; `migrations/{id}/preflight` shows the last one, or runs it anew. */
import type { HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { refuse, refuseUnknown } from '../../shared/api/problem';
import { type RegistrationRules, readRegistrationRequest } from '../../shared/api/registration-body';
import type { Config } from '../../shared/config';
import { commandLine } from '../../shared/core/command-line';
import { preflightDocument } from '../../shared/core/preflight/document';
import { storedDocument } from '../../shared/core/preflight/stored-result';
import { type Capabilities, nowIso } from '../../shared/use-cases/capabilities';
import { bounded } from '../../shared/use-cases/preflight/estate-readers';
import { RUN_SECONDS, judgeMigration } from '../../shared/use-cases/preflight/judge-migration';
import { planOfRequest } from '../../shared/use-cases/preflight/plan-of';
import { readPreflight } from '../../shared/use-cases/preflight/preflight-store';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import { wake } from '../watch-starter';
import { type Endpoint, migrationId, readBody, readJson } from './endpoint';
import { foundRegistration } from './found-registration';
import { refuseBeyondReach, refuseSearch } from './registrant-reach';
import { ok } from './respond';

/** Judges a registration; nothing is stored. */
export function makeJudgeRegistration(
  caps: Capabilities,
  config: Pick<Config, 'backupHosts'>,
  engines: RegistrationRules['engines'],
): Endpoint {
  return async (request, _client, _context, caller) => {
    const asked = readRegistrationRequest(await readJson(request), {
      engines,
      backupHosts: config.backupHosts,
      leastPoll: caps.timing.leastPoll,
      registeredBy: caller.name,
      now: nowIso(caps.clock),
    });
    if (asked.kind === 'full') refuseBeyondReach(caller, asked.registration);
    else refuseSearch(caller, asked.order.resourceId);
    const registration =
      asked.kind === 'full' ? asked.registration : await foundRegistration(caps, engines, asked.order);
    refuseBeyondReach(caller, registration);
    const plan = await planOfRequest(caps, registration);
    const reader = bounded(caps.estate, { clock: caps.clock, seconds: RUN_SECONDS });
    return ok(preflightDocument(await runPreflight(plan, { reader, readings: new Map() }), plan.now));
  };
}

/** The last preflight of a migration, with the answers of operators. */
export function makeGetPreflight(caps: Pick<Capabilities, 'ledger' | 'clock'>): Endpoint {
  return (request) => stored(caps, migrationId(request));
}

/** Runs it anew; what is found may let a creation go on. */
export function makeRunPreflight(caps: Capabilities): Endpoint {
  return async (request, client, _context, operator) => {
    const id = migrationId(request);
    await readBody(request, z.strictObject({}), 'run the preflight');
    const control = (await caps.ledger.control(id))?.value;
    if (control?.ended !== undefined)
      return refuse('conflict', `Cannot run the preflight: the migration has ended (${control.ended.phase})`);
    const outcome = await judgeMigration(caps, id, operator.name, caps.estate);
    if (outcome.kind === 'unknownMigration') return refuseUnknown(id);
    await wake(client, id);
    return stored(caps, id);
  };
}

async function stored(
  { ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>,
  id: string,
): Promise<HttpResponseInit> {
  const registration = await ledger.registration(id);
  const control = (await ledger.control(id))?.value;
  if (registration === undefined || control === undefined) return refuseUnknown(id);
  const { result } = await readPreflight(ledger, id);
  return result === undefined
    ? refuse('notFound', `No preflight of migration ${id} has run yet: ${commandLine(['preflight', id])}`)
    : ok(storedDocument(registration, result, control.preflight, nowIso(clock)));
}
