/**
 * One short text for a whole listing: the same names and versions in the same order give the same text.
 *
 * It only saves work. Two listings with one digest (2^-53 by chance) would delay what an event missed until the whole
 * comparison, which is made once a day whatever the digests say.
 */
import type { ListedVersion } from './listing-facts';

/** Takes a listing in, blob by blob. */
export class ListingDigest {
  private high = 0x9e3779b9;
  private low = 0x85ebca6b;
  private count = 0;

  /** Adds the next blob of the listing. */
  add({ name, etag, committed }: ListedVersion): void {
    this.mix(name);
    this.mix(committed ? etag : '?');
    this.count += 1;
  }

  /** The digest of what was added so far: the number of blobs, and 53 bits. @example '2-1f9c00a4d1b2e' */
  text(): string {
    const bits = (this.high & 0x1fffff) * 0x1_0000_0000 + (this.low >>> 0);
    return `${this.count}-${bits.toString(16)}`;
  }

  /** Two multiplicative hashes of 32 bits side by side (MurmurHash3's multipliers), with a mark after each text. */
  private mix(text: string): void {
    for (let index = 0; index <= text.length; index += 1) {
      const unit = index < text.length ? text.charCodeAt(index) : 0x1_0000;
      this.high = Math.imul(this.high ^ unit, 0xcc9e2d51) ^ (this.high >>> 15);
      this.low = Math.imul(this.low ^ unit, 0x1b873593) ^ (this.low >>> 13);
    }
  }
}
