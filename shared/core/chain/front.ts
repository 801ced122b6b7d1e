/** The places reached on one recovery fork, in order of their ends. */
import type { Lsn } from '../lsn';

/** What a front needs of a place. */
interface Reachable {
  readonly end: Lsn;
  readonly cost: number;
}

/**
 * Places by growing end, to be asked for the one a log can be taken from.
 *
 * @example front.cheapestFrom(log.firstLsn)
 */
export class Front<P extends Reachable> {
  private readonly all: P[] = [];
  /** Those that no place further on undercuts: cost grows with the end. */
  private readonly cheapest: P[] = [];

  /** Adds a place that ends at or after all before it; of equal ends the first one added is preferred. */
  add(place: P): void {
    const last = this.all.at(-1);
    if (last?.end === place.end && last.cost <= place.cost) return;
    this.all.push(place);
    for (let top = this.cheapest.at(-1); top && top.cost >= place.cost; top = this.cheapest.at(-1))
      this.cheapest.pop();
    this.cheapest.push(place);
  }

  /** The cheapest place that ends at or after an LSN, of several the furthest. */
  cheapestFrom(lsn: Lsn): P | undefined {
    return firstFrom(this.cheapest, lsn);
  }

  /** The place with the smallest end at or after an LSN. */
  nearestFrom(lsn: Lsn): P | undefined {
    return firstFrom(this.all, lsn);
  }

  /** The place with the greatest end, of several the cheapest. */
  furthest(): P | undefined {
    const last = this.all.at(-1);
    return last && this.cheapestFrom(last.end);
  }
}

/** Binary search from the end, where logs in order look. */
function firstFrom<P extends Reachable>(places: readonly P[], lsn: Lsn): P | undefined {
  let high = places.length - 1;
  if (high < 0 || isBefore(places[high], lsn)) return undefined;
  if (high === 0 || isBefore(places[high - 1], lsn)) return places[high];
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(places[middle], lsn)) low = middle + 1;
    else high = middle;
  }
  return places[low];
}

function isBefore(place: Reachable | undefined, lsn: Lsn): boolean {
  return place !== undefined && place.end < lsn;
}
