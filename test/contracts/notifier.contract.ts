/** What every notifier keeps: a message counts as taken only where the receiver said so, and nothing is thrown. */
import type { Message } from '../../shared/core/notify/message';
import type { Receiver } from '../../shared/core/notify/receivers';
import type { Notifier } from '../../shared/ports/notifier';
import { heldMessage } from '../core/notify/messages';
import type { Habit } from '../support/memory-notifier';

/** A notifier, and a receiver that behaves as told. */
export interface NotifierHarness {
  readonly notifier: Notifier;
  readonly receiver: Receiver;
  readonly behave: (habit: Habit) => void;
  /** Ids of what arrived, repeats included. */
  readonly arrived: () => readonly Message['id'][];
}

/** Adds the tests. */
export function testNotifier(open: () => Promise<NotifierHarness>): void {
  const message = heldMessage();

  test('a message that the receiver takes is delivered', async () => {
    const { notifier, receiver, arrived } = await open();
    expect(await notifier.deliver(receiver, message)).toEqual({ kind: 'delivered' });
    expect(arrived()).toEqual([message.id]);
  });

  test('a repeat has the same id', async () => {
    const { notifier, receiver, arrived } = await open();
    await notifier.deliver(receiver, message);
    await notifier.deliver(receiver, message);
    expect(arrived()).toEqual([message.id, message.id]);
  });

  test.each([
    [
      { kind: 'refuses', status: 500 },
      { code: 'Http500', text: 'it answered 500' },
    ],
    [
      { kind: 'refuses', status: 403 },
      { code: 'Http403', text: 'it answered 403' },
    ],
    [
      { kind: 'refuses', status: 302 },
      { code: 'Http302', text: 'it answered 302' },
    ],
    [
      { kind: 'refuses', status: 429, retryAfter: 7 },
      { code: 'Http429', retryAfter: 7 },
    ],
    [{ kind: 'slow' }, { code: 'Timeout', text: 'it did not answer in time' }],
  ] as const)('%j: failed, and nothing was taken', async (habit, failure) => {
    const { notifier, receiver, behave, arrived } = await open();
    behave(habit);
    expect(await notifier.deliver(receiver, message)).toMatchObject({ kind: 'failed', ...failure });
    expect(arrived()).toEqual([]);
  });

  test('an answer that is lost is a failure, though the message arrived', async () => {
    const { notifier, receiver, behave, arrived } = await open();
    behave({ kind: 'lost' });
    expect(await notifier.deliver(receiver, message)).toMatchObject({ kind: 'failed', code: 'Connection' });
    expect(arrived()).toEqual([message.id]);
  });
}
