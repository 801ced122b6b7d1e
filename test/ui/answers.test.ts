/** The answers that the browser sees in tests are answers that the API gives. */
import { checkerOfName, problemsOf } from '../docs/contract';
import { theNight } from './support/rows';

test.each([['SummaryPage', { items: theNight() }]])('%s fits the contract', (name, value) => {
  expect(problemsOf(checkerOfName(name), value)).toEqual([]);
});
