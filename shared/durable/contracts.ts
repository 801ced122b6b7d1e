/**
 * Everything that crosses a durable boundary: names, inputs and outputs of activities, orchestrations and events.
 *
 * Inputs carry ids and small summaries only: what counts is read from the ledger by the activities (G4, G7).
 */
import { z } from 'zod';
import { ATTEMPT_STATES } from '../core/migration/control';
import { TERMINAL_PHASES } from '../core/migration/phase';
import { clip } from '../core/text';

/** An activity: its name and the shapes that cross the boundary as JSON. */
export interface ActivityContract<I, O> {
  readonly name: string;
  readonly input: z.ZodType<I>;
  readonly output: z.ZodType<O>;
}

const migrationId = z.strictObject({ id: z.string() });
const attemptId = z.strictObject({ id: z.string(), attempt: z.int().positive() });
const nothing = z.null();
/** A sentence is cut where it would make a payload large: the whole one is in the status document and the journal. */
const sentence = z.string().overwrite((text) => clip(text, 1_000));

const command = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('preflight') }),
  z.object({ kind: z.literal('create') }),
  z.object({ kind: z.literal('adopt'), operationId: z.string() }),
  z.object({ kind: z.literal('cutOver'), attempt: z.int().positive() }),
  z.object({ kind: z.literal('cancel') }),
  z.object({ kind: z.literal('retry') }),
  z.object({
    kind: z.literal('end'),
    phase: z.enum(TERMINAL_PHASES),
    reason: sentence,
  }),
  z.object({ kind: z.literal('wait'), until: z.iso.datetime() }),
]);

const watchOrders = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('orders'),
    commands: z.array(command).max(4),
    phase: z.string(),
    headline: sentence,
    ready: z.boolean(),
    asOf: z.iso.datetime(),
    nextCheckAt: z.iso.datetime().optional(),
  }),
  /** No such migration is registered: the watch ends. */
  z.object({ kind: z.literal('unknownMigration') }),
]);

const attemptState = z.enum(ATTEMPT_STATES);

/** One assessment with its decision. */
export const assessActivity = {
  name: 'assess',
  input: migrationId,
  output: watchOrders,
} satisfies ActivityContract<unknown, unknown>;

/** Binds the migration to the service's operation. */
export const adoptActivity = {
  name: 'adopt',
  input: z.strictObject({ id: z.string(), operationId: z.string() }),
  output: nothing,
} satisfies ActivityContract<unknown, unknown>;

/** Runs the preflight that a creation waits for. */
export const preflightActivity = {
  name: 'preflightForCreation',
  input: migrationId,
  output: nothing,
} satisfies ActivityContract<unknown, unknown>;

/** Creates the migration at the service, once. */
export const createActivity = {
  name: 'createAtService',
  input: migrationId,
  output: nothing,
} satisfies ActivityContract<unknown, unknown>;

/** Carries out a cancel intent, once. */
export const cancelActivity = {
  name: 'cancelAtService',
  input: migrationId,
  /** False when the service could not be read: the intent stands, and the next look tries again. */
  output: z.object({ acted: z.boolean() }),
} satisfies ActivityContract<unknown, unknown>;

/** Carries out a retry intent, once. */
export const retryActivity = {
  name: 'retryAtService',
  input: migrationId,
  /** As with a cancel. */
  output: z.object({ acted: z.boolean() }),
} satisfies ActivityContract<unknown, unknown>;

/** Writes the end. */
export const endActivity = {
  name: 'endMigration',
  input: z.strictObject({
    id: z.string(),
    phase: z.enum(TERMINAL_PHASES),
    reason: sentence,
  }),
  output: nothing,
} satisfies ActivityContract<unknown, unknown>;

/** Writes the intent of an attempt. */
export const recordIntentActivity = {
  name: 'recordIntent',
  input: attemptId,
  output: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('attempt'), state: attemptState }),
    z.object({ kind: z.literal('none'), reason: sentence }),
  ]),
} satisfies ActivityContract<unknown, unknown>;

/** Sends the cutover request, if everything holds. */
export const triggerCutoverActivity = {
  name: 'triggerCutover',
  input: attemptId,
  output: z.object({ state: attemptState, reason: sentence.optional() }),
} satisfies ActivityContract<unknown, unknown>;

/** Makes one observation of an attempt; `delaySeconds` until the next. */
export const observeCutoverActivity = {
  name: 'observeCutover',
  input: z.strictObject({ id: z.string(), attempt: z.int().positive(), cycle: z.int().nonnegative() }),
  output: z.object({
    state: attemptState,
    settled: z.boolean(),
    reason: sentence.optional(),
    delaySeconds: z.number().positive(),
  }),
} satisfies ActivityContract<unknown, unknown>;

/** Takes a group one step further. */
export const advanceGroupActivity = {
  name: 'advanceGroup',
  input: migrationId,
  output: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('advanced'),
      standing: z.enum(['held', 'stopped', 'waiting', 'going', 'ended']),
      waitsFor: sentence,
    }),
    /** Another step has decided in between. */
    z.object({ kind: z.literal('overtaken') }),
    z.object({ kind: z.literal('unknownGroup') }),
  ]),
} satisfies ActivityContract<unknown, unknown>;

/** The watch of one group. */
export const groupOrchestration = {
  name: 'watchGroup',
  input: z.object({ id: z.string() }),
  /** One instance per group. */
  instanceId: (id: string): string => `${id}:group`,
} as const;

/** Where a group stands, as the instance's custom status shows it. */
export interface GroupCustomStatus {
  readonly standing: string;
  readonly waitsFor: string;
}

/** The eternal watch of one migration. */
export const watchOrchestration = {
  name: 'watchMigration',
  input: z.object({
    id: z.string(),
    /** Not to be nudged before this moment. */ notBefore: z.iso.datetime().optional(),
  }),
  /** One instance per migration. */
  instanceId: (id: string): string => `${id}:watch`,
} as const;

/** One cutover, from intent to outcome. */
export const cutoverOrchestration = {
  name: 'performCutover',
  input: z.object({
    id: z.string(),
    attempt: z.int().positive(),
    /** Observations made so far. */ cycle: z.int().nonnegative(),
  }),
  /** One instance per attempt. */
  instanceId: (id: string, attempt: number): string => `${id}:cutover:${attempt}`,
} as const;

/** Wakes the watch; carries nothing, because the truth is read anew. */
export const NUDGE = 'nudge';

/** Where a migration stands, as the instance's custom status shows it (at most 16 KB). */
export interface WatchCustomStatus {
  readonly phase: string;
  readonly headline: string;
  readonly ready: boolean;
  readonly asOf: string;
  readonly nextCheckAt?: string;
}
