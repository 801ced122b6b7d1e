/** Registering a migration: claim target and location, store, publish a first status. */
import { noticesOf } from '../../core/engine/notices';
import type { ControlRow } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import type { MigrationSummary } from '../../core/migration/status-document';
import { routeColumns } from '../../core/views/route-view';
import type { RegisterOutcome } from '../../ports/ledger';
import type { Capabilities } from '../capabilities';
import { freshText } from '../operate/change-policy';

/** Registers; a repetition of the same body is `same`. */
export async function registerMigration(
  caps: Capabilities,
  registration: Registration,
): Promise<RegisterOutcome> {
  const control: ControlRow = { policy: registration.policy, exclusions: [], earlierAttempts: [] };
  const waived = registration.policy.waive.map((one) => `${one.check} (${one.reason})`);
  const by = `Registered by ${registration.registeredBy}${waived.length === 0 ? '' : `, waiving ${waived.join(', ')}`}`;
  const { adopt, registeredBy } = registration;
  const fresh = adopt ? [freshText(registeredBy, adopt.reason)] : [];
  const text = [by, ...fresh, ...noticesOf(registration.engine)].join('. ');
  return caps.ledger.register(
    registration,
    control,
    { at: registration.registeredAt, kind: 'registered', by: registration.registeredBy, text },
    firstSummary(registration),
  );
}

/** The list's row of a migration that nobody has looked at. */
export function firstSummary(registration: Registration): MigrationSummary {
  return {
    id: registration.id,
    engine: registration.engine,
    phase: 'registered',
    ...routeColumns(registration),
    held: false,
    blocked: false,
    ready: false,
    headline: 'Registered: waiting for the first assessment',
    asOf: registration.registeredAt,
  };
}
