/** Reading an exported migration: every member is checked, unknown ones are refused by name, and nothing in it is a secret. */
import { z } from 'zod';
import { ENGINE_KINDS } from '../core/engine/engine-status';
import { parseLsn } from '../core/lsn';
import { ATTEMPT_STATES, type ControlRow } from '../core/migration/control';
import { type ExportDocument, EXPORT_FORMAT, EXPORT_VERSION } from '../core/migration/export-document';
import type { ChainedEntry, JournalEntry } from '../core/migration/journal';
import { TERMINAL_PHASES } from '../core/migration/phase';
import { WAIVABLE_CHECKS } from '../core/migration/policy';
import { MOST_APPROVERS } from '../core/readiness/approvals';
import type { Registration } from '../core/migration/registration';
import { estateNotesBody } from './estate-notes-body';

const time = z.iso.datetime();
const text = z.string().max(4_000);
const name = z.string().min(1).max(1_024);
const resource = z.string().min(1).max(2_048);
const count = z.int().nonnegative();
const numbered = z.int().positive();
const seconds = z.number().positive();
/** As `toJson` writes it. */
const lsn = z
  .strictObject({ $lsn: z.string().regex(/^\d{1,25}$/, 'decimal digits') })
  .transform(({ $lsn }) => parseLsn($lsn));
const act = { by: z.string().min(1).max(500), at: time };
const tail = z.strictObject({ blob: name, setKey: name, lastLsn: lsn });
const sender = z.strictObject({ token: z.string().max(200), notAfter: time });
const absent = z.strictObject({
  what: text.optional(),
  count,
  firstAt: time.optional(),
  lastAt: time,
  seconds: z.number().optional(),
});

const cutoverWindow = z.strictObject({
  timeZone: name,
  opens: name,
  minutes: seconds,
  repeats: name.optional(),
  assumeMinutes: seconds,
  blackoutDates: z.array(name).max(400).optional(),
});
const opening = z.strictObject({ opensAt: time, closesAt: time, latestStart: time });

const policy = z.strictObject({
  mode: z.enum(['manual', 'approve', 'auto', 'offline']),
  tailProof: z.enum(['named', 'marked', 'either']),
  stableReads: z.int().min(2),
  restPollSeconds: seconds,
  windowPollSeconds: seconds,
  logCadenceMinutes: seconds,
  approvalMinutes: seconds,
  waive: z.array(z.strictObject({ check: z.enum(WAIVABLE_CHECKS), reason: text })),
  approvals: z
    .strictObject({ required: numbered, approvers: z.array(text).max(MOST_APPROVERS).optional() })
    .optional(),
  probe: z.strictObject({ source: z.literal('required'), minutes: numbered }).optional(),
  window: cutoverWindow.optional(),
});

const guid = z.string().regex(/^[0-9a-f-]{36}$/, 'a GUID in lower case');
const probedSource = z.strictObject({
  at: time,
  server: name.optional(),
  version: name,
  database: name,
  state: name.optional(),
  readOnly: z.boolean().optional(),
  userAccess: name.optional(),
  recoveryModel: name.optional(),
  compatibilityLevel: count.optional(),
  dataBytes: count.optional(),
  familyGuid: guid.optional(),
  availabilityGroups: z.boolean().optional(),
  lastLogBackupLsn: lsn.optional(),
  history: z.enum(['read', 'none', 'denied']),
  log: z
    .strictObject({
      setGuid: guid.optional(),
      firstLsn: lsn.optional(),
      lastLsn: lsn.optional(),
      finishedAt: time.optional(),
      familyGuid: guid.optional(),
      copyOnly: z.boolean().optional(),
      damaged: z.boolean().optional(),
      readOnly: z.boolean().optional(),
      noRecovery: z.boolean().optional(),
    })
    .optional(),
  openTransactions: count.optional(),
});

const attempt = z.strictObject({
  number: numbered,
  state: z.enum(ATTEMPT_STATES),
  tail,
  operationId: name,
  requestedBy: text,
  requestedAt: time,
  readyAt: time.optional(),
  sender: sender.optional(),
  approvals: z
    .array(z.strictObject({ ...act, expiresAt: time }))
    .max(MOST_APPROVERS)
    .optional(),
  window: opening.optional(),
  sentAt: time.optional(),
  settledAt: time.optional(),
  settledBy: text.optional(),
  code: text.optional(),
  reason: text.optional(),
  withdrawnFor: z.enum(['unmet', 'slow', 'clock', 'changed', 'operator', 'window']).optional(),
  lastRestoredFile: name.optional(),
  versionProven: z.literal(true).optional(),
  stillRunning: z.strictObject({ count, lastAt: time }).optional(),
  retriableAt: time.optional(),
  missing: absent.optional(),
});

const STATES_OF_A_REQUEST = ['intended', 'sending', 'sent', 'refused', 'unknown'] as const;
const request = { ...act, sender: sender.optional(), reason: text.optional(), absent: absent.optional() };
const because = z.strictObject({ ...act, reason: text });

const control = z.strictObject({
  policy,
  operationId: name.optional(),
  offline: z.literal(true).optional(),
  manualOnly: text.optional(),
  fresh: because.optional(),
  autoPaused: because.optional(),
  holds: z
    .array(z.strictObject({ ...act, number: numbered, reason: text }))
    .max(100)
    .optional(),
  lastHold: count.optional(),
  namedTail: z
    .strictObject({ ...act, blob: name, setKey: name.optional(), lastLsn: lsn.optional() })
    .optional(),
  unchangedTail: z
    .strictObject({ ...act, tail, versions: z.array(z.strictObject({ blob: name, etag: text })).max(100) })
    .optional(),
  sourceReading: z.strictObject({ ...act, via: z.literal('paste'), found: probedSource }).optional(),
  approvals: z
    .array(
      z.strictObject({
        ...act,
        target: text,
        tail,
        operationId: name,
        expiresAt: time,
        ended: z
          .strictObject({ ...act, state: z.enum(['revoked', 'void', 'expired']), reason: text })
          .optional(),
      }),
    )
    .max(MOST_APPROVERS)
    .optional(),
  exclusions: z
    .array(z.strictObject({ ...act, blob: name, etag: text, upload: text.optional(), reason: text }))
    .max(10_000),
  acceptedSources: z
    .array(z.strictObject({ ...act, databaseName: name, serverName: name.optional() }))
    .max(1_000)
    .optional(),
  nothingUnderWay: z.strictObject({ ...act, operationId: name, reason: text }).optional(),
  attempt: attempt.optional(),
  earlierAttempts: z.array(attempt).max(10),
  cancel: z
    .strictObject({ ...request, state: z.enum([...STATES_OF_A_REQUEST, 'confirmed', 'withdrawn']) })
    .optional(),
  retry: z.strictObject({ ...request, state: z.enum([...STATES_OF_A_REQUEST, 'withdrawn']) }).optional(),
  creation: z
    .strictObject({
      ...request,
      state: z.enum([...STATES_OF_A_REQUEST, 'notReceived']),
      number: numbered.optional(),
      tries: numbered.optional(),
      notBefore: time.optional(),
      sentAt: time.optional(),
      mayHaveArrived: z.literal(true).optional(),
    })
    .optional(),
  preflight: z
    .array(
      z.strictObject({
        ...act,
        row: name,
        kind: z.enum(['tick', 'waiver']),
        state: z.enum(['met', 'unmet', 'unknown', 'notApplicable', 'information', 'forYou']),
        found: text,
        reason: text.optional(),
      }),
    )
    .max(1_000)
    .optional(),
  group: z
    .strictObject({
      id: name,
      go: z
        .strictObject({ ...act, tail: z.strictObject({ setKey: name, lastLsn: lsn }), operationId: name })
        .optional(),
    })
    .optional(),
  exported: z.strictObject({ ...act, to: name, reason: text }).optional(),
  ended: z.strictObject({ phase: z.enum(TERMINAL_PHASES), at: time, reason: text }).optional(),
}) satisfies z.ZodType<ControlRow>;

const SETTING = /^CutoverSecret_[A-Za-z0-9_]{1,80}$/;
const setting = z.string().regex(SETTING, 'the name of a setting that begins with CutoverSecret_');
const lastBackup = z.strictObject({ lastBackupName: name });

const create = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('lrs'),
    authType: z.enum(['Sas', 'ManagedIdentity']),
    sasTokenSetting: setting.optional(),
    collation: name.optional(),
    autoComplete: lastBackup.optional(),
  }),
  z.strictObject({
    engine: z.literal('dms'),
    migrationServiceId: resource,
    storageAccountResourceId: resource,
    authType: z.enum(['AccountKey', 'ManagedIdentity']),
    accountKeySetting: setting.optional(),
    userAssignedIdentityId: resource.optional(),
    targetCollation: name.optional(),
    sourceSqlConnection: z
      .strictObject({
        dataSource: name,
        authentication: name,
        userName: name,
        passwordSetting: setting,
        encryptConnection: z.boolean(),
        trustServerCertificate: z.boolean(),
      })
      .optional(),
    offline: lastBackup.optional(),
  }),
]);

const registration = z.strictObject({
  id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'a lower-case slug'),
  engine: z.enum(ENGINE_KINDS),
  source: z.strictObject({
    serverName: name.optional(),
    serverNames: z.array(name).max(100).optional(),
    databaseName: name,
  }),
  target: z.strictObject({ managedInstanceId: resource, databaseName: name }),
  taskId: resource.optional(),
  backups: z.strictObject({
    containerUrl: z.url().regex(/^[^?#@]*$/, 'a URL without query and user'),
    prefix: z.string().max(1_024),
  }),
  start: z.enum(['adopt', 'create']),
  create: create.optional(),
  adopt: z.strictObject({ fresh: z.literal(true), reason: text }).optional(),
  preflight: estateNotesBody.optional(),
  policy,
  registeredBy: text,
  registeredAt: time,
}) satisfies z.ZodType<Registration>;

const hash = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
const journalHead = z.strictObject({ head: hash, entries: count });

const line = z.strictObject({
  at: time,
  kind: z.string().regex(/^[A-Za-z]{2,40}$/) as unknown as z.ZodType<JournalEntry['kind']>,
  by: text,
  text: z.string().max(30_000),
  facts: z.record(z.string().max(100), z.union([text, z.number(), z.boolean()])).optional(),
  sequence: numbered.optional(),
  previousHash: hash.optional(),
  hash: hash.optional(),
}) satisfies z.ZodType<ChainedEntry>;

/** An exported migration, as JSON was parsed. */
export const exportDocument = z.strictObject({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION, {
    error: `this program reads version ${EXPORT_VERSION}; use the release that wrote the file, or a later one`,
  }),
  home: name,
  at: time,
  registration,
  control,
  journal: z.array(line).min(1).max(100_000),
  journalHead: journalHead.optional(),
  rowsHash: hash.optional(),
  evidence: z
    .array(z.strictObject({ name: z.string().regex(/^evidence-\d+$/), json: z.string().max(30_000) }))
    .max(1_000),
}) satisfies z.ZodType<ExportDocument>;
