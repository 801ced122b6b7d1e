/** A block: why a migration cannot continue by itself. It is found once, by `findBlock`, and carries what its texts need. */
import type { ChainGap, ChainStatus } from '../chain/verdict';
import { commandLine } from '../command-line';
import { type LongCompletion, describeLongCompletion } from '../cutover/completing';
import type { FruitlessRun } from '../cutover/fruitless';
import type { EngineFailure } from '../engine/engine-status';
import { failureText } from '../engine/failure-text';
import type { RefusedFile } from '../facts/facts';
import type { AttemptState, CreationIntent, RetryIntent } from '../migration/control';
import { type Freeze, describeFreeze } from '../migration/ledger-state';
import type { PreflightResultRow } from '../migration/preflight-result';
import type { NextStep } from '../migration/status-document';
import { type StorageTrouble, describeStorage } from '../migration/storage-trouble';
import type { UnknownCause } from '../readiness/unknowns';
import type { AdoptionObjection } from './adoption';

/** What is wrong with the chain; a gap and missing stripes block only after their grace (rule L12). */
export type ChainBlock =
  /** A finding of severity error. */
  | { readonly kind: 'chainError'; readonly message: string }
  | {
      readonly kind: 'chainBroken';
      readonly status: Exclude<ChainStatus, 'complete'>;
      readonly summary: string;
      readonly gap?: ChainGap;
    };

/** The reason why an operator must act; `canWithdraw` while the registration can still be withdrawn. */
export type Block =
  /** The watch stands still, so nothing is carried out; the sweep nudges it, then replaces it. */
  | { readonly kind: 'watchStuck'; readonly dueAt: string }
  /** A request is due, and the ledger is frozen. */
  | { readonly kind: 'frozen'; readonly freeze: Freeze }
  | {
      readonly kind: 'adoptionRefused';
      readonly reason: string;
      readonly about: AdoptionObjection;
      /** Set when the migration at the service ended before it began. */
      readonly failure?: EngineFailure;
      readonly canWithdraw: boolean;
    }
  | {
      readonly kind: 'creationFailed';
      readonly trouble: string;
      readonly migration: string;
      /** The try that is a person's matter, and what became of it. */
      readonly number: number;
      readonly state: CreationIntent['state'];
      readonly canWithdraw: boolean;
    }
  /** The preflight stops the creation; nothing that runs is ever stopped by it. */
  | {
      readonly kind: 'preflightStops';
      readonly migration: string;
      readonly rows: readonly PreflightResultRow[];
      readonly canWithdraw: boolean;
    }
  | { readonly kind: 'engineUnreadable'; readonly message: string; readonly canWithdraw: boolean }
  /** Not adopted, because the service does not report enough for long. */
  | {
      readonly kind: 'adoptionWaits';
      readonly reason: string;
      readonly since: string;
      readonly canWithdraw: boolean;
    }
  /** The service cancels, or sets the migration up, for an hour; `by` asked here for a cancel. */
  | {
      readonly kind: 'stateLasts';
      readonly state: 'canceling' | 'creating';
      readonly word: string;
      readonly since: string;
      readonly by: string | undefined;
    }
  /** Registered to be adopted, but the service has no such migration. */
  | { readonly kind: 'nothingToAdopt'; readonly canWithdraw: boolean }
  /** Adopted, and no longer at the service; `seen` says what was counted. */
  | { readonly kind: 'migrationGone'; readonly migration: string; readonly seen: string }
  | {
      readonly kind: 'awaitsRetry';
      readonly migration: string;
      readonly failure?: EngineFailure;
      /** A retry that may still take effect. */
      readonly retry?: Pick<RetryIntent, 'by' | 'at' | 'state'>;
    }
  | { readonly kind: 'serviceFailed'; readonly failure: EngineFailure }
  | {
      readonly kind: 'cutoverStuck';
      readonly migration: string;
      readonly attempt: number;
      readonly state: AttemptState;
      /** When the service accepted the request, or began by itself. */
      readonly since: string;
      readonly byService: boolean;
      /** True while the service certainly restores; `does` says what it does instead of completing, as a clause. */
      readonly restores: boolean;
      readonly does: string;
    }
  | { readonly kind: 'completingLong'; readonly migration: string; readonly completion: LongCompletion }
  | { readonly kind: 'anotherOperation'; readonly adopted: string; readonly running: string }
  | { readonly kind: 'serviceBlocked'; readonly reason: string }
  /** A check is unknown for so long that another reading like those before settles nothing. */
  | {
      readonly kind: 'checkUnknown';
      readonly check: string;
      readonly cause: UnknownCause;
      readonly reason: string;
    }
  /** The service does not take a file that the chain needs; `more` of them besides. */
  | { readonly kind: 'fileRefused'; readonly refused: RefusedFile; readonly more: number }
  /** A check that is not met for long, though nobody waits for it on purpose. */
  | {
      readonly kind: 'stalled';
      readonly check: string;
      readonly reason: string;
      /** Since when it is not met, ISO 8601 UTC. */
      readonly since: string;
      /** Where the service is waited for: since when nothing moves there. */
      readonly still?: string;
      readonly step: NextStep;
      readonly cause?: UnknownCause;
    }
  /** The container cannot be asked: what arrives there is not seen. */
  | { readonly kind: 'storageUnreadable'; readonly trouble: StorageTrouble; readonly canWithdraw: boolean }
  /** Not adopted, because the service reads another place than the registered one. */
  | {
      readonly kind: 'restoredElsewhere';
      readonly file: string;
      readonly container: string;
      readonly account: string;
      /** Where the file is, if it was found. */
      readonly foundIn?: string;
      readonly canWithdraw: boolean;
    }
  | ChainBlock
  /** The backups are, by their headers, not of the registered database or server. */
  | { readonly kind: 'otherSource'; readonly reason: string; readonly names: readonly string[] }
  /** Offline: the named tail is not the backup after which the service cuts over. */
  | { readonly kind: 'offlineTailDiffers'; readonly told: string; readonly named: string }
  /** Offline: the backup after which the service cuts over may be the wrong one. */
  | { readonly kind: 'lastBackupDoubtful'; readonly reason: string }
  | { readonly kind: 'tailAmbiguous'; readonly blobs: readonly string[] }
  /** What an operator named is no longer there under its name. */
  | { readonly kind: 'tailUnnamed'; readonly blob: string; readonly reason: string }
  /** The service names the tail's file, and nothing proves that it restored the version that is there now. */
  | {
      readonly kind: 'tailVersionUnproven';
      readonly blob: string;
      readonly reason: string;
      readonly migration: string;
      /** Only a reading in time is missing: an operator may confirm that nothing was overwritten. */
      readonly canConfirm: boolean;
    }
  /** `given` is when the approval was. */
  | { readonly kind: 'approvalLapsed'; readonly reason: string; readonly given: string | undefined }
  /** The window of the policy does not open again: nothing will be sent. */
  | { readonly kind: 'windowOver'; readonly migration: string; readonly reason: string }
  /** An earlier attempt is why only an operator may allow another one; `attempt` is the last one's number. */
  | { readonly kind: 'attemptObjected'; readonly reason: string; readonly attempt: number | undefined }
  /** Attempts have no effect one after the other; more are made. */
  | { readonly kind: 'attemptsFail'; readonly run: FruitlessRun };

/** The block of one kind. */
type BlockOf<K extends Block['kind']> = Extract<Block, { readonly kind: K }>;

/** What is made of a block, kind by kind; a kind that is missing does not compile. */
export type ForBlock<T> = { readonly [K in Block['kind']]: (block: BlockOf<K>) => T };

/** Applies the row of a block's kind. @example forBlock(NEXT_STEPS, { kind: 'tailAmbiguous', blobs: ['a', 'b'] }).action // 'board' */
export function forBlock<T>(table: ForBlock<T>, block: Block): T {
  const row = table[block.kind] as (block: Block) => T;
  return row(block);
}

/** Writes a block as the reason shown in status, list and journal. @example describeBlock({ kind: 'serviceBlocked', reason: 'no space' }) */
export function describeBlock(block: Block): string {
  return forBlock(DESCRIPTIONS, block);
}

const DESCRIPTIONS: ForBlock<string> = {
  adoptionRefused: (block) => block.reason,
  approvalLapsed: (block) => block.reason,
  attemptObjected: (block) => block.reason,
  windowOver: (block) => `nothing is sent any more: ${block.reason}`,
  otherSource: (block) => block.reason,
  lastBackupDoubtful: (block) => block.reason,
  creationFailed: (block) => `${block.trouble}; ${retryRemedy(block.migration)}`,
  preflightStops: describePreflight,
  engineUnreadable: (block) => block.message,
  chainError: (block) => block.message,
  watchStuck: (block) =>
    `the watch of this migration is stuck: its assessment was due at ${block.dueAt}. Nothing is carried out until it runs again`,
  frozen: (block) => describeFreeze(block.freeze),
  adoptionWaits: (block) => `not adopted since ${block.since}: ${block.reason}`,
  stateLasts: (block) =>
    `the service has said ${block.word} since ${block.since}${block.by === undefined ? '' : `; ${block.by} requested the cancel`}`,
  nothingToAdopt: () => 'the service knows no such migration',
  migrationGone: (block) => block.seen,
  completingLong: (block) => describeLongCompletion(block.completion),
  awaitsRetry: describeRetry,
  serviceFailed: (block) => `the service failed: ${failureText(block.failure)}`,
  cutoverStuck: describeStuck,
  anotherOperation: (block) =>
    `the service runs operation ${block.running}, but ${block.adopted} was adopted: somebody restarted it`,
  serviceBlocked: (block) => `the service is blocked: ${block.reason}`,
  checkUnknown: (block) => `${block.check} stays unknown: ${block.reason}`,
  fileRefused: describeRefused,
  stalled: describeStalled,
  storageUnreadable: (block) => describeStorage(block.trouble),
  restoredElsewhere: describeElsewhere,
  chainBroken: (block) => block.summary,
  offlineTailDiffers: (block) =>
    `the service cuts over by itself after ${block.told}, but ${block.named} is named as the tail`,
  tailVersionUnproven: (block) => block.reason,
  tailUnnamed: (block) => `${block.blob} is no longer the tail: ${block.reason}`,
  tailAmbiguous: (block) => `more than one tail is marked: ${block.blobs.join(', ')}`,
  attemptsFail: (block) => describeRun(block.run),
};

const STATES_OF_ROWS = [
  ['unmet', 'unmet'],
  ['unknown', 'unknown'],
  ['forYou', 'for you to answer'],
] as const;

/** Rows that are named of each state. */
const MOST_ROWS = 8;

function describePreflight({ rows }: Extract<Block, { kind: 'preflightStops' }>): string {
  const parts = STATES_OF_ROWS.flatMap(([state, word]) => {
    const ids = rows.filter((row) => row.state === state).map(({ id }) => id);
    if (ids.length === 0) return [];
    const more = ids.length > MOST_ROWS ? ` and ${ids.length - MOST_ROWS} more` : '';
    return [`${word} ${ids.length === 1 ? 'is' : 'are'} ${ids.slice(0, MOST_ROWS).join(', ')}${more}`];
  });
  return `the preflight stops the creation: ${parts.join('; ')}`;
}

/** Error 2040: the service cancels what has waited for 8 hours (shared/adapters/failures/failures-of-service.ts). */
function describeRetry({ failure, retry, migration }: Extract<Block, { kind: 'awaitsRetry' }>): string {
  const cause = failure === undefined ? '' : ` after ${failureText(failure)}`;
  const remedy = retry ? `${retry.by} requested one at ${retry.at} (${retry.state})` : retryRemedy(migration);
  return `the service waits for a retry${cause} and cancels the migration after 8 hours; ${remedy}`;
}

function describeStuck({
  byService,
  state,
  since,
  attempt,
  does,
}: Extract<Block, { kind: 'cutoverStuck' }>): string {
  if (byService) return `the service began the cutover by itself at ${since}, but now it ${does}`;
  return state === 'sent'
    ? `the cutover request was accepted at ${since}, but the service ${does}`
    : `it is unclear whether the cutover request of attempt ${attempt} arrived, and the service does not report enough to settle it`;
}

function describeRefused({ refused, more }: Extract<Block, { kind: 'fileRefused' }>): string {
  const others = more === 0 ? '' : `, and ${more} more that the chain needs`;
  return `${refused.file}${refused.isTail ? ', the tail' : ''}: the service ${refused.reported}${others}`;
}

function describeStalled({ check, reason, since, still }: Extract<Block, { kind: 'stalled' }>): string {
  const nothing = still === undefined ? '' : `, and the service has made no progress since ${still}`;
  return `${check} is not met since ${since}${nothing}: ${reason}`;
}

function describeRun({ count, since, number, cause, reason }: FruitlessRun): string {
  if (cause === 'unfinished')
    return `attempt ${number} has been stuck since ${since}: ${reason}. It is retried at every assessment`;
  return `the last ${count} attempts to cut over had no effect, the first at ${since}, and another one follows; attempt ${number}: ${reason}`;
}

function describeElsewhere({
  file,
  container,
  account,
  foundIn,
}: Extract<Block, { kind: 'restoredElsewhere' }>): string {
  const found = foundIn === undefined ? '' : `, but in that container of storage account ${foundIn}`;
  return `the service restored ${file} last, which is not in container ${container} of storage account ${account}, as registered${found}`;
}

function retryRemedy(id: string): string {
  return `once the cause is gone: ${commandLine(['retry', id])} (or POST retry)`;
}
