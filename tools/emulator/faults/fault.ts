/**
 * Faults that `POST /_control/faults` takes: what to do wrong, when, and how often.
 *
 * Two families: *answer faults* touch single requests and wear off after `times`; *orders* make the emulated service
 * behave otherwise and stand until they are deleted.
 */
import { z } from 'zod';
import { OPERATION_NAMES } from '../http/operation-names';

const requestMatch = z
  .strictObject({
    method: z.string().optional(),
    /** Compared without regard to case. */
    pathIncludes: z.string().optional(),
    operation: z.enum(OPERATION_NAMES).optional(),
    database: z.string().optional(),
  })
  .default({});

const orderMatch = z.strictObject({ database: z.string().optional() }).default({});

const occasion = {
  match: requestMatch,
  /** How many matching requests it touches. */
  times: z.union([z.int().min(1), z.literal('forever')]).default(1),
  /** How many matching requests pass untouched first. */
  skip: z.int().min(0).default(0),
};
const active = { match: orderMatch };
const moment = z.enum(['before', 'after']).default('before');
const seconds = z.number().min(0).nullable();

const variantNames = { a: 'restoreRest', b: 'completeWithout', c: 'fail', d: 'stayCompleting' } as const;
const variant = z.preprocess(
  (value) => (isVariantLetter(value) ? variantNames[value] : value),
  z.enum(['restoreRest', 'completeWithout', 'fail', 'stayCompleting']),
);

const answerFault = z.discriminatedUnion('kind', [
  /** 429; `retryAfterSeconds: null` leaves the header out. */
  z.strictObject({ kind: z.literal('throttle'), ...occasion, retryAfterSeconds: seconds.default(15) }),
  /** 5xx, before or (`carriedOut`) after the operation was carried out. */
  z.strictObject({
    kind: z.literal('serverError'),
    ...occasion,
    status: z.int().min(500).max(599).default(500),
    envelope: z.boolean().default(true),
    code: z.string().default('UnExpectedErrorOccurred'),
    message: z.string().default('Unexpected error occurred.'),
    retryAfterSeconds: seconds.default(null),
    carriedOut: z.boolean().default(false),
  }),
  /** 4xx with an envelope; nothing is carried out. */
  z.strictObject({
    kind: z.literal('refuse'),
    ...occasion,
    status: z.int().min(400).max(499).default(409),
    code: z.string().default('OperationInProgress'),
    message: z.string().default('Operation in progress on resource already.'),
  }),
  /** The connection is destroyed and nothing is carried out. */
  z.strictObject({ kind: z.literal('resetBefore'), ...occasion }),
  /** The operation is carried out, then the connection is destroyed. */
  z.strictObject({ kind: z.literal('resetAfter'), ...occasion }),
  /** The answer is late; `before`: the operation, too. Real milliseconds. */
  z.strictObject({ kind: z.literal('slow'), ...occasion, ms: z.int().min(0), when: moment }),
  /** 200 with a body that is not JSON; the operation is carried out. */
  z.strictObject({
    kind: z.literal('wrongJson'),
    ...occasion,
    text: z.string().default('{"properties":{"migr'),
  }),
  /** Properties left out of the answer. */
  z.strictObject({ kind: z.literal('omit'), ...occasion, paths: z.array(z.string().min(1)).min(1) }),
  /** Properties set in the answer. */
  z.strictObject({ kind: z.literal('override'), ...occasion, values: z.record(z.string(), z.json()) }),
]);

const order = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cutoverVariant'), ...active, variant }),
  /** Nothing is restored from the first set on that holds this file; `*` stands for any text. */
  z.strictObject({ kind: z.literal('holdRestore'), ...active, file: z.string().min(1) }),
  /** The engine does not see this file; `*` stands for any text. */
  z.strictObject({ kind: z.literal('hideBlob'), ...active, file: z.string().min(1) }),
  z.strictObject({ kind: z.literal('readyForCutover'), ...active, ready: z.boolean().default(true) }),
  z.strictObject({ kind: z.literal('restoreBlockingReason'), ...active, reason: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('fail'),
    ...active,
    code: z.string().default('MigrationRestoreFailed'),
    message: z.string().default('Storage connection is broken. Please verify and try again.'),
  }),
  z.strictObject({
    kind: z.literal('retriable'),
    ...active,
    code: z.string().default('MigrationRestoreFailed'),
    message: z.string().default('Storage connection is broken. Please verify and try again.'),
  }),
  z.strictObject({ kind: z.literal('operationId'), ...active, operationId: z.uuid() }),
  /** The details of a migration are gone: its operation id is no longer known. */
  z.strictObject({ kind: z.literal('cleanupDetails'), ...active }),
  /** A cancel is accepted and comes too late: the migration succeeds (error 2038). */
  z.strictObject({ kind: z.literal('cancelRace'), ...active }),
  /** completeRestore is refused unless it names the last restored file, as newer versions document. */
  z.strictObject({ kind: z.literal('lastBackupMustMatch'), ...active }),
]);

/** A script of faults; the control API takes a single fault, too. */
export const faultsBody = z.array(z.discriminatedUnion('kind', [answerFault, order])).min(1);

/** A fault that touches single requests. */
export type AnswerFault = z.output<typeof answerFault>;

/** A fault that changes the service's behaviour until it is deleted. */
export type BehaviourFault = z.output<typeof order>;

/** Any fault as posted. */
type Fault = AnswerFault | BehaviourFault;

/** A fault in force. */
export type ActiveFault = Fault & { readonly id: string };

const ORDER_KINDS: ReadonlySet<string> = new Set(order.options.map((option) => option.shape.kind.value));

/** Tells orders from answer faults. */
export function isBehaviourFault<T extends Fault>(fault: T): fault is Extract<T, BehaviourFault> {
  return ORDER_KINDS.has(fault.kind);
}

function isVariantLetter(value: unknown): value is keyof typeof variantNames {
  return typeof value === 'string' && Object.hasOwn(variantNames, value);
}
