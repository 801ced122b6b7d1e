/**
 * Follows a long-running operation by the URL the service handed out, inside one call.
 *
 * The URL has carried a signed query of some kilobytes since 2025: it is opaque, used as it is, and neither stored,
 * logged nor returned. Progress across calls is read from the resource instead.
 */
import type { EngineTrouble } from '../../ports/migration-engine';
import type { ArmClient } from '../arm/arm-client';
import { redact } from '../arm/redact';
import { toTrouble } from '../arm/engine-answers';
import { operationSchema } from './dms-wire';

/** How an operation stands. */
export type OperationReading =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed' | 'canceled'; readonly code: string; readonly message: string }
  | { readonly kind: 'running'; readonly retryAfterSeconds: number }
  | EngineTrouble;

/** `Retry-After` of every answer recorded from Microsoft.DataMigration. */
const USUAL_WAIT_SECONDS = 15;

/**
 * Reads the operation at the service's own pace until it ends.
 *
 * @param waitMs milliseconds it may take in all; a wait that does not fit is not begun
 */
export async function followOperation(
  arm: ArmClient,
  url: string,
  waitMs: number,
): Promise<OperationReading> {
  const end = arm.clock.now() + waitMs;
  for (;;) {
    const reading = await readOperation(arm, url);
    if (reading.kind !== 'running') return reading;
    const nextMs = Math.max(1, reading.retryAfterSeconds) * 1000;
    if (arm.clock.now() + nextMs > end) return reading;
    await arm.clock.sleep(nextMs);
  }
}

async function readOperation(arm: ArmClient, url: string): Promise<OperationReading> {
  const answer = await arm.read(url);
  if (answer.kind === 'silence') return toTrouble(answer, 'the operation');
  const operation = operationSchema.safeParse(answer.json);
  if (answer.status < 200 || answer.status > 299 || !operation.success)
    return toTrouble(answer, 'the operation');
  const { status, error } = operation.data;
  const why = { code: error?.code ?? '', message: redact(error?.message ?? '') };
  switch (status.toLowerCase()) {
    case 'succeeded':
      return { kind: 'succeeded' };
    case 'failed':
      return { kind: 'failed', ...why };
    case 'canceled':
    case 'cancelled':
      return { kind: 'canceled', ...why };
    default:
      return { kind: 'running', retryAfterSeconds: answer.retryAfterSeconds ?? USUAL_WAIT_SECONDS };
  }
}
