/** A rehearsal of the cutover: the sender's look, measured, and everything but the request. */
import { type RehearsalDocument, rehearsalOf } from '../../core/cutover/rehearsal';
import { isOffline, nothingIsSent } from '../../core/migration/offline';
import { knownStatus } from '../../core/engine/known-status';
import { assessMigration } from '../assess/assess-migration';
import { type Capabilities, nowIso } from '../capabilities';
import { type Operator, entry, inTheWay } from '../operator-actions';
import { measured } from './measured-ports';
import { saveRehearsal } from './rehearsal-store';

/** What became of it. */
export type RehearseOutcome =
  | { readonly kind: 'rehearsed'; readonly rehearsal: RehearsalDocument }
  | { readonly kind: 'unknownMigration' }
  | { readonly kind: 'refused'; readonly refusal: string };

/**
 * Looks as closely as the sender does, says what it would have sent and what would have stopped it, and keeps that; the last one
 * replaces the one before. The control row is not changed, so nothing that is under way is disturbed.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function rehearse(caps: Capabilities, operator: Operator): Promise<RehearseOutcome> {
  const { timed, steps } = measured(caps);
  const began = caps.clock.now().getTime();
  const assessed = await assessMigration(timed, operator.id, 'thorough');
  const milliseconds = caps.clock.now().getTime() - began;
  if (!assessed) return { kind: 'unknownMigration' };
  const { facts, decision } = assessed;
  const { control, engine } = facts;
  const busy = inTheWay(control, 'rehearse');
  if (busy !== undefined) return { kind: 'refused', refusal: busy };
  if (isOffline(control))
    return {
      kind: 'refused',
      refusal: `Cannot rehearse: ${nothingIsSent(knownStatus(engine)?.lastBackupName)}`,
    };
  const measure = { by: operator.by, steps: steps(), milliseconds: Math.max(0, milliseconds) };
  const rehearsal = rehearsalOf(facts, decision.readiness.checks, measure, caps.timing);
  const state = rehearsal.wouldSend ? 'wouldSend' : 'wouldStop';
  const line = entry(nowIso(caps.clock), 'rehearsed', operator, lineText(rehearsal), { state });
  await saveRehearsal(caps.ledger, operator.id, rehearsal, line);
  return { kind: 'rehearsed', rehearsal };
}

function lineText({ wouldSend, stops, request, milliseconds }: RehearsalDocument): string {
  const took = `the look took ${(milliseconds / 1_000).toFixed(1)} s`;
  return wouldSend
    ? `Rehearsed: the request at ${request?.tail ?? ''} would have been sent; ${took}; nothing was sent`
    : `Rehearsed: ${stops.length === 1 ? 'one thing' : `${stops.length} things`} would have stopped the request; ${took}; nothing was sent`;
}
