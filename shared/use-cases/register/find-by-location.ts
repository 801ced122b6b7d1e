/** Which migration a blob belongs to. */
import { containerKey } from '../../core/migration/backup-place';
import type { Registration } from '../../core/migration/registration';
import type { Ledger } from '../../ports/ledger';

const FRESH_MS = 5_000;

/** A blob's place. */
export interface BlobLocation {
  readonly containerUrl: string;
  readonly name: string;
}

/**
 * Finds registrations by location. The list is read at most every five seconds, so a burst of uploads asks once; a blob
 * that fits none of it is held against a list read after it arrived, because its migration may be a moment old.
 */
export class RegistrationFinder {
  private latest: { readonly begunAt: number; readonly list: Promise<readonly Registration[]> } | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly nowMs: () => number,
  ) {}

  /** The migrations whose location holds the blob: one, and before it those that ended there without success. */
  async find(location: BlobLocation): Promise<readonly Registration[]> {
    const arrivedAt = this.nowMs();
    const found = (await this.listSince(arrivedAt - FRESH_MS)).filter((one) => holds(one, location));
    return found.length > 0 ? found : (await this.listSince(arrivedAt)).filter((one) => holds(one, location));
  }

  /** A list whose reading began at `since` or later; one that is under way is shared. */
  private listSince(since: number): Promise<readonly Registration[]> {
    const now = this.nowMs();
    if (this.latest === undefined || this.latest.begunAt < since || this.latest.begunAt > now) {
      const latest = { begunAt: now, list: this.readAll() };
      this.latest = latest;
      latest.list.catch(() => {
        if (this.latest === latest) this.latest = undefined;
      });
    }
    return this.latest.list;
  }

  private async readAll(): Promise<readonly Registration[]> {
    const all: Registration[] = [];
    for await (const registration of this.ledger.registrations()) all.push(registration);
    return all;
  }
}

function holds({ backups }: Registration, location: BlobLocation): boolean {
  return (
    containerKey(backups.containerUrl) === containerKey(location.containerUrl) &&
    location.name.startsWith(backups.prefix)
  );
}
