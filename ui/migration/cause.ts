/** What stands behind the headline, where it does not say so itself: the chain, or rows of the preflight. */
import type { StatusDocument } from '../../shared/core/migration/status-document';
import { hasEnded } from '../../shared/core/migration/phase';

/** What the chain lacks, as its check says it; empty where the headline already says so. */
export function brokenChain({
  chain,
  headline,
  readiness,
  phase,
}: Pick<StatusDocument, 'chain' | 'headline' | 'readiness' | 'phase'>): readonly string[] {
  if (chain === undefined || hasEnded({ phase }) || headline.startsWith('Gap:')) return [];
  return readiness.checks
    .filter(({ code, state }) => code === 'chain.complete' && state === 'unmet')
    .map(({ reason }) => reason)
    .filter((reason) => !headline.includes(reason));
}

/** The preflight that stops the creation, which has the demand of each row in words. */
export function stoppingPreflight({
  id,
  blocked,
  preflight,
}: Pick<StatusDocument, 'id' | 'blocked' | 'preflight'>):
  { readonly title: string; readonly path: string; readonly name: string } | undefined {
  if (blocked?.kind !== 'preflightStops' || preflight === undefined) return undefined;
  return {
    title: `What ${preflight.stopping.join(', ')} of the preflight demand${preflight.stopping.length === 1 ? 's' : ''}, and what was found`,
    path: `/api/migrations/${id}/preflight`,
    name: `${id}-preflight.json`,
  };
}
