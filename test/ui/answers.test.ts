/** The answers that the browser sees in tests are answers that the API gives. */
import { checkerOfName, problemsOf } from '../docs/contract';
import { aBoard, aJournal, aReadyDocument, aStatusDocument } from './support/documents';
import { aBoardOfGroup, aGroupJournal, theGroups } from './support/groups';
import { theNight } from './support/rows';

test.each([
  ['SummaryPage', { items: theNight() }],
  ['Status', aStatusDocument()],
  ['Status', aReadyDocument()],
  ['BoardPage', { items: aBoard() }],
  ['JournalPage', { items: aJournal() }],
  ['Group', aBoardOfGroup()],
  ['GroupPage', { items: theGroups() }],
  ['GroupJournal', { items: aGroupJournal() }],
])('%s fits the contract', (name, value) => {
  expect(problemsOf(checkerOfName(name), value)).toEqual([]);
});
