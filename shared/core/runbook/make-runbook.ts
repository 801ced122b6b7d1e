/** Writes the runbook of a migration from what is registered, decided and last assessed. */
import type { ControlRow } from '../migration/control';
import type { PreflightResult } from '../migration/preflight-result';
import type { Registration } from '../migration/registration';
import type { StatusDocument } from '../migration/status-document';
import { RUNBOOK_STEPS, type RunbookDocument } from './document';
import { namesOf } from './names';
import { type Standing, standingOf } from './standing';
import { STEP_TEXTS } from './steps';
import { waysBack } from './ways-back';

/** What a runbook is made from. */
export interface RunbookSources {
  readonly registration: Registration;
  readonly control: ControlRow;
  readonly status: StatusDocument;
  /** The last preflight, where one has run. */
  readonly preflight?: PreflightResult;
  /** Name of the file to take the tail under, without its folder; absent where only the service knows it. */
  readonly tailFile?: string;
}

/**
 * Writes it. The same sources give the same document; no secret is in any of them (G5).
 *
 * @example makeRunbook({ registration, control, status, tailFile }).current // 'freeze'
 */
export function makeRunbook(sources: RunbookSources): RunbookDocument {
  const { registration, control, status, preflight, tailFile } = sources;
  const standing = standingOf(status, control);
  const names = namesOf(registration, status, tailFile);
  const share = names.place.kind === 'share' ? names.place.path : undefined;
  return {
    ...{ id: registration.id, engine: registration.engine, phase: status.phase },
    mode: standing.isOffline ? 'offline' : control.policy.mode,
    ...{ asOf: status.asOf, headline: status.headline },
    ...(status.next !== undefined && { next: status.next }),
    source: { database: names.database, servers: names.servers },
    target: {
      ...{ id: names.targetId, instance: names.instance, database: names.targetDatabase },
      kind: names.isVirtualMachine ? 'virtualMachine' : 'managedInstance',
    },
    backups: {
      ...{ containerUrl: names.containerUrl, prefix: names.prefix },
      ...(share !== undefined && { share }),
    },
    ...(names.tail !== undefined && { tail: names.tail }),
    go: standing.isGo,
    ...(standing.current !== undefined && { current: standing.current }),
    steps: RUNBOOK_STEPS.map((step) => {
      const text = STEP_TEXTS[step]({ names, registration, status, standing, preflight });
      return { step, ...standing.steps[step], checks: [], ...text };
    }),
    pointOfNoReturn: { where: whereItIs(standing, names.tail?.blob), ...standing.passed },
    waysBack: waysBack(names, status, standing),
  };
}

/** Source of both: docs/cutover.md, "From ready to sent", and docs/engines.md, "Offline". */
function whereItIs({ isOffline }: Standing, blob: string | undefined): string {
  return isOffline
    ? `the moment ${blob ?? 'the last backup'} is in the container: the service cuts over by itself once it has restored it`
    : 'the moment the app sends the cutover request; the service accepts it at any time, and cannot take it back';
}
