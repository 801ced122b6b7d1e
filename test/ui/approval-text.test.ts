/** The sentence of missing approvals in short, made from the one that the app writes. */
import { missingText } from '../../shared/core/readiness/approvals';
import { approvalText } from '../../ui/text/approvals';

const rita = { by: 'local:root/rita', why: 'registered the migration' };
const names = (...by: string[]) => by.map((one) => ({ by: one }));

test.each([
  ['nobody yet', missingText({ required: 2, excluded: [rita] }, []), 'needs 2 approvals (not rita)'],
  [
    'one is there',
    missingText({ required: 2, excluded: [rita] }, names('ada')),
    'needs 1 approval (not rita)',
  ],
  [
    'two are excluded',
    missingText({ required: 1, excluded: [rita, { by: 'tim@example.com', why: 'named the tail' }] }, []),
    'needs 1 approval (not rita, tim@example.com)',
  ],
  ['anybody', missingText({ required: 2, excluded: [] }, []), 'needs 2 approvals'],
  [
    'named ones',
    missingText({ required: 2, approvers: ['bob', 'carol'], excluded: [] }, names('bob')),
    'needs 1 approval (carol)',
  ],
  [
    'within a sentence',
    `a and b (0 of 2; ${missingText({ required: 2, excluded: [rita] }, [])}); c (no tail is named)`,
    'a and b (needs 2 approvals (not rita)); c (no tail is named)',
  ],
])('%s', (_title, text, short) => expect(approvalText(text)).toBe(short));

test('what nobody can complete, and any other sentence, stays whole', () => {
  const never = missingText({ required: 2, approvers: ['bob'], excluded: [] }, []);
  expect(never).toContain('cannot be complete');
  for (const text of [never, 'no tail is named']) expect(approvalText(text)).toBe(text);
});
