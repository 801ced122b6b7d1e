/**
 * The API's documents as the command shows them: tolerant, so that a newer API with further members stays readable.
 * Members that may be missing are unknown, which is never zero.
 */
import { z } from 'zod';
import { ENGINE_KINDS } from '../shared/core/engine/engine-status';
import type { ApiAnswer } from './api-client';
import { CliError } from './exit-codes';

const text = z.string();
const maybe = text.nullish();
const count = z.number().nullish();

const gap = z.looseObject({
  needLsn: text,
  firstAvailableLsn: text,
  lastGoodFile: text,
  nextFile: text,
  since: maybe,
});
const chain = z.looseObject({
  status: text,
  chainEndLsn: maybe,
  path: z.looseObject({ files: count, lastFile: maybe }).nullish(),
  gap: gap.nullish(),
  counts: z.record(z.string(), z.number()).nullish(),
});
const failure = z.looseObject({ code: maybe, message: maybe, cause: maybe, remedy: maybe });
const progress = z.looseObject({
  percent: count,
  detected: count,
  queued: count,
  restoring: count,
  restored: count,
  skipped: count,
  restoredBytes: count,
  planBytes: count,
  lastUploadedFile: maybe,
});
const engineStatus = z.looseObject({
  state: text,
  operationId: maybe,
  pendingLogs: count,
  pendingDifferentials: count,
  lastRestoredFile: maybe,
  restoringFile: maybe,
  blockingReasons: z.array(text).nullish(),
  failure: failure.nullish(),
  progress: progress.nullish(),
  lastBackupName: maybe,
  expiresAt: maybe,
  asOf: maybe,
});
const check = z.looseObject({ code: text, state: text, reason: maybe, since: maybe });
const cutover = z.looseObject({
  attempt: z.number(),
  state: text,
  requestedBy: maybe,
  requestedAt: maybe,
  sentAt: maybe,
  settledAt: maybe,
  reason: maybe,
});
const clock = z.looseObject({
  kind: text,
  what: text,
  level: text,
  at: maybe,
  earliest: maybe,
  latest: maybe,
  seconds: count,
  basis: maybe,
  remedy: maybe,
});
const hold = z.looseObject({ number: count, by: maybe, at: maybe, reason: maybe });

/** `GET migrations/{id}`. */
export const statusDocument = z.looseObject({
  id: text,
  engine: text,
  phase: text,
  target: z.looseObject({ instance: text, database: text }).nullish(),
  autoPaused: hold.nullish(),
  headline: text,
  source: z.looseObject({ database: text, servers: z.array(text).nullish() }).nullish(),
  backups: z.looseObject({ account: text, container: text, prefix: maybe }).nullish(),
  next: z.looseObject({ who: text, what: text, action: maybe }).nullish(),
  asOf: text,
  nextCheckAt: maybe,
  approvals: z
    .looseObject({
      required: z.number(),
      standing: z.number(),
      missing: maybe,
      given: z.array(
        z.looseObject({ by: text, at: text, expiresAt: text, tail: text, state: text, reason: maybe }),
      ),
    })
    .nullish(),
  window: z
    .looseObject({
      state: text,
      reason: maybe,
      openings: z.array(z.looseObject({ opensAt: text, closesAt: text, latestStart: text })),
    })
    .nullish(),
  clocks: z.array(clock).nullish(),
  stalls: z
    .array(
      z.looseObject({
        kind: text,
        what: text,
        since: maybe,
        causes: z.array(z.looseObject({ cause: text, look: text })),
      }),
    )
    .nullish(),
  held: hold.nullish(),
  holds: z.array(hold).nullish(),
  group: z.looseObject({ id: text }).nullish(),
  blocked: z.looseObject({ reason: maybe, since: maybe }).nullish(),
  policy: z
    .looseObject({
      mode: maybe,
      waive: z.array(z.looseObject({ check: text, reason: text })).nullish(),
    })
    .nullish(),
  tail: z.looseObject({ blob: text, proof: maybe, lastLsn: maybe }).nullish(),
  chain: chain.nullish(),
  engineStatus: engineStatus.nullish(),
  readiness: z.looseObject({ ready: z.boolean(), checks: z.array(check) }),
  cutover: cutover.nullish(),
  preflight: z
    .looseObject({
      asOf: text,
      met: count,
      unmet: count,
      unknown: count,
      forYou: count,
      ticked: count,
      waived: count,
      stopping: z.array(text).nullish(),
    })
    .nullish(),
});
/** How far the restore has come. */
export type ProgressView = z.infer<typeof progress>;
/** The service's part of a status. */
export type EngineView = z.infer<typeof engineStatus>;
/** The status of one migration. */
export type StatusView = z.infer<typeof statusDocument>;
/** One clock. */
export type ClockLine = z.infer<typeof clock>;
/** One readiness check. */
export type CheckLine = z.infer<typeof check>;

/** An item of `GET migrations`. */
export const summaryItem = z.looseObject({
  id: text,
  engine: text,
  phase: text,
  sourceDatabase: maybe,
  targetInstance: maybe,
  targetDatabase: maybe,
  account: maybe,
  container: maybe,
  prefix: maybe,
  held: z.boolean().nullish(),
  blocked: z.boolean().nullish(),
  ready: z.boolean().nullish(),
  headline: text,
  attention: z.looseObject({ kind: text, since: maybe }).nullish(),
  pendingLogs: count,
  lastRestoredFile: maybe,
});
/** One line of the list. */
export type SummaryView = z.infer<typeof summaryItem>;

/** An item of `GET migrations/{id}/backups`. */
export const boardItem = z.looseObject({
  name: text,
  etag: maybe,
  setType: maybe,
  firstLsn: maybe,
  lastLsn: maybe,
  stripe: maybe,
  size: count,
  state: text,
  engineState: maybe,
  reason: maybe,
  mayHoldBackup: z.boolean().nullish(),
});
/** One file of the board. */
export type BoardView = z.infer<typeof boardItem>;

/** An item of `GET migrations/{id}/journal`. */
export const journalItem = z.looseObject({ at: text, kind: maybe, by: text, text });
/** One line of the journal. */
export type JournalView = z.infer<typeof journalItem>;

/** `GET health`: without the role to read, the status alone. */
export const healthDocument = z.looseObject({
  status: text,
  version: maybe,
  parts: z
    .array(z.looseObject({ part: text, name: maybe, status: text, since: text, text: maybe }))
    .nullish(),
});
/** The health of the app. */
export type HealthView = z.infer<typeof healthDocument>;

/** Answer of `POST migrations`. */
export const registered = z.looseObject({ id: text, engine: maybe, warnings: z.array(text).nullish() });
/** Answer of `POST migrations/{id}/cutover`. */
export const approved = z.looseObject({ approvedBy: maybe, expiresAt: maybe, given: count, required: count });

/** `POST migrations/{id}/rehearse`, and the last one. */
export const rehearsalDocument = z.looseObject({
  at: text,
  by: text,
  wouldSend: z.boolean(),
  stops: z.array(z.looseObject({ what: text, code: maybe, reason: text })),
  request: z
    .looseObject({ target: text, tail: text, lastLsn: text, operationId: text, lastBackupName: text })
    .nullish(),
  steps: z.array(z.looseObject({ of: text, requests: z.number(), milliseconds: z.number() })),
  milliseconds: z.number(),
  allowedMilliseconds: z.number(),
});

const probeSide = z.looseObject({
  database: text,
  servers: z.array(text),
  tSql: text,
  reading: z
    .looseObject({
      by: text,
      found: z.looseObject({ at: text, server: maybe, version: text, state: maybe }),
    })
    .nullish(),
  checks: z.array(check),
});

/** `GET` and `POST migrations/{id}/probe`. */
export const probeDocument = z.looseObject({
  demanded: z.looseObject({ minutes: z.number() }).nullish(),
  source: probeSide,
  target: probeSide,
});

/** `GET ledger`, and the answer of a freeze and of a thaw. */
export const ledgerView = z.looseObject({
  home: text,
  frozen: z.looseObject({ at: maybe, by: text, reason: text }).nullish(),
  inFlight: z.array(z.looseObject({ migration: text, request: text, state: text, notAfter: maybe })),
  history: z.array(journalItem),
});
/** A whole ledger. */
export type LedgerDocument = z.infer<typeof ledgerView>;

/** Answer of `POST ledger/migrations/{id}/delete`. */
export const deletedView = z.looseObject({ what: text, deleted: z.boolean() });

/** Answer of `POST ledger/import`. */
export const importedView = z.looseObject({
  outcome: z.enum(['possible', 'imported', 'importedBefore']),
  note: maybe,
});

/** A page of items. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.looseObject({ items: z.array(item), continuation: maybe });
}

/** Reads a document. @throws {CliError} When it has not the expected shape. */
export function readDocument<T>(schema: z.ZodType<T>, { body }: ApiAnswer, host: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new CliError(
    `Cannot read the answer of ${host}: ${where === '' ? 'it is not a document of this product' : `${where} is not as expected`}; is it the address of this product, in a matching version?`,
  );
}

const stored = z.looseObject({ detail: text });

/**
 * What an action says that is stored while the status cannot be read; undefined when the answer is the status.
 *
 * @example storedAlone(answer) // 'It is stored. The status cannot be read now: check it again later'
 */
export function storedAlone({ status, body }: ApiAnswer): string | undefined {
  if (status !== 202 || statusDocument.safeParse(body).success) return undefined;
  return stored.safeParse(body).data?.detail;
}

const remedy = z.object({
  text,
  command: z
    .object({ language: z.enum(['az', 'sql', 'powershell']), text, where: text.optional() })
    .optional(),
});

/** `migrations/{id}/preflight`. */
export const migrationPreflight = z.object({
  id: text,
  migration: z.object({
    engine: z.enum(ENGINE_KINDS),
    source: text,
    target: text,
    start: z.enum(['adopt', 'create']),
  }),
  asOf: text,
  clear: z.boolean(),
  counts: z.object({
    met: z.number(),
    unmet: z.number(),
    unknown: z.number(),
    forYou: z.number(),
    information: z.number(),
    notApplicable: z.number(),
  }),
  rows: z.array(
    z.object({
      id: text,
      severity: z.enum(['blocks', 'warns', 'info']),
      state: z.enum(['met', 'unmet', 'unknown', 'notApplicable', 'information', 'forYou']),
      demand: text,
      why: text,
      found: text,
      remedy: remedy.optional(),
      boundTo: text.optional(),
      missingAction: text.optional(),
      missingAt: text.optional(),
      sources: z.array(text),
      answer: z
        .looseObject({ kind: text, by: text, at: text, reason: maybe, lapsed: z.boolean().nullish() })
        .nullish(),
    }),
  ),
});
/** A rehearsal. */
export type RehearsalView = z.infer<typeof rehearsalDocument>;
/** What both sides said of themselves. */
export type ProbeView = z.infer<typeof probeDocument>;
/** What one side said. */
export type ProbeSideView = z.infer<typeof probeSide>;
/** The preflight of one migration. */
export type PreflightView = z.infer<typeof migrationPreflight>;
