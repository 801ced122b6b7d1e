/**
 * Why a readiness check can be unknown, and the way out: one table for the checks, the status, the blocks and the docs.
 *
 * Most of it ends with a later reading. What no reading settles has a verb that an operator can type, or says that there is
 * none and what to do instead: nobody can state what proves that nothing is pending (G1).
 */
import type { EngineKind } from '../engine/engine-status';

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

const ALL: readonly EngineKind[] = ['dms', 'lrs', 'dms-classic'];

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
  'nobody can state that nothing is pending: prove it by hand with `inspect` and the portal, and cut over there; the migration ends here as completed outside of this product, unproven';

/** Every reason, by its name. */
export const UNKNOWNS = {
  unreadable: {
    checks: ASKED,
    engines: ALL,
    why: 'the service cannot be read: rights, network, its health, a parent that is not found',
    settledBy: 'the next reading',
    wayOut: {
      kind: 'verb',
      verb: 'settle',
      how: 'give the app its roles at the service; one that is gone for good is settled as completed or canceled',
    },
  },
  absent: {
    checks: ASKED,
    engines: ALL,
    why: 'the service answers that it knows no such migration',
    settledBy: 'a reading that shows it again; three over five minutes are believed',
    wayOut: {
      kind: 'verb',
      verb: 'settle',
      how: 'find out what became of it; the target database tells most. Then settle it as completed or canceled',
    },
  },
  clock: {
    checks: ['engine.running'],
    engines: ALL,
    why: "the reading bears a time before its assessment: the host's clock went back",
    settledBy: 'the next reading',
    wayOut: { kind: 'none', instead: 'mend the clock of the host' },
  },
  mode: {
    checks: ['engine.running'],
    engines: ['dms'],
    why: 'the migration has an offline configuration that does not say whether the service cuts over by itself',
    settledBy: 'a reading that tells',
    wayOut: {
      kind: 'verb',
      verb: 'policy set',
      how: 'look up in the portal how it was started: an offline one is followed in mode `offline`; an online one has no way out here, cut it over in the portal',
    },
    lasts: true,
  },
  state: {
    checks: ['engine.running'],
    engines: ALL,
    why: 'a word that this version does not know, or two that exclude each other',
    settledBy: 'a reading with words that are known',
    wayOut: {
      kind: 'none',
      instead:
        'look up in the portal what the service means. Update the app, or cut over in the portal; the migration ends here as completed outside of this product, unproven',
    },
    lasts: true,
  },
  commands: {
    checks: ['engine.running'],
    engines: ['dms-classic'],
    why: 'the service answers without the commands that were given to the task, so that a cutover asked for elsewhere would not be seen for some 15 s',
    settledBy: 'a reading with `commands`, an empty list included',
    wayOut: {
      kind: 'verb',
      verb: 'settle',
      how: 'make sure that nobody has asked for the cutover, in the portal or by a script; then settle it as nothingUnderWay',
    },
    lasts: true,
  },
  operation: {
    checks: ['engine.operation'],
    engines: ALL,
    why: 'the service does not report which run of the migration it is in',
    settledBy: 'a reading that tells',
    wayOut: {
      kind: 'none',
      instead:
        'nothing else tells this run from another, whose cutover it might be. Compare start time and container in the portal, and cut over there',
    },
    lasts: true,
  },
  full: {
    checks: ['full.restored'],
    engines: ALL,
    why: 'the service tells nothing of the full before it is restored',
    settledBy: 'the first restored file, for every restore begins with the full',
    wayOut: {
      kind: 'none',
      instead: 'wait, a large full takes hours; no backup there yet: upload it',
    },
  },
  pending: {
    checks: ['pending.zero'],
    engines: ALL,
    why: 'the service does not report what waits: no count, no list of sets, an upload that no count accounts for; the short body of the Log Replay Service tells it only at rest',
    settledBy: 'a reading that tells, on a short body the next one at rest',
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
    engines: ALL,
    why: 'the service says two things of which one excludes the other; the reason has both',
    settledBy: 'a reading that agrees with itself',
    wayOut: {
      kind: 'none',
      instead:
        'which of the two is true is for Microsoft support, with both statements and the operation id. A log uploaded under a name that was used before: upload it under a new one',
    },
    lasts: true,
  },
  restoredFiles: {
    checks: ['files.all-restored'],
    engines: ALL,
    why: 'the service names no restored file, or one restored last that the ledger does not know',
    settledBy: 'a reading that names one of ours',
    wayOut: {
      kind: 'none',
      instead:
        'see on the board whether the file that it restored last is in the folder that is registered; a file that was removed or excluded is uploaded or included again',
    },
    lasts: true,
  },
  lastRestored: {
    checks: ['tail.restored'],
    engines: ALL,
    why: 'the service does not report what it restored last',
    settledBy: 'a reading that tells; before the first restore there is nothing to tell',
    wayOut: { kind: 'none', instead: IN_THE_PORTAL },
    lasts: true,
  },
  versionConfirmable: {
    checks: ['files.all-restored', 'tail.restored'],
    engines: ALL,
    why: 'the service had restored the tail before a reading could show that it had not: whether it is the version that is there now is not told',
    settledBy: 'nothing: the reading that is missing lies in the past',
    wayOut: {
      kind: 'verb',
      verb: 'tail',
      how: 'a file that was uploaded once only is confirmed by its last LSN (`tail … --unchanged`); else upload the log under a new name, and name that one',
    },
  },
  versionUnproven: {
    checks: ['files.all-restored', 'tail.restored'],
    engines: ALL,
    why: 'the tail was uploaded more than once under its name, and nothing tells which version was restored',
    settledBy: 'nothing: the service tells names',
    wayOut: {
      kind: 'verb',
      verb: 'tail',
      how: 'upload the log under a name that was never used, and name that one',
    },
  },
  versionUntold: {
    checks: ['files.all-restored', 'tail.restored'],
    engines: ALL,
    why: 'storage does not report whether the tail was overwritten, or a version of it is not in the ledger yet',
    settledBy: 'the next answer of storage, the next sweep',
    wayOut: {
      kind: 'verb',
      verb: 'tail',
      how: 'let the app list the container with its versions (denied: grant it _Storage Blob Data Reader_ there); else upload the log under a name that was never used, and name that one',
    },
    lasts: true,
  },
  noBackup: {
    checks: ['chain.complete', 'chain.end-is-tail', 'backups.checksums', 'source.matches'],
    engines: ALL,
    why: 'no backup is known yet, or none on the path',
    settledBy: 'the first full backup in the folder',
    wayOut: { kind: 'none', instead: 'upload the full backup, all stripes of it' },
  },
  tailLsn: {
    checks: ['chain.end-is-tail'],
    engines: ALL,
    why: 'the header of the tail tells no LSN',
    settledBy: 'nothing: a header does not change',
    wayOut: {
      kind: 'verb',
      verb: 'tail',
      how: 'take a log anew, upload it under a new name, and name that one',
    },
  },
  storage: {
    checks: ['nothing-newer'],
    engines: ALL,
    why: 'the container cannot be listed: no right, no such container or account, no answer',
    settledBy: 'the next listing',
    wayOut: {
      kind: 'none',
      instead: 'only a listing proves it: grant _Storage Blob Data Reader_, look at the firewall',
    },
  },
  checksum: {
    checks: ['backups.checksums'],
    engines: ALL,
    why: 'a header does not report whether the backup was taken WITH CHECKSUM',
    settledBy: 'nothing: a header does not change',
    wayOut: {
      kind: 'verb',
      verb: 'waive',
      how: 'take the backup anew WITH CHECKSUM, or waive with a reason',
    },
  },
  sourceName: {
    checks: ['source.matches'],
    engines: ALL,
    why: 'a header tells no name of a database, or of a server where servers are compared',
    settledBy: 'nothing: a header does not change',
    wayOut: {
      kind: 'verb',
      verb: 'accept-source',
      how: 'where the server is not told, accept the database alone; without a database, take that backup anew',
    },
  },
} as const satisfies Readonly<Record<string, UnknownRow>>;

/** The name of a reason. */
export type UnknownCause = keyof typeof UNKNOWNS;

/** The row of a reason. @example unknownRow('checksum').wayOut // { kind: 'verb', verb: 'waive', … } */
export function unknownRow(cause: UnknownCause): UnknownRow {
  return UNKNOWNS[cause];
}
