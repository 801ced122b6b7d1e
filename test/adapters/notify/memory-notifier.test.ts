/** The notifier in memory keeps the contract. */
import { type NotifierHarness, testNotifier } from '../../contracts/notifier.contract';
import { type Habit, MemoryNotifier } from '../../support/memory-notifier';

testNotifier(async (): Promise<NotifierHarness> => {
  const notifier = new MemoryNotifier();
  return {
    notifier,
    receiver: { name: 'ops', kind: 'webhook', url: 'https://hooks.example.com/a' },
    behave: (habit: Habit) => {
      notifier.habit = () => habit;
    },
    arrived: () => notifier.at('ops').map(({ id }) => id),
  };
});
