/** The readiness checks that the engine's reading feeds, except those about the tail. */
import { type Subject, contradiction } from '../engine/contradictions';
import type { EngineStatus } from '../engine/engine-status';
import { failureText } from '../engine/failure-text';
import { isSameOperation } from '../engine/operation-id';
import type { Facts, RestoredVersion } from '../facts/facts';
import { hasElapsed } from '../timing';
import { met, unknown, unmet, WAITING, type CheckRow, type Outcome } from './check';
import { statementInForce } from './nothing-underway';
import { judgePending, quietFingerprint } from './pending';

/** Fewer readings than this are no row, whatever the policy says. */
const LEAST_STABLE_READS = 2;

/** Rows that are judged by the reading alone. */
export const ENGINE_CHECKS = [
  {
    code: 'engine.running',
    evaluate: ofEngine(engineRunning, ['state']),
    next: WAITING,
    demands:
      'an online migration, InProgress or ReadyForCutover, with no change under way (provisioning `Succeeded`), read within this assessment',
    remedy:
      "unreadable: rights, network, the service's health. Failed: its cause is in `engineStatus.failure`. Retriable: remove the cause, then retry, within 8 hours. An offline migration is cut over by the service itself, in mode `offline`",
  },
  {
    code: 'engine.operation',
    evaluate: ofEngine(engineOperation),
    next: {
      who: 'operator',
      what: 'find out who restarted the migration, and finish or cancel that operation by hand',
    },
    demands: 'the running operation is the adopted one',
    remedy:
      'somebody restarted the migration. Nothing is sent, and this registration does not follow the new operation: find out who, and finish or cancel that operation by hand',
  },
  {
    code: 'full.restored',
    evaluate: ofEngine(fullRestored, ['full']),
    next: WAITING,
    demands: 'the service reports the full backup as restored',
    remedy: 'wait; upload the full, all stripes, if there is none',
  },
  {
    code: 'pending.zero',
    evaluate: ofEngine(judgePending),
    next: WAITING,
    demands: 'no pending log, no pending differential where they are counted, no file being restored',
    remedy: 'wait. A missing count is treated as unknown, not zero',
  },
  {
    code: 'pending.stable',
    evaluate: ofEngine(pendingStable),
    next: {
      who: 'app',
      what: 'reads the service again: a single reading with nothing pending proves nothing',
    },
    demands:
      'at least two such readings in a row (more if the policy says so), 30 s apart, of the same operation after the same file',
    remedy: 'wait half a minute',
  },
  {
    code: 'files.all-restored',
    evaluate: ofEngine(allRestored, ['sets', 'lastRestored']),
    next: WAITING,
    demands:
      'every set on the path is restored, up to the tail (an empty tail: up to its LSN), in the version that is there now',
    remedy: 'wait; the reason names the file. Is it in the folder that the service reads?',
  },
  {
    code: 'no-blocking-reason',
    evaluate: ofEngine(noBlockingReason),
    next: { who: 'operator', what: 'do what the service says' },
    demands: 'no failure, no blocking reason, no unrestorable file',
    remedy: 'do what the reason says; often a file that the service cannot read',
  },
] as const satisfies readonly CheckRow[];

type EngineCheck = (status: EngineStatus, facts: Facts) => Outcome;

/**
 * Applies a check to the reading; without one, nothing the engine is asked for can be met.
 *
 * @param subjects what the check rests on: where the reading contradicts itself about one of them, it is unknown
 */
export function ofEngine(check: EngineCheck, subjects: readonly Subject[] = []): CheckRow['evaluate'] {
  return (facts) => {
    switch (facts.engine.kind) {
      case 'read': {
        const { status } = facts.engine;
        const contradicted = contradiction(status, subjects);
        return contradicted === undefined ? check(status, facts) : unknown(contradicted, 'contradiction');
      }
      case 'absent':
        return unknown(
          'the service answers that it knows no such migration, which counts once it stays so',
          'absent',
        );
      case 'trouble':
        return unknown(facts.engine.message, 'unreadable');
    }
  };
}

function engineRunning(status: EngineStatus, facts: Facts): Outcome {
  if (!hasElapsed(facts.at, status.asOf, 0))
    return unknown(`the reading of ${status.asOf} is older than this assessment of ${facts.at}`, 'clock');
  if (status.online === undefined && status.unreported?.includes('mode') !== true)
    return unknown('the service does not report whether the migration is online', 'mode');
  if (status.online === false) return unmet('the migration is offline: the service cuts over by itself');
  if (status.state === 'unknown') return unknown(stateText(status), 'state');
  if (status.state !== 'running' && status.state !== 'readyForCutover')
    return unmet(`the migration is ${status.state}`);
  if (status.atRest === undefined) return withoutCommands(status, facts);
  if (!status.atRest)
    return unmet(
      `a change is under way at the service (${status.provisioningState ?? 'state not reported'})`,
    );
  return met(`the service says ${status.rawState ?? status.state}`);
}

/** Only an operator can say what the service leaves out (docs/engines.md); never by itself in mode auto. */
function withoutCommands(status: EngineStatus, { control }: Facts): Outcome {
  const statement = statementInForce(control, status.operationId);
  return statement === undefined
    ? unknown('the service does not report whether a change is under way', 'commands')
    : met(
        `the service says ${status.rawState ?? status.state}, and does not report whether a change is under way; ${statement.by} stated at ${statement.at} that none is: ${statement.reason}`,
      );
}

/** A word that nobody knows, or words that do not go together: both are shown. */
function stateText({ rawState = 'nothing', provisioningState }: EngineStatus): string {
  return provisioningState === undefined
    ? `the service says "${rawState}", which this version does not know`
    : `the service says "${rawState}", and "${provisioningState}" of its resource: this version does not know one of them, or they contradict each other`;
}

function engineOperation(status: EngineStatus, facts: Facts): Outcome {
  const expected = facts.control.operationId;
  if (expected === undefined) return unmet('the migration is not adopted yet');
  if (status.operationId === undefined)
    return unknown('the service does not report its operation id', 'operation');
  if (!isSameOperation(status.operationId, expected))
    return unmet(
      `the service runs operation ${status.operationId}, but ${expected} was adopted: somebody restarted it`,
    );
  return met(`operation ${expected}`);
}

function fullRestored(status: EngineStatus): Outcome {
  if (status.fullRestored === undefined)
    return unknown('the service does not report whether the full backup is restored', 'full');
  return status.fullRestored
    ? met('the full backup is restored')
    : unmet('the full backup is not restored yet');
}

function pendingStable(status: EngineStatus, { stability, control }: Facts): Outcome {
  const wanted = Math.max(control.policy.stableReads, LEAST_STABLE_READS);
  const isOurs =
    stability !== undefined &&
    stability.fingerprint === quietFingerprint(status) &&
    hasElapsed(stability.countedAt, status.asOf, 0);
  const count = isOurs ? stability.count : 0;
  if (count >= wanted) return met(`${count} readings in a row said that nothing is pending`);
  return unmet(`${count} of ${wanted} readings in a row said that nothing is pending`);
}

function allRestored(_status: EngineStatus, { tail, progress }: Facts): Outcome {
  if (tail.kind !== 'one') return unmet('no tail is known yet');
  if (progress.firstUnrestored !== undefined)
    return unmet(`${progress.firstUnrestored} is not restored by the service yet`);
  if (progress.lastIsTail === true && progress.version?.kind !== 'proven')
    return versionOutcome(progress.version);
  if (progress.restoredToTail === undefined)
    return unknown('the service does not report which files it has restored', 'restoredFiles');
  return progress.restoredToTail
    ? met('every set up to the tail is restored')
    : unmet('not every set up to the tail is restored');
}

/** What is missing of the proof that the tail's version was restored; see restored-version.ts. */
export function versionOutcome(version: Exclude<RestoredVersion, { kind: 'proven' }> | undefined): Outcome {
  switch (version?.kind) {
    case undefined:
      return unknown('which version of the file was restored is not known', 'versionUntold');
    case 'another':
      return unmet(version.reason);
    case 'confirmable':
      return unknown(version.reason, 'versionConfirmable');
    case 'unproven':
      return unknown(version.reason, 'versionUnproven');
    case 'untold':
      return unknown(version.reason, 'versionUntold');
  }
}

function noBlockingReason(status: EngineStatus): Outcome {
  if (status.failure) return unmet(`the service failed: ${failureText(status.failure)}`);
  const contradicted = contradiction(status, ['unrestorable']);
  if (contradicted !== undefined) return unknown(contradicted, 'contradiction');
  const [first] = status.blockingReasons;
  if (first !== undefined) return unmet(`the service is blocked: ${first}`);
  const unrestorable = status.unrestorableFiles ?? 0;
  if (unrestorable !== 0) return unmet(`the service reports ${unrestorable} files as unrestorable`);
  return met('the service reports nothing that blocks it');
}
