/** A notifier in memory: receivers that take, refuse or lose messages as a test says. */
import type { Message } from '../../shared/core/notify/message';
import type { Receiver } from '../../shared/core/notify/receivers';
import type { Delivery, Notifier } from '../../shared/ports/notifier';

/** What a receiver does with a message; `lost`: takes it, and the answer is lost. */
export type Habit =
  | { readonly kind: 'takes' | 'lost' | 'slow' }
  | { readonly kind: 'refuses'; readonly status: number; readonly retryAfter?: number };

export class MemoryNotifier implements Notifier {
  /** What arrived, repeats included, by receiver. */
  readonly arrived = new Map<string, Message[]>();
  /** Calls, taken or not, by receiver. */
  readonly calls = new Map<string, number>();
  habit: (receiver: string, message: Message) => Habit = () => ({ kind: 'takes' });
  /** Lets the time of a slow answer pass. */
  pass: (receiver: string) => void = () => undefined;

  async deliver({ name }: Receiver, message: Message): Promise<Delivery> {
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    const habit = this.habit(name, message);
    if (habit.kind === 'takes' || habit.kind === 'lost') this.arrived.set(name, [...this.at(name), message]);
    switch (habit.kind) {
      case 'takes':
        return { kind: 'delivered' };
      case 'lost':
        return { kind: 'failed', code: 'Connection', text: 'the connection failed (ECONNRESET)' };
      case 'slow':
        this.pass(name);
        return { kind: 'failed', code: 'Timeout', text: 'it did not answer in time' };
      case 'refuses': {
        const { status, retryAfter } = habit;
        const text = `it answered ${status}`;
        return {
          kind: 'failed',
          code: `Http${status}`,
          text,
          ...(retryAfter !== undefined && { retryAfter }),
        };
      }
    }
  }

  at(name: string): readonly Message[] {
    return this.arrived.get(name) ?? [];
  }
}
