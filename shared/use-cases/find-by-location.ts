/** Which migration a blob belongs to. */
import type { Registration } from '../core/migration/registration';
import type { Ledger } from '../ports/ledger';

const FRESH_MS = 5_000;

/** A blob's place. */
export interface BlobLocation {
  readonly containerUrl: string;
  readonly name: string;
}

/**
 * Finds registrations by location, reading the list at most every five seconds: a burst of uploads asks once. A blob
 * that arrives within these seconds of its registration is found by the registration's first listing.
 */
export class RegistrationFinder {
  private list: Promise<readonly Registration[]> | undefined;
  private readAt = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly nowMs: () => number,
  ) {}

  /** The migrations whose location holds the blob: one, and before it those that ended there without success. */
  async find(location: BlobLocation): Promise<readonly Registration[]> {
    const all = await this.registrations();
    return all.filter(
      ({ backups }) =>
        sameUrl(backups.containerUrl, location.containerUrl) && location.name.startsWith(backups.prefix),
    );
  }

  private registrations(): Promise<readonly Registration[]> {
    if (this.list === undefined || Math.abs(this.nowMs() - this.readAt) > FRESH_MS) {
      this.readAt = this.nowMs();
      this.list = this.readAll().catch((error: unknown) => {
        this.list = undefined;
        throw error;
      });
    }
    return this.list;
  }

  private async readAll(): Promise<readonly Registration[]> {
    const all: Registration[] = [];
    for await (const registration of this.ledger.registrations()) all.push(registration);
    return all;
  }
}

function sameUrl(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

/** `localhost` and `127.0.0.1` are the same emulator. */
function normal(url: string): string {
  return url.toLowerCase().replace('//localhost:', '//127.0.0.1:').replace(/\/$/, '');
}
