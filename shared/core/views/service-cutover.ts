/**
 * Evidence of a cutover that the service of an offline migration began by itself. Nothing was sent, so there are no
 * checks to show: instead, what our own reading of the backups proves, what is only the service's word, and what
 * nobody can tell from here.
 */
import type { ChainVerdict, PathStep } from '../chain/verdict';
import type { Facts, RestoreProgress } from '../facts/facts';
import { formatLsn } from '../lsn';
import { clip } from '../text';
import type { EvidenceByService } from './evidence-document';
import { pathOf } from './evidence-path';

/** Characters of one sentence. */
const SENTENCE = 1_200;

/** The three lists, before they are cut to length. */
interface Claims {
  readonly proven: string[];
  readonly saidByService: string[];
  readonly notProven: string[];
}

/**
 * Writes the evidence of one assessment.
 *
 * @param facts facts in which the service is beyond the restore
 * @param verdict the chain over every file of the ledger
 * @param attempt number of the attempt it is written down as; undefined when its last backup could not be told
 */
export function serviceCutoverEvidence(
  facts: Facts,
  verdict: ChainVerdict | undefined,
  attempt: number | undefined,
): EvidenceByService {
  const { path = [] } = verdict ?? {};
  const steps = stepsToTail(path, facts);
  const claims: Claims = { proven: [], saidByService: [], notProven: [] };
  claimChain(claims, facts, steps);
  claimRestore(claims, facts);
  claims.notProven.push(
    'that writes on the source had stopped before its last backup was taken: no service and no backup header shows that',
  );
  const end = (steps ?? path).at(-1)?.lastLsn;
  return {
    attempt,
    assessedAt: facts.at,
    chainEndLsn: end === undefined ? undefined : formatLsn(end),
    ...pathOf(steps ?? path),
    proven: claims.proven.map((text) => clip(text, SENTENCE)),
    saidByService: claims.saidByService.map((text) => clip(text, SENTENCE)),
    notProven: claims.notProven.map((text) => clip(text, SENTENCE)),
  };
}

/** The steps up to the last backup; our chain may go on beyond it. Undefined when it is on no step. */
function stepsToTail(path: readonly PathStep[], { tail }: Facts): readonly PathStep[] | undefined {
  if (tail.kind !== 'one') return undefined;
  const index = path.findIndex((step) => step.setKey === tail.tail.setKey);
  return index < 0 ? undefined : path.slice(0, index + 1);
}

function claimChain(claims: Claims, { tail, chain }: Facts, steps: readonly PathStep[] | undefined): void {
  if (tail.kind !== 'one') {
    const why = {
      none: 'it is not in the ledger',
      unreadable: tail.kind === 'unreadable' ? `${tail.blob} cannot be used: ${tail.reason}` : '',
      ambiguous: 'more than one backup could be it',
    }[tail.kind];
    claims.notProven.push(`which backup was the last: ${why}; the files below are what the ledger knows`);
    return;
  }
  const { blob, lastLsn } = tail.tail;
  const first = steps?.[0]?.files[0];
  if (steps === undefined || first === undefined) {
    claims.notProven.push(
      `a chain that ends with ${blob}: our chain goes past it or stops before it (${chain.summary})`,
    );
    return;
  }
  claims.proven.push(
    `the backup headers lead without a gap from ${first} to the last backup ${blob}, LSN ${formatLsn(lastLsn)}`,
  );
  const without = steps.find((step) => step.hasBackupChecksums !== true)?.files[0];
  if (without === undefined) claims.proven.push('every backup on this path was taken WITH CHECKSUM');
  else claims.notProven.push(`that the content is sound: ${without} was not taken WITH CHECKSUM`);
}

function claimRestore(claims: Claims, { engine, progress }: Facts): void {
  if (engine.kind !== 'read') {
    claims.notProven.push('what the service restored: it was not read');
    return;
  }
  const { state, rawState, asOf, lastBackupName, lastRestoredFile } = engine.status;
  claims.saidByService.push(`it is ${rawState ?? state}, read at ${asOf}`);
  if (lastBackupName !== undefined)
    claims.saidByService.push(`it cuts over by itself after ${lastBackupName}`);
  if (lastRestoredFile === undefined)
    claims.notProven.push('what was restored last: the service did not report it');
  else claims.saidByService.push(`it restored ${lastRestoredFile} last, as of then`);
  claimVersion(claims, progress);
  if (progress.restoredToTail === true)
    claims.saidByService.push('what it says it restored leads to the last backup without a gap');
  else if (progress.lastIsTail !== true)
    claims.notProven.push(
      progress.firstUnrestored === undefined
        ? 'which of these files were restored: the service does not report them all'
        : `that ${progress.firstUnrestored} was restored: the service had not reported it by then`,
    );
}

/** A name that the service tells may mean another version than the one whose header was read. */
function claimVersion(claims: Claims, { version, lastIsTail }: RestoreProgress): void {
  if (lastIsTail !== true) return;
  if (version?.kind === 'proven')
    claims.saidByService.push(`it restored the version that is there now: ${version.reason}`);
  else
    claims.notProven.push(
      `that the version that is there now was restored: ${version?.reason ?? 'nothing shows it'}`,
    );
}
