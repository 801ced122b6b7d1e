/** The runbook of one migration: the steps of its cutover night with its own names, and the way back from each. */
import type { EngineKind } from '../engine/engine-status';
import type { Phase } from '../migration/phase';
import type { PolicyMode } from '../migration/policy';
import type { CheckView, NextStep } from '../migration/status-document';

/** The steps of the night, in order. The point of no return is between `approve` and `complete`. */
export const RUNBOOK_STEPS = [
  'before',
  'freeze',
  'tail',
  'name',
  'catchUp',
  'approve',
  'complete',
  'verify',
  'repoint',
  'afterwards',
] as const;

/** One of them. */
export type RunbookStepName = (typeof RUNBOOK_STEPS)[number];

/**
 * `done`: what the product has read shows it. `current`: the first that is not done. `unknown`: it should be done by now, and
 * nothing that the product reads can show it.
 */
export type RunbookStepState = 'done' | 'current' | 'ahead' | 'unknown' | 'notApplicable';

/** A condition of going on, with what was found. */
export type RunbookCheck = Pick<CheckView, 'code' | 'state' | 'reason'>;

/** The route of the API that does the same as a command. */
export interface RunbookRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Absent where there is none. */
  readonly body?: Readonly<Record<string, string>>;
}

/** Something to paste. */
export interface RunbookCommand {
  /** Where it runs: a query window on the source or the target server, or a shell of whoever reads this. */
  readonly where: 'source' | 'target' | 'shell';
  readonly language: 'sql' | 'sh';
  readonly does: string;
  readonly text: string;
  readonly request?: RunbookRequest;
}

/** One step. */
export interface RunbookStep {
  readonly step: RunbookStepName;
  readonly title: string;
  readonly state: RunbookStepState;
  /** What was read that makes it so; absent while it is ahead. */
  readonly because?: string;
  readonly notes: readonly string[];
  readonly checks: readonly RunbookCheck[];
  readonly commands: readonly RunbookCommand[];
}

/** The situations from which there is a way back, in the order of the night. */
export const RUNBOOK_SITUATIONS = [
  'sourceUntouched',
  'tailTaken',
  'requestUnclear',
  'requestSent',
  'targetUnwritten',
  'targetWritten',
  'endedWithoutCutover',
] as const;

/** How to go back, and what it costs. */
export interface RunbookWayBack {
  readonly situation: (typeof RUNBOOK_SITUATIONS)[number];
  readonly title: string;
  /** Whether the migration is in this situation; `unknown` where nothing that the product reads tells. */
  readonly applies: 'yes' | 'no' | 'unknown';
  readonly notes: readonly string[];
  readonly commands: readonly RunbookCommand[];
}

/** The document of `GET migrations/{id}/runbook`. */
export interface RunbookDocument {
  readonly id: string;
  readonly engine: EngineKind;
  /** The policy's mode; `offline` wherever the service cuts over by itself. */
  readonly mode: PolicyMode;
  readonly phase: Phase;
  /** Of the assessment that it is made from, ISO 8601 UTC. */
  readonly asOf: string;
  readonly headline: string;
  /** The next step of the status. */
  readonly next?: NextStep;
  readonly source: { readonly database: string; readonly servers: readonly string[] };
  readonly target: {
    readonly id: string;
    readonly instance: string;
    readonly database: string;
    readonly kind: 'managedInstance' | 'virtualMachine';
  };
  readonly backups: {
    readonly containerUrl: string;
    readonly prefix: string;
    /** The share from which the service uploads, where there is one and it is registered. */
    readonly share?: string;
  };
  /** The tail that is known, or the name to give it; absent where only whoever started an offline migration knows it. */
  readonly tail?: { readonly blob: string; readonly known: boolean };
  /**
   * True when every row of the first step is met or waived: nothing speaks against freezing the source. Once there is a tail, its readiness
   * checks alone count.
   */
  readonly go: boolean;
  /** Absent once the migration has ended without a cutover. */
  readonly current?: RunbookStepName;
  readonly steps: readonly RunbookStep[];
  readonly pointOfNoReturn: {
    readonly passed: 'yes' | 'no' | 'unknown';
    /** Where it is. */
    readonly where: string;
    readonly because: string;
  };
  readonly waysBack: readonly RunbookWayBack[];
}
