/** Moves of the suites about crashes and lost messages: an automatic migration, and its one confirmed cutover. */
import type { CheckState } from '../../shared/core/migration/status-document';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalStack, takeBackups } from './local-stack';

const MARKED_TAIL = 'tail.final.trn';

/** Evidence, as far as these suites look at it. */
export interface Evidence {
  readonly outcome: string;
  readonly attempt: { readonly number: number };
  readonly atSending: { readonly checks: readonly { readonly code: string; readonly state: CheckState }[] };
  readonly journal: readonly { readonly kind: string; readonly text: string }[];
}

/**
 * Starts an automatic migration, its preflight answered: nobody is asked any more, the tail is marked by its name.
 *
 * @param more fields of the policy
 */
export async function startAutomatic(
  local: LocalStack,
  id: string,
  seed: number,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { files, names, tail } = takeBackups(id, seed);
  const policy = { mode: 'auto', restPollSeconds: 1, windowPollSeconds: 1, ...more };
  await insist(local, 'POST', '/migrations', local.body(id, { policy }));
  for (const name of names) await local.upload(id, name === tail ? MARKED_TAIL : name, files[name]!);
  await local.until(
    id,
    'a preflight that lets it be created',
    ({ preflight }) => preflight?.stopping.length === 0,
    120,
  );
}

/** Waits for the confirmed cutover: accepted once, with every check met when it was sent. */
export async function expectConfirmedOnce(local: LocalStack, id: string, seconds: number): Promise<void> {
  await local.until(
    id,
    'the confirmed cutover',
    (status) => status.phase === 'completed' && status.cutover?.state === 'confirmed',
    seconds,
  );
  expect((await local.cutovers(id)).filter((request) => request.accepted)).toHaveLength(1);
  const { body } = await local.api<Evidence>('GET', `/migrations/${id}/evidence`);
  expect(body.outcome).toBe('confirmed');
  expect(body.atSending.checks.filter(({ state }) => state !== 'met' && state !== 'notConfigured')).toEqual(
    [],
  );
}

/** Calls until the host is there to answer; a repetition changes nothing. */
async function insist(local: LocalStack, method: string, path: string, body: unknown): Promise<void> {
  const limit = Date.now() + 60_000;
  for (;;) {
    const answer = await local.api(method, path, body).catch(() => undefined);
    if (answer !== undefined && answer.status < 300) return;
    if (Date.now() > limit)
      throw new Error(`${method} ${path} was awaited for 60 s: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}
