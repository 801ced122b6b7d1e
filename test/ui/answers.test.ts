/** The answers that the browser sees in tests are answers that the API gives. */
import { checkerOfName, problemsOf } from '../docs/contract';
import { aBoard, aJournal, aReadyDocument, aStatusDocument } from './support/documents';
import { theNight } from './support/rows';

test.each([
  ['SummaryPage', { items: theNight() }],
  ['Status', aStatusDocument()],
  ['Status', aReadyDocument()],
  ['BoardPage', { items: aBoard() }],
  ['JournalPage', { items: aJournal() }],
])('%s fits the contract', (name, value) => {
  expect(problemsOf(checkerOfName(name), value)).toEqual([]);
});
