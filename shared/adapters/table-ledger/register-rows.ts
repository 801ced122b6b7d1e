/**
 * The register: all registrations, their claims and the list, in one partition.
 *
 * Claim on the target, claim on the location, registration and summary are one transaction, so no crash can leave
 * one without the others; the control row follows in the migration's own partition from what the registration
 * carries, by whoever looks for it first.
 */
import type { ControlRow } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import type { Registration } from '../../core/migration/registration';
import type { MigrationSummary } from '../../core/migration/status-document';
import type { RegisterOutcome, RegisterRefusal } from '../../ports/ledger';
import {
  claimsAnything,
  containerClaim,
  formerContainerClaim,
  formerTargetClaim,
  prefixesOverlap,
  registrationDifferences,
  targetClaim,
} from '../ledger-rules/registration-rules';
import { contentionError } from './errors';
import { below, keyPart, REGISTER_PARTITION, registerRow } from './keys';
import { CONTENTION_ROUNDS, contentionPause } from './retry';
import { packRow, unpackRow, type StoredRow } from './row-codec';
import { newToken, type RowChange, type RowStore } from './row-store';
import { summaryColumns } from './summary-rows';

/** A registration with what its control row begins with. */
export interface Registered {
  readonly registration: Registration;
  readonly control: ControlRow;
  readonly entry: JournalEntry;
}

type LooksForRows = () => Promise<boolean>;

interface Claim {
  readonly id: string;
}

interface LocationClaim extends Claim {
  readonly prefix: string;
}

/** Registrations and claims. */
export class RegisterRows {
  private readonly turns = new Turns();

  constructor(private readonly store: RowStore) {}

  async read(action: string, id: string): Promise<Registered | undefined> {
    const stored = await this.store.get(action, REGISTER_PARTITION, registerRow.registration(id));
    return stored && unpackRow<Registered>(stored);
  }

  async *all(): AsyncIterable<Registration> {
    for await (const row of this.store.range('list the migrations', REGISTER_PARTITION, below('r')))
      yield unpackRow<Registered>(row).registration;
  }

  /**
   * Registers or tells why not; registrations of one container made by this process take turns.
   *
   * @param isLeftOver whether rows in the migration's own partition are in the way
   */
  async register(
    registered: Registered,
    summary: MigrationSummary,
    isLeftOver: LooksForRows,
  ): Promise<RegisterOutcome> {
    const container = containerClaim(registered.registration);
    return this.turns.take(container, () => this.attempt(registered, summary, { container, isLeftOver }));
  }

  /** Why `register` would refuse it now. */
  async refusal(
    registered: Pick<Registered, 'registration' | 'control'>,
    isLeftOver: LooksForRows,
  ): Promise<RegisterRefusal | undefined> {
    const { registration, control } = registered;
    const action = `register migration "${registration.id}"`;
    const known = (await this.read(action, registration.id))?.registration;
    if (known !== undefined) return compare(known, registration);
    const collision = claimsAnything(control) ? await this.collision(action, registration) : undefined;
    if (collision !== undefined) return collision;
    // After the registration was found absent: a deletion that has taken that away is done once no row is left.
    const isInTheWay = (await this.isListed(action, registration.id)) || (await isLeftOver());
    return isInTheWay ? { kind: 'leftOver' } : undefined;
  }

  /** True when the register has a registration, or its row of the list. */
  async hasRows(id: string): Promise<boolean> {
    const action = `look for rows of migration "${id}"`;
    return (await this.read(action, id)) !== undefined || (await this.isListed(action, id));
  }

  private async isListed(action: string, id: string): Promise<boolean> {
    return (await this.store.get(action, REGISTER_PARTITION, registerRow.summary(id))) !== undefined;
  }

  /** Deletes the claims of a registration, if they are still its own; the registration itself stays. */
  async release(id: string): Promise<void> {
    const action = `release the claims of migration "${id}"`;
    for (let round = 1; round <= CONTENTION_ROUNDS; round += 1) {
      const row = registerRow.registration(id);
      const stored = await this.store.get(action, REGISTER_PARTITION, row);
      if (stored === undefined) return;
      const registered = unpackRow<Registered>(stored);
      const claims = await this.claimsOf(action, registered.registration);
      if (claims.length === 0) return;
      const columns = packRow(action, registered, newToken());
      const outcome = await this.store.transact(
        action,
        REGISTER_PARTITION,
        { kind: 'replace', row, columns, etag: stored.etag },
        claims.map((claim) => ({ kind: 'delete', row: claim })),
      );
      if (outcome.kind === 'done') return;
      await contentionPause(round);
    }
    throw contentionError(action);
  }

  /** Deletes a registration with its claims and its row of the list. */
  async remove(id: string): Promise<void> {
    const action = `delete migration "${id}"`;
    await this.release(id);
    for (const row of [registerRow.registration(id), registerRow.summary(id)])
      await this.store.remove(action, REGISTER_PARTITION, row);
  }

  private async attempt(
    registered: Registered,
    summary: MigrationSummary,
    { container, isLeftOver }: { readonly container: string; readonly isLeftOver: LooksForRows },
  ): Promise<RegisterOutcome> {
    const { registration, control } = registered;
    const action = `register migration "${registration.id}"`;
    for (let round = 1; round <= CONTENTION_ROUNDS; round += 1) {
      // Read before the locations, so that a location added behind our back spoils the transaction.
      const guard = await this.store.get(action, REGISTER_PARTITION, registerRow.container(container));
      const refusal = await this.refusal(registered, isLeftOver);
      if (refusal !== undefined) return refusal;
      const row = registerRow.registration(registration.id);
      const outcome = await this.store.transact(
        action,
        REGISTER_PARTITION,
        { kind: 'insert', row, columns: packRow(action, registered, newToken()) },
        [
          ...(claimsAnything(control) ? claims(action, registration, container, guard) : []),
          listRow(action, summary),
        ],
      );
      if (outcome.kind === 'done') return { kind: 'registered' };
      await contentionPause(round);
    }
    throw contentionError(action);
  }

  private async collision(action: string, registration: Registration): Promise<RegisterRefusal | undefined> {
    const target = registerRow.target(targetClaim(registration));
    const claimed = await this.store.get(action, REGISTER_PARTITION, target);
    if (claimed !== undefined) return { kind: 'targetClaimed', by: unpackRow<Claim>(claimed).id };
    const locations = below(`l!${keyPart(containerClaim(registration))}`);
    for await (const row of this.store.range(action, REGISTER_PARTITION, locations)) {
      const other = unpackRow<LocationClaim>(row);
      if (prefixesOverlap(other.prefix, registration.backups.prefix))
        return { kind: 'locationOverlaps', with: other.id };
    }
    return this.formerCollision(action, registration);
  }

  /** Claims that 0.1.0 wrote under another key, found by what they were written for. */
  private async formerCollision(
    action: string,
    registration: Registration,
  ): Promise<RegisterRefusal | undefined> {
    for await (const other of this.all()) {
      const sharesTarget = targetClaim(other) === targetClaim(registration);
      const sharesLocation =
        containerClaim(other) === containerClaim(registration) &&
        prefixesOverlap(other.backups.prefix, registration.backups.prefix);
      if (!(sharesTarget || sharesLocation) || (await this.claimsOf(action, other)).length === 0) continue;
      return sharesTarget
        ? { kind: 'targetClaimed', by: other.id }
        : { kind: 'locationOverlaps', with: other.id };
    }
    return undefined;
  }

  /** Rows of the claims that a registration holds, in the form of now or of 0.1.0; none once they were released. */
  private async claimsOf(action: string, registration: Registration): Promise<readonly string[]> {
    const { id } = registration;
    const rows = [
      registerRow.target(targetClaim(registration)),
      registerRow.target(formerTargetClaim(registration)),
      registerRow.location(containerClaim(registration), id),
      registerRow.location(formerContainerClaim(registration), id),
    ];
    const held: string[] = [];
    for (const row of new Set(rows)) {
      const stored = await this.store.get(action, REGISTER_PARTITION, row);
      if (stored !== undefined && unpackRow<Claim>(stored).id === id) held.push(row);
    }
    return held;
  }
}

function compare(known: Registration, registration: Registration): RegisterRefusal {
  const differences = registrationDifferences(known, registration);
  return differences.length === 0
    ? { kind: 'same', registration: known }
    : { kind: 'different', differences };
}

function claims(
  action: string,
  registration: Registration,
  container: string,
  guard: StoredRow | undefined,
): readonly RowChange[] {
  const { id, backups } = registration;
  const token = newToken();
  const insert = (row: string, value: unknown): RowChange => ({
    kind: 'insert',
    row,
    columns: packRow(action, value, token),
  });
  const guardRow = registerRow.container(container);
  const guardColumns = packRow(action, { lastRegistered: id }, token);
  return [
    insert(registerRow.target(targetClaim(registration)), { id }),
    insert(registerRow.location(container, id), { id, prefix: backups.prefix }),
    guard === undefined
      ? { kind: 'insert', row: guardRow, columns: guardColumns }
      : { kind: 'replace', row: guardRow, columns: guardColumns, etag: guard.etag },
  ];
}

function listRow(action: string, summary: MigrationSummary): RowChange {
  const columns = packRow(action, summary, newToken(), summaryColumns(summary));
  return { kind: 'insert', row: registerRow.summary(summary.id), columns };
}

/** Lets the callers of one key go one after the other; other keys do not wait. */
class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const previous = this.last.get(key) ?? Promise.resolve();
    const mine = previous.then(work, work);
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
