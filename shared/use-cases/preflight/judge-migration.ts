/** The preflight of a registered migration: judged, stored, and journaled where it changed. */
import { preflightDocument } from '../../core/preflight/document';
import type { PreflightResult } from '../../core/migration/preflight-result';
import { resultLine } from '../../core/preflight/result-changes';
import { toResult } from '../../core/preflight/stored-result';
import type { EstateReader } from '../../ports/estate-reader';
import type { Capabilities } from '../capabilities';
import { bounded } from './estate-readers';
import { planOf } from './plan-of';
import { readPreflight, savePreflight } from './preflight-store';
import { runPreflight } from './run-preflight';

/** Seconds in which a run asks; an HTTP request of Azure Functions ends after 230. */
export const RUN_SECONDS = 120;

/** What became of a run. */
export type JudgeOutcome =
  | { readonly kind: 'judged'; readonly result: PreflightResult }
  /** Another run stored its result meanwhile, which is as good. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'unknownMigration' };

/**
 * Judges a migration and stores the result. Readings that fail are unknown rows: it never throws for them.
 *
 * @param by who asks: an identity, `watch` or `sweep`
 * @param reader asks for each run, or shares its answers
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function judgeMigration(
  caps: Capabilities,
  id: string,
  by: string,
  reader: EstateReader,
): Promise<JudgeOutcome> {
  const { ledger, clock } = caps;
  const registration = await ledger.registration(id);
  const control = (await ledger.control(id))?.value;
  if (registration === undefined || control === undefined) return { kind: 'unknownMigration' };
  const before = await readPreflight(ledger, id);
  const plan = await planOf(caps, registration, control);
  const within = bounded(reader, { clock, seconds: RUN_SECONDS });
  const judgement = await runPreflight(plan, { reader: within, readings: new Map() });
  const result = toResult(preflightDocument(judgement, plan.now));
  const line = resultLine(before.result, result, control.preflight, by);
  const saved = await savePreflight(ledger, id, before, result, line === undefined ? [] : [line]);
  return saved.kind === 'changed' ? { kind: 'judged', result } : { kind: 'overtaken' };
}

/**
 * The run that a creation waits for: on readings that the migrations of an instance share.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function preflightForCreation(caps: Capabilities, id: string): Promise<void> {
  await judgeMigration(caps, id, 'watch', caps.sharedEstate);
}
