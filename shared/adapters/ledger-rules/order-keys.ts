/** Keys whose text order is time order: for the journal and the inbox. */
import { randomBytes } from 'node:crypto';

const LATEST = 10 ** 15 - 1;
const COUNTERS = 10 ** 8;

/** A key and its mirror, which sorts the other way round. */
export interface OrderKey {
  readonly ascending: string;
  readonly descending: string;
}

/**
 * Gives unique keys: milliseconds since 1970 (15 digits), a counter of this process (8 digits) that keeps lines of
 * one moment in their order, and 8 random characters against other processes.
 */
export class OrderKeys {
  private counter = 0;

  /** @throws {RangeError} When the moment is not a date after 1970. */
  next(moment: Date): OrderKey {
    const time = moment.getTime();
    if (!(time >= 0 && time <= LATEST))
      throw new RangeError('Cannot order a ledger line: its time is not a date');
    const count = this.counter;
    this.counter = (this.counter + 1) % COUNTERS;
    const random = randomBytes(4).toString('hex');
    return {
      ascending: `${digits(time, 15)}${digits(count, 8)}${random}`,
      descending: `${digits(LATEST - time, 15)}${digits(COUNTERS - 1 - count, 8)}${random}`,
    };
  }
}

function digits(value: number, width: number): string {
  return value.toString().padStart(width, '0');
}
