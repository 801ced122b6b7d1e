/** The sentence of missing approvals, cut to what an operator needs at a glance. */

/** As `shared/core/readiness/approvals.ts` writes it; with another wording the sentence stays whole. */
const SENTENCE =
  /(?:approval: )?(?:\d+ of \d+; )?\b(none|\d+) of (\d+) approvals?(?:, by [^;]*)?; missing: ([^;)]+)/g;

/**
 * A text with that sentence cut short; any other text as it is.
 *
 * @example approvalText('none of 2 approvals; missing: 2 by operators with the role Cutover.Approve, other than x/rita, who …') // 'needs 2 approvals (not rita)'
 */
export function approvalText(text: string): string {
  return text.replace(SENTENCE, (_all, there: string, required: string, whom: string) => {
    const count = Number(required) - (there === 'none' ? 0 : Number(there));
    return `needs ${count} ${count === 1 ? 'approval' : 'approvals'}${whomText(whom)}`;
  });
}

function whomText(whom: string): string {
  if (!whom.includes('with the role')) return ` (${whom.trim()})`;
  const others = [...whom.matchAll(/([^\s,]+), who /g)].map(([, by = '']) => by.replace(/^.*\//, ''));
  return others.length === 0 ? '' : ` (not ${[...new Set(others)].join(', ')})`;
}
