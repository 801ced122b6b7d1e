/** Documents made by the real code fit the contract. */
import { fullDocumentFacts, documentsOf } from './documents';
import { checkerOfName, problemsOf } from './contract';

const status = checkerOfName('Status');
const summary = checkerOfName('Summary');

test.each(fullDocumentFacts())('$name: status document and summary fit', ({ facts }) => {
  const made = documentsOf(facts);
  expect(problemsOf(status, made.status)).toEqual([]);
  expect(problemsOf(summary, made.summary)).toEqual([]);
});

test('a document with a member too many, or an LSN as a number, does not fit', () => {
  const [first] = fullDocumentFacts();
  const made = documentsOf(first!.facts).status;
  expect(problemsOf(status, { ...made, surprise: 1 })).not.toEqual([]);
  expect(
    problemsOf(status, { ...made, chain: { ...made.chain, chainEndLsn: 37000000129600001 } }),
  ).not.toEqual([]);
});
