/**
 * Why a readiness check can be unknown, and the way out: one table for the checks, the status, the blocks and the docs.
 *
 * Most of it ends with a later reading. What no reading settles has a verb that an operator can type, or says that there is
 * none and what to do instead: nobody can state what proves that nothing is pending (G1).
 */
import { ENGINE_KINDS, type EngineKind } from '../engine/engine-status';

/** What ends it beside a reading that tells. */
export type WayOut =
  /** An operator verb or a command of the policy; `how` says what it states, as a clause. */
  | { readonly kind: 'verb'; readonly verb: string; readonly how: string }
  /** Nothing that can be typed; `instead` says what to do, as a clause. */
  | { readonly kind: 'none'; readonly instead: string };

/** One reason why checks are unknown; texts are clauses without the last full stop, Markdown. */
export interface UnknownRow {
  readonly checks: readonly string[];
  readonly engines: readonly EngineKind[];
  /** Why a check may stay unknown. */
  readonly why: string;
  /** What settles it without an operator. */
  readonly settledBy: string;
  readonly wayOut: WayOut;
  /** Set where a reading that does not come within ten minutes needs an operator, who is not told otherwise. */
  readonly lasts?: true;
}

/** Checks that ask the reading alone; `no-blocking-reason` and `pending.stable` are told nothing by silence. */
const ASKED = [
  'engine.running',
  'engine.operation',
  'full.restored',
  'pending.zero',
  'pending.stable',
  'files.all-restored',
  'no-blocking-reason',
  'tail.restored',
];

/** Nothing is lost that way, and the evidence says that the proof is missing. */
const IN_THE_PORTAL =
  'no statement can replace the proof that nothing is pending: prove it by hand with `inspect` and the portal, and cut over there; the migration then ends here as completed outside of this product, unproven';

/** Every reason, by its name. */
export const UNKNOWNS = {
  unreadable: {
    checks: ASKED,
    engines: ENGINE_KINDS,
    why: 'the service cannot be read: rights, network, its health, a parent that is not found',
    settledBy: 'the next reading',
    wayOut: {
      kind: 'verb',
      verb: 'settle',
      how: 'grant the app its roles at the service; settle a migration that is gone for good as completed or canceled',
    },
  },
  absent: {
    checks: ASKED,
    engines: ENGINE_KINDS,
    why: 'the service answers that it knows no such migration',
    settledBy: 'a reading that shows it again; three readings over five minutes prove the absence',
    wayOut: {
      kind: 'verb',
      verb: 'settle',
      how: 'find out what became of it; start with the target database. Then settle it as completed or canceled',
    },
  },
  clock: {
    checks: ['engine.running'],
    engines: ENGINE_KINDS,
    why: "the time of the reading is before its assessment: the host's clock went back",
    settledBy: 'the next reading',
    wayOut: { kind: 'none', instead: 'correct the clock of the host' },
  },
  mode: {
    checks: ['engine.running'],
    engines: ['dms'],
    why: 'the migration has an offline configuration that does not say whether the service cuts over by itself',
    settledBy: 'a reading that reports it',
    wayOut: {
      kind: 'verb',
      verb: 'policy set',
      how: 'check in the portal how it was started: for an offline migration, set mode `offline`; an online one can only be cut over in the portal',
    },
    lasts: true,
  },
  state: {
    checks: ['engine.running'],
    engines: ENGINE_KINDS,
    why: 'a state that this version does not know, or two that contradict each other',
    settledBy: 'a reading with known states',
    wayOut: {
      kind: 'none',
      instead:
        'check in the portal what the service means. Update the app, or cut over in the portal; the migration then ends here as completed outside of this product, unproven',
    },
    lasts: true,
  },
  commands: {
    checks: ['engine.running'],
    engines: ['dms-classic'],
    why: 'the service does not report the commands of the task, so a cutover requested elsewhere would stay unseen for about 15 s',
    settledBy: 'a reading with `commands`, an empty list included',
    wayOut: {
      kind: 'verb',
      verb: 'settle',
      how: 'make sure that nobody has requested the cutover, in the portal or by a script; then settle it as nothingUnderWay',
    },
    lasts: true,
  },
  operation: {
    checks: ['engine.operation'],
    engines: ENGINE_KINDS,
    why: 'the service does not report which run of the migration it is in',
    settledBy: 'a reading that reports it',
    wayOut: {
      kind: 'none',
      instead:
        'nothing else distinguishes this run from another, which might be cut over instead. Compare start time and container in the portal, and cut over there',
    },
    lasts: true,
  },
  full: {
    checks: ['full.restored'],
    engines: ENGINE_KINDS,
    why: 'the service reports nothing about the full before it is restored',
    settledBy: 'the first restored file, because every restore begins with the full',
    wayOut: {
      kind: 'none',
      instead: 'wait: a large full takes hours; if no backup is there yet, upload it',
    },
  },
  pending: {
    checks: ['pending.zero'],
    engines: ENGINE_KINDS,
    why: 'the service does not report what is pending: no count, no list of sets, or an upload that no count includes; the short body of the Log Replay Service reports it only when idle',
    settledBy: 'a reading that reports it; with a short body, the next one while idle',
    wayOut: { kind: 'none', instead: IN_THE_PORTAL },
    lasts: true,
  },
  contradiction: {
    checks: [
      'engine.running',
      'full.restored',
      'pending.zero',
      'files.all-restored',
      'no-blocking-reason',
      'tail.restored',
    ],
    engines: ENGINE_KINDS,
    why: 'the service makes two statements that contradict each other; the reason has both',
    settledBy: 'a reading without contradiction',
    wayOut: {
      kind: 'none',
      instead:
        'ask Microsoft support which one is true, with both statements and the operation id. If a log was uploaded under a name that was used before, upload it under a new one',
    },
    lasts: true,
  },
  restoredFiles: {
    checks: ['files.all-restored'],
    engines: ENGINE_KINDS,
    why: 'the service reports no restored file, or a last restored file that is not in the ledger',
    settledBy: 'a reading with a file that is in the ledger',
    wayOut: {
      kind: 'none',
      instead:
        'check on the board whether the last restored file is in the registered folder; upload a removed file again, include an excluded one',
    },
    lasts: true,
  },
  lastRestored: {
    checks: ['tail.restored'],
    engines: ENGINE_KINDS,
    why: 'the service does not report what it restored last',
    settledBy: 'a reading that reports it; before the first restore there is nothing to report',
    wayOut: { kind: 'none', instead: IN_THE_PORTAL },
    lasts: true,
  },
  versionConfirmable: {
    checks: ['files.all-restored', 'tail.restored'],
    engines: ENGINE_KINDS,
    why: 'the service restored the tail before a reading could show it as not restored, so the restored version is not known',
    settledBy: 'nothing: the missing reading is in the past',
    wayOut: {
      kind: 'verb',
      verb: 'tail',
      how: 'if the file was uploaded only once, confirm that by its last LSN (`tail … --unchanged`); otherwise upload the log under a new name, and name that one',
    },
  },
  versionUnproven: {
    checks: ['files.all-restored', 'tail.restored'],
    engines: ENGINE_KINDS,
    why: 'the tail was uploaded more than once under its name, and nothing shows which version was restored',
    settledBy: 'nothing: the service reports names only',
    wayOut: {
      kind: 'verb',
      verb: 'tail',
      how: 'upload the log under a name never used before, and name that one',
    },
  },
  versionUntold: {
    checks: ['files.all-restored', 'tail.restored'],
    engines: ENGINE_KINDS,
    why: 'storage does not report whether the tail was overwritten, or a version of it is not in the ledger yet',
    settledBy: 'the next answer of storage, the next sweep',
    wayOut: {
      kind: 'verb',
      verb: 'tail',
      how: 'let the app list the container with its versions (if denied, grant it _Storage Blob Data Reader_ there); or upload the log under a name never used before, and name that one',
    },
    lasts: true,
  },
  noBackup: {
    checks: ['chain.complete', 'chain.end-is-tail', 'backups.checksums', 'source.matches'],
    engines: ENGINE_KINDS,
    why: 'no backup is known yet, or none on the path',
    settledBy: 'the first full backup in the folder',
    wayOut: { kind: 'none', instead: 'upload the full backup with all its stripes' },
  },
  tailLsn: {
    checks: ['chain.end-is-tail'],
    engines: ENGINE_KINDS,
    why: 'the header of the tail has no LSN',
    settledBy: 'nothing: a header does not change',
    wayOut: {
      kind: 'verb',
      verb: 'tail',
      how: 'take a new log, upload it under a new name, and name that one',
    },
  },
  storage: {
    checks: ['nothing-newer'],
    engines: ENGINE_KINDS,
    why: 'the container cannot be listed: no right, no such container or account, no answer',
    settledBy: 'the next listing',
    wayOut: {
      kind: 'none',
      instead: 'only a listing proves it: grant _Storage Blob Data Reader_, and check the firewall',
    },
  },
  checksum: {
    checks: ['backups.checksums'],
    engines: ENGINE_KINDS,
    why: 'a header does not report whether the backup was taken WITH CHECKSUM',
    settledBy: 'nothing: a header does not change',
    wayOut: {
      kind: 'verb',
      verb: 'waive',
      how: 'take the backup again WITH CHECKSUM, or waive with a reason',
    },
  },
  sourceName: {
    checks: ['source.matches'],
    engines: ENGINE_KINDS,
    why: 'a header names no database, or no server where servers are compared',
    settledBy: 'nothing: a header does not change',
    wayOut: {
      kind: 'verb',
      verb: 'accept-source',
      how: 'if the server is missing, accept the database alone; if the database is missing, take that backup again',
    },
  },
  probeMissing: {
    checks: ['source.closed', 'source.tail-is-last'],
    engines: ENGINE_KINDS,
    why: 'the policy asks for a probe of the source, and there is none, or it is too old or of a wrong time',
    settledBy: 'a probe',
    wayOut: { kind: 'verb', verb: 'probe', how: 'run the T-SQL on the source, and give its result' },
  },
  probeDenied: {
    checks: ['source.closed', 'source.tail-is-last'],
    engines: ENGINE_KINDS,
    why: 'the login that ran the T-SQL may not see the backup history, or the open transactions',
    settledBy: 'nothing: a probe is a single look',
    wayOut: {
      kind: 'verb',
      verb: 'probe',
      how: 'grant it SELECT on `msdb.dbo.backupset` and VIEW SERVER STATE, or let another login run it',
    },
  },
  probeUntold: {
    checks: ['source.closed', 'source.tail-is-last'],
    engines: ENGINE_KINDS,
    why: 'the server that was probed does not know the tail: it was probed before the tail, another took it, its history was deleted, or the header of the tail has no id',
    settledBy: 'nothing: a probe is a single look',
    wayOut: {
      kind: 'verb',
      verb: 'probe',
      how: 'probe the server that took the tail, after it: each replica of an availability group keeps a history of its own',
    },
  },
} as const satisfies Readonly<Record<string, UnknownRow>>;

/** The name of a reason. */
export type UnknownCause = keyof typeof UNKNOWNS;

/** The row of a reason. @example unknownRow('checksum').wayOut // { kind: 'verb', verb: 'waive', … } */
export function unknownRow(cause: UnknownCause): UnknownRow {
  return UNKNOWNS[cause];
}
