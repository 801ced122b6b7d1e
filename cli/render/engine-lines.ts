/** The service's part of a migration's page. */
import { hasEnded } from '../../shared/core/migration/phase';
import type { EngineView, ProgressView, StatusView } from '../documents';
import { noticesFor } from '../engine-words';
import { labelled } from './labelled';
import type { Paint } from './paint';
import { sizeText } from './table';

/** What to know about the engine itself, such as that it is retired. */
export function noticeLines({ engine }: Pick<StatusView, 'engine'>, paint: Paint): readonly string[] {
  return noticesFor(engine).map((notice) => paint.yellow(labelled('Notice', notice)));
}

/** State, pending counts, progress, who cuts over, and what is wrong with its cause and remedy. */
export function engineLines(status: StatusView, paint: Paint): readonly string[] {
  const { engineStatus } = status;
  if (!engineStatus) return [labelled('Engine', notReadText(status)), ...offlineLines(status)];
  const { state, pendingLogs, pendingDifferentials, lastRestoredFile, restoringFile } = engineStatus;
  return [
    labelled(
      'Engine',
      stateText(state),
      `pending logs ${pendingLogs ?? 'unknown'}`,
      pendingDifferentials ? `pending differentials ${pendingDifferentials}` : undefined,
      lastRestoredFile && `restored last ${lastRestoredFile}`,
      restoringFile && restoringFile !== lastRestoredFile ? `restoring ${restoringFile}` : undefined,
    ),
    ...progressLines(engineStatus.progress),
    ...offlineLines(status),
    ...troubleLines(engineStatus, paint),
  ];
}

/** A word of the Log Replay Service that reads like the end, and is said of what was uploaded so far. */
function stateText(state: string): string {
  return state === 'RestoreCompleted' ? 'RestoreCompleted (of the files found so far; not cut over)' : state;
}

/** Why there is no reading, as the check that needs one says; once it has ended there is nothing to read. */
function notReadText({ readiness }: StatusView): string {
  const why = readiness.checks.find(({ code }) => code === 'engine.running')?.reason;
  return why ? `not read: ${why}` : 'not read';
}

/** The last backup as the service tells it, else the tail, which is it. */
function offlineLines({ policy, phase, engineStatus, tail }: StatusView): readonly string[] {
  if (policy?.mode !== 'offline' || hasEnded({ phase })) return [];
  const last = engineStatus?.lastBackupName ?? tail?.blob;
  const after = last ? ` after ${last}` : '';
  return [labelled('Offline', `the service cuts over by itself${after}; nothing is sent`)];
}

function progressLines(progress: ProgressView | null | undefined): readonly string[] {
  if (!progress) return [];
  const { percent, detected, restored, queued, restoring, skipped, restoredBytes, planBytes } = progress;
  const parts = [
    has(percent) && `${Math.round(percent)} % of the plan so far`,
    has(restoredBytes) && has(planBytes) && `${sizeText(restoredBytes)} of ${sizeText(planBytes)}`,
    has(restored) && `${restored} files restored`,
    has(restoring) && restoring > 0 && `${restoring} being restored`,
    has(queued) && `${queued} waiting`,
    has(skipped) && skipped > 0 && `${skipped} skipped`,
    has(detected) && `${detected} found`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? [] : [labelled('Progress', ...parts)];
}

function has(number: number | null | undefined): number is number {
  return number !== undefined && number !== null;
}

function troubleLines({ blockingReasons, failure }: EngineView, paint: Paint): readonly string[] {
  return [
    ...(blockingReasons ?? [])
      .filter((reason) => !failure?.message || !reason.includes(failure.message))
      .map((reason) => paint.red(labelled('', reason))),
    ...(failure ? [paint.red(labelled('', [failure.code, failure.message].filter(Boolean).join(': ')))] : []),
    ...(failure?.cause ? [labelled('', `cause: ${failure.cause}`)] : []),
    ...(failure?.remedy ? [labelled('', `remedy: ${failure.remedy}`)] : []),
  ];
}
