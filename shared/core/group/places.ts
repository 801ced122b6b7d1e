/** The limits of a group: places on each instance and in each subscription. */
import type { Group } from './group';

/** How many members each instance and each subscription is busy with. */
export class Places {
  private readonly counts = new Map<string, number>();

  constructor(private readonly limits: Group['limits']) {}

  isFree(instance: string): boolean {
    return this.fullText(instance) === undefined;
  }

  /** Which limit has no place left, a clause; undefined where there is one. */
  fullText(instance: string): string | undefined {
    const { perInstance = Infinity, perSubscription = Infinity } = this.limits;
    if (this.of(instance) >= perInstance) return `the limit of ${perInstance} on its instance is full`;
    return this.of(subscriptionOf(instance)) >= perSubscription
      ? `the limit of ${perSubscription} in its subscription is full`
      : undefined;
  }

  take(instance: string): void {
    for (const key of [instance, subscriptionOf(instance)]) this.counts.set(key, this.of(key) + 1);
  }

  private of(key: string): number {
    return this.counts.get(key) ?? 0;
  }
}

function subscriptionOf(instance: string): string {
  return instance.split('/').slice(0, 3).join('/').toLowerCase();
}
