/**
 * The table of operator verbs: a row each, from which route, contract test and command line are made.
 *
 * A verb is `POST migrations/{id}/<verb>` and command `<verb> <id>`. Unknown fields are refused by name.
 */
import { z } from 'zod';
import { commandLine } from '../core/command-line';
import { SETTLEMENTS } from '../core/watch/settlement';
import { acceptSource } from '../use-cases/operate/accept-source';
import { tickPreflight, waivePreflight } from '../use-cases/operate/answer-preflight';
import { type ApprovalVerb, approveCutover } from '../use-cases/operate/approve-cutover';
import { confirmUnchanged } from '../use-cases/operate/confirm-unchanged';
import { excludeBlob, includeBlob } from '../use-cases/operate/exclude-blob';
import { hold, release } from '../use-cases/operate/hold-migration';
import { nameTail } from '../use-cases/operate/name-tail';
import { confirmCancel } from '../use-cases/operate/request-cancel';
import { requestRetry } from '../use-cases/operate/request-retry';
import { revokeApproval } from '../use-cases/operate/revoke-approval';
import { settleOutcome } from '../use-cases/operate/settle-outcome';
import { withdrawRegistration } from '../use-cases/register/withdraw-registration';
import { lastApproval } from './last-approval';
import { type OperatorVerb, operatorVerb, type VerbCommand } from './verb';

const blob = z.string().min(1).max(1024);
const reason = z.string().min(3, 'say why, in at least three characters').max(500);
const headerName = z.string().trim().min(1).max(256);
const targetName = z.string().min(1).max(260);

const lsn = z.string().regex(/^\d{1,25}$/, 'an LSN as decimal digits');

const rowId = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2,6}-\d{1,3}$/, 'the id of a row, such as NET-01');
const rowIds = z.array(rowId).min(1).max(30);
const undo = z.literal(true, 'omit it, or use true').optional();

const UNDO = { flag: '--undo', help: 'take it back' };
const BLOB = 'name of the blob, as the file board shows it';
const REASON = { flag: '--reason <text>', help: 'why; shown and journaled' };
const CONFIRM = {
  flag: '--confirm <instance/database>',
  help: 'the target; asked for on a terminal',
  asked: true,
} as const;

/** What is no number stays text, which the app refuses. */
function readNumber(text: string): unknown {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** A verb that approves. */
function approvalVerb({
  summary,
  description,
  ...row
}: Pick<OperatorVerb, 'operationId' | 'action'> &
  Pick<VerbCommand, 'summary' | 'description'> & { readonly verb: ApprovalVerb }): OperatorVerb {
  const expectedTail = { flag: '--tail <blob>', help: 'the last log, as you expect it' };
  return operatorVerb({
    ...row,
    body: z.strictObject({ confirm: targetName, expectedTail: blob }),
    run: (caps, operator, given) => approveCutover(caps, operator, given, row.verb),
    accepted: lastApproval,
    cli: { summary, description, options: { expectedTail, confirm: CONFIRM } },
  });
}

/** Every verb, in the order in which the command line lists them. */
export const OPERATOR_VERBS: readonly OperatorVerb[] = [
  operatorVerb({
    verb: 'tail',
    operationId: 'nameTail',
    action: 'name the tail',
    body: z
      .strictObject({
        blob,
        unchanged: z.literal(true, 'omit it, or use true').optional(),
        lastLsn: z
          .string()
          .regex(/^\d{1,25}$/, 'decimal digits, as the file board shows it')
          .optional(),
      })
      .refine((given) => given.unchanged === true || given.lastLsn === undefined, {
        path: ['lastLsn'],
        error: 'it confirms unchanged: give both, or neither',
      }),
    run: (caps, operator, given) =>
      given.unchanged === true
        ? confirmUnchanged(caps, operator, given)
        : nameTail(caps, operator, given.blob),
    cli: {
      summary: 'name the last log',
      description:
        'Names the last log backup, taken after writes stopped on the source. The tail is that backup, not its name: an upload over it un-names it. With --unchanged you confirm that it was uploaded only once, if the service restored it before this app could read that it had not.',
      args: { blob: BLOB },
      options: {
        unchanged: {
          flag: '--unchanged',
          help: 'it was uploaded only once and never overwritten',
        },
        lastLsn: {
          flag: '--lsn <lsn>',
          help: 'with --unchanged: the LSN at which it ends, as the file board shows it',
        },
      },
    },
    remark: (given, id, { tail }) =>
      tail
        ? undefined
        : `No readable ${given.blob} is known yet: compare the name with ${commandLine(['board', id])}`,
  }),
  operatorVerb({
    verb: 'hold',
    operationId: 'holdMigration',
    action: 'hold',
    body: z.strictObject({ reason }),
    run: (caps, operator, given) => hold(caps, operator, given.reason),
    cli: {
      summary: 'prevent a migration from cutting over',
      description: 'Holds a migration: it is watched, but not cut over until it is released.',
      options: { reason: REASON },
    },
  }),
  operatorVerb({
    verb: 'release',
    operationId: 'releaseMigration',
    action: 'release',
    body: z.strictObject({ hold: z.int().min(1).optional() }),
    run: (caps, operator, given) => release(caps, operator, given.hold),
    cli: {
      summary: 'end a hold',
      description: 'Ends a hold, yours or that of another operator, which is journaled.',
      options: {
        hold: {
          flag: '--hold <n>',
          help: 'number of the hold, as the status shows it; needed if there are several',
          read: readNumber,
        },
      },
    },
  }),
  operatorVerb({
    verb: 'retry',
    operationId: 'retryMigration',
    action: 'retry',
    body: z.strictObject({}),
    run: (caps, operator) => requestRetry(caps, operator),
    accepted: 'status',
    cli: {
      summary: 'retry a step that failed',
      description:
        'Retries what the service waits for (state Retriable, which it cancels after 8 hours), or a creation that was refused or lost. Remove the cause first. Refused, with the reason, when there is nothing to retry.',
    },
  }),
  operatorVerb({
    verb: 'settle',
    operationId: 'settleMigration',
    action: 'settle',
    body: z.strictObject({
      as: z.enum(SETTLEMENTS, `the outcome: ${SETTLEMENTS.join(', ')}`),
      confirm: z.string().min(1).max(300),
      reason,
    }),
    run: (caps, operator, given) => settleOutcome(caps, operator, given),
    cli: {
      summary: 'state the outcome of a cutover that no reading settles',
      description:
        'Records your statement of what no reading of the service settles: a cutover request was not received, a migration is completed or canceled, or nobody has requested the cutover of a classic task that does not report its commands (nothingUnderWay). Refused unless that blocks the status, or a created migration is not adopted for ten minutes; refused if the service or the target database contradicts it. Nothing is sent to the service. After notReceived another attempt needs a new approval; completed ends the migration as unproven; canceled ends it.',
      options: {
        as: { flag: '--outcome <outcome>', help: `what became of it: ${SETTLEMENTS.join(', ')}` },
        confirm: CONFIRM,
        reason: REASON,
      },
    },
  }),
  operatorVerb({
    verb: 'exclude',
    operationId: 'excludeBlob',
    action: 'exclude the blob',
    // An upload that is not committed has no ETag yet: empty.
    body: z.strictObject({ blob, etag: z.string().max(200), reason, confirm: lsn.optional() }),
    run: (caps, operator, given) => excludeBlob(caps, operator, given),
    cli: {
      summary: 'ignore one version of a blob',
      description: 'Ignores one version of a blob; an overwritten blob counts again.',
      args: { blob: BLOB },
      options: {
        etag: { flag: '--etag <etag>', help: 'its ETag as the file board shows it, quoted or not' },
        reason: REASON,
        confirm: {
          flag: '--confirm <lsn>',
          help: 'last LSN of a log that may be needed; asked for on a terminal',
        },
      },
    },
  }),
  operatorVerb({
    verb: 'include',
    operationId: 'includeBlob',
    action: 'include the blob',
    body: z.strictObject({ blob, etag: z.string().max(200).optional() }),
    run: (caps, operator, given) => includeBlob(caps, operator, given),
    cli: {
      summary: 'undo an exclusion',
      description: 'Undoes an exclusion, so that the blob counts again.',
      args: { blob: BLOB },
      options: { etag: { flag: '--etag <etag>', help: 'of the version; all versions if omitted' } },
    },
  }),
  operatorVerb({
    verb: 'accept-source',
    operationId: 'acceptSource',
    action: 'accept the source',
    body: z.strictObject({ database: headerName, server: headerName.optional() }),
    run: (caps, operator, given) => acceptSource(caps, operator, given),
    cli: {
      summary: 'accept backups with another name in the header',
      description:
        'States that backups whose headers name another database or server than the registered one belong to the source. Type the names as the headers have them; they count from then on, and are in the journal and the evidence.',
      args: { database: 'name of the database, as the headers have it' },
      options: {
        server: { flag: '--server <name>', help: 'name of the server, as the headers have it' },
      },
    },
  }),
  operatorVerb({
    verb: 'preflight/tick',
    operationId: 'tickPreflight',
    action: 'tick',
    body: z.strictObject({ rows: rowIds, undo }),
    run: (caps, operator, given) => tickPreflight(caps, operator, given),
    cli: {
      summary: 'answer questions of the preflight with yes',
      description:
        'Answers questions of the preflight with yes: your name and the time are journaled. A yes counts while the row asks that question. Rows that Azure itself tells about take none.',
      args: { rows: 'ids of the rows, such as BKP-11' },
      options: { undo: UNDO },
    },
  }),
  operatorVerb({
    verb: 'preflight/waive',
    operationId: 'waivePreflight',
    action: 'waive',
    body: z.strictObject({ rows: rowIds, reason, undo }),
    run: (caps, operator, given) => waivePreflight(caps, operator, given),
    cli: {
      summary: 'let a migration be created in spite of rows of the preflight',
      description:
        'Lets a migration be created in spite of rows of the preflight. It counts while the same is found, and only for the creation: it waives no readiness check.',
      args: { rows: 'ids of the rows, such as NET-01' },
      options: { reason: REASON, undo: UNDO },
    },
  }),
  operatorVerb({
    verb: 'withdraw',
    operationId: 'withdrawMigration',
    action: 'withdraw',
    body: z.strictObject({ reason }),
    run: (caps, operator, given) => withdrawRegistration(caps, operator, given.reason),
    cli: {
      summary: 'undo a mistaken registration',
      description:
        'Ends a registration before anything runs at the service; nothing is sent there. Its target and folder can be registered again, under another id. Refused, with the reason, once the migration is adopted or may have been created: cancel it then.',
      options: { reason: REASON },
    },
    remark: () => 'Its target and folder can be registered again, under another id',
  }),
  approvalVerb({
    verb: 'cutover',
    operationId: 'requestCutover',
    action: 'cut over',
    summary: 'approve the cutover, where one approval is enough',
    description: 'Approves the cutover at the tail you name.',
  }),
  approvalVerb({
    verb: 'approve',
    operationId: 'approveCutover',
    action: 'approve',
    summary: 'give one of the approvals of a cutover',
    description:
      'Gives your approval for the cutover at the tail you name. In mode approve the cutover needs as many as the policy says, and none of whoever registered the migration or named its tail; the last one lets it be sent.',
  }),
  operatorVerb({
    verb: 'revoke',
    operationId: 'revokeApproval',
    action: 'revoke the approval',
    body: z.strictObject({ reason, of: z.string().min(1).max(200).optional() }),
    run: (caps, operator, given) => revokeApproval(caps, operator, given),
    cli: {
      summary: 'revoke approvals',
      description: 'Revokes approvals, yours and those of other operators. Refused once a cutover was sent.',
      options: { reason: REASON, of: { flag: '--of <operator>', help: 'whose; without it all are revoked' } },
    },
  }),
  operatorVerb({
    verb: 'cancel',
    operationId: 'cancelMigration',
    action: 'cancel',
    body: z.strictObject({ confirm: targetName }),
    run: (caps, operator, given) => confirmCancel(caps, operator, given.confirm),
    accepted: 'status',
    cli: {
      summary: 'give up a migration; the target database is lost',
      description:
        'Gives up a migration. The TARGET DATABASE IS LOST, with everything restored so far: the new DMS drops it, the Log Replay Service deletes it whatever its state, the classic service cancels the whole task. Refused once a cutover was sent.',
      options: { confirm: CONFIRM },
    },
  }),
];
