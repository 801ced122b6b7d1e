/** A wave of all engines in which something is the matter with five members, and the moves that take it through its night. */
import { setTimeout as sleep } from 'node:timers/promises';
import { localToken } from '../../shared/core/access/local-token';
import type { EngineKind } from '../../shared/core/engine/engine-status';
import type { GroupView } from '../../shared/core/group/group-view';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import { type Answer, type LocalStack, INSTANCE, takeBackups } from './local-stack';
import type { RunningServices } from './running-services';

/** What is the matter with a member: `fine` for nothing. */
export type Oddity =
  | 'fine'
  /** A log of its chain never arrives. */
  | 'brokenChain'
  /** Its second approval is given after all others are confirmed. */
  | 'lateApproval'
  /** An operator holds it between its two approvals, and never releases it. */
  | 'held'
  /** The service carries its request out, and the answer is lost. */
  | 'lostAnswer'
  /** Its window closes between its two approvals. */
  | 'closesEarly';

/** A member of the wave. */
export interface WaveMember {
  readonly id: string;
  readonly engine: EngineKind;
  readonly oddity: Oddity;
  readonly seed: number;
}

const ENGINES: readonly EngineKind[] = ['dms', 'lrs', 'dms', 'lrs', 'dms-classic'];
const ODD: readonly Oddity[] = ['brokenChain', 'lateApproval', 'held', 'lostAnswer', 'closesEarly'];
const TAIL = 'tail.final.trn';
/** The log that a broken chain lacks. */
const LOST_LOG = 'log3.trn';
/** A window that closes early is still open for so long at least, and the longer the more members keep the machine busy. */
const LEAST_OPEN_MS = 10_000;
const MORE_OPEN_MS = 1_500;
/** How long one call is repeated while the host is away. */
const INSIST_MS = 120_000;

/** Members of all engines; the oddities are spread over the wave, one each. */
export function oddWave(count: number): readonly WaveMember[] {
  const step = Math.floor(count / (ODD.length + 1));
  return Array.from({ length: count }, (_, place) => ({
    id: `wave-${place}`,
    engine: ENGINES[place % ENGINES.length] ?? 'dms',
    oddity: place % step === step - 1 ? (ODD[(place + 1) / step - 1] ?? 'fine') : 'fine',
    seed: 700 + place,
  }));
}

/** Arguments of an emulator whose classic service reads the folders of those that need one. */
export function classicMembers(members: readonly WaveMember[]): readonly string[] {
  return members.filter(({ engine }) => engine === 'dms-classic').map(({ id }) => id);
}

/** A window of `minutes` minutes in UTC that opened two minutes ago. */
export function openWindow(minutes: number): Readonly<Record<string, unknown>> {
  const opens = new Date(Date.now() - 120_000).toISOString().slice(0, 16);
  return { timeZone: 'UTC', opens, minutes: minutes + 2, assumeMinutes: 1 };
}

/** The wave on a stack whose host may be killed at any moment: every call is repeated until the host answers. */
export class OddWave {
  constructor(
    private readonly local: LocalStack,
    private readonly services: RunningServices,
    readonly members: readonly WaveMember[],
  ) {}

  of(oddity: Oddity): WaveMember {
    const found = this.members.find((member) => member.oddity === oddity);
    if (found === undefined) throw new Error(`the wave has no member ${oddity}`);
    return found;
  }

  /** Keeps every tail from being restored until `letTailsIn`, so that each is read first, as in a night with its backups underway. */
  async holdTailsBack(): Promise<void> {
    await this.local.control('POST', '/faults', { kind: 'holdRestore', file: `*${TAIL}` });
  }

  async letTailsIn(): Promise<void> {
    await this.local.control('DELETE', '/faults');
  }

  async loseAnswerOf({ id }: WaveMember): Promise<void> {
    await this.local.control('POST', '/faults', {
      kind: 'resetAfter',
      match: { operation: 'cutover', database: id },
    });
  }

  /** Registers a member in mode `approve` with two approvals, uploads its backups, and lets it be created. */
  async begin({ id, engine, oddity, seed }: WaveMember, window: unknown, seconds: number): Promise<void> {
    const policy = {
      mode: 'approve',
      approvals: { required: 2 },
      window,
      restPollSeconds: 5,
      windowPollSeconds: 2,
    };
    const body = this.local.body(id, { engine, policy });
    const { create, ...adopted } = body;
    if (engine === 'dms') await this.insist('POST', '/migrations', body);
    else if (engine === 'lrs')
      await this.insist('POST', '/migrations', { ...body, create: { authType: 'ManagedIdentity' } });
    else {
      const taskId = await this.services.startTask(id, id);
      await this.insist('POST', '/migrations', { ...adopted, start: 'adopt', taskId });
    }
    const { files, names, tail } = takeBackups(id, seed);
    for (const name of names)
      if (oddity !== 'brokenChain' || name !== LOST_LOG)
        await this.local.upload(id, name === tail ? TAIL : name, files[name]!);
    if (create !== undefined && engine !== 'dms-classic')
      await this.local.until(
        id,
        'a preflight that lets it be created',
        ({ preflight }) => preflight?.stopping.length === 0,
        seconds,
      );
  }

  /** Waits until the tail of a member was read. */
  untilTailIsKnown({ id }: WaveMember, seconds: number): Promise<StatusDocument> {
    return this.local.until(id, 'the tail', ({ tail }) => tail !== undefined, seconds);
  }

  untilReady({ id }: WaveMember, seconds: number): Promise<StatusDocument> {
    return this.local.until(id, 'a ready migration', ({ readiness }) => readiness.ready, seconds);
  }

  /** Gives the approval of an operator. */
  async approve(member: WaveMember, operator: string): Promise<void> {
    const { path, body, headers } = approvalOf(member, operator);
    await this.insist('POST', path, body, () => Promise.resolve(headers));
  }

  /**
   * Waits until a member is confirmed. Whoever watches the wave approves again when requests were lost by kills so often that the app
   * asks for that.
   *
   * @returns how often they did
   */
  async untilConfirmed(member: WaveMember, seconds: number): Promise<number> {
    const answered = new Set<number>();
    const isAsked = ({ cutover, headline }: StatusDocument): boolean =>
      cutover?.state === 'notReceived' &&
      !answered.has(cutover.attempt) &&
      headline.includes('an operator decides about another');
    const isConfirmed = ({ cutover }: StatusDocument): boolean => cutover?.state === 'confirmed';
    for (;;) {
      const fits = (status: StatusDocument): boolean => isConfirmed(status) || isAsked(status);
      const status = await this.local.until(member.id, 'the confirmed cutover', fits, seconds);
      if (status.cutover === undefined || isConfirmed(status)) return answered.size;
      for (const operator of ['bob', 'eve']) await this.approve(member, operator);
      answered.add(status.cutover.attempt);
    }
  }

  /** Why an operator cannot give an approval. */
  async refusal(member: WaveMember, operator: string): Promise<string> {
    const { path, body, headers } = approvalOf(member, operator);
    const refused = await this.insist('POST', path, body, () => Promise.resolve(headers), 409);
    return JSON.stringify(refused.body);
  }

  async hold({ id }: WaveMember): Promise<void> {
    await this.insist('POST', `/migrations/${id}/hold`, { reason: 'the application still writes' });
  }

  async makeGroup(id: string, perInstance: number): Promise<void> {
    const members = this.members.map((member) => ({ id: member.id }));
    await this.insist('POST', '/groups', { id, strategy: 'each', members, limits: { perInstance } });
  }

  async board(id: string): Promise<GroupView> {
    return (await this.insist<GroupView>('GET', `/groups/${id}`)).body;
  }

  /** Has no request start any more from the next full minute on that is far enough away. @returns that moment, ISO 8601 UTC */
  async closeSoon({ id }: WaveMember): Promise<string> {
    const leastOpenMs = LEAST_OPEN_MS + this.members.length * MORE_OPEN_MS;
    const latestStart = Math.ceil((Date.now() + leastOpenMs) / 60_000) * 60_000;
    const opens = new Date(latestStart - 60 * 60_000).toISOString().slice(0, 16);
    const window = { timeZone: 'UTC', opens, minutes: 61, assumeMinutes: 1 };
    const path = `/migrations/${id}`;
    const confirm = `${INSTANCE.split('/').at(-1)}/${id}`;
    await this.insist('PATCH', path, { policy: { window }, confirm }, async () => ({
      'if-match': (await this.local.api('GET', path)).headers.get('etag') ?? '',
    }));
    return new Date(latestStart).toISOString();
  }

  async read<T>(path: string): Promise<T> {
    return (await this.insist<T>('GET', path)).body;
  }

  /** Calls until the answer is the awaited one, by default any success; a repetition changes nothing. */
  private async insist<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: () => Promise<Record<string, string>> = () => Promise.resolve({}),
    awaited?: number,
  ): Promise<Answer<T>> {
    const limit = Date.now() + INSIST_MS;
    for (;;) {
      const answer = await headers()
        .then((more) => this.local.api<T>(method, path, body, more))
        .catch(() => undefined);
      if (answer !== undefined && (awaited === undefined ? answer.status < 300 : answer.status === awaited))
        return answer;
      if (Date.now() > limit)
        throw new Error(`${method} ${path} was awaited for ${INSIST_MS} ms: ${JSON.stringify(answer)}`);
      await sleep(300);
    }
  }
}

/** The request of an approval. */
function approvalOf({ id }: WaveMember, operator: string) {
  return {
    path: `/migrations/${id}/approve`,
    body: { confirm: `${INSTANCE.split('/').at(-1)}/${id}`, expectedTail: `${id}/${TAIL}` },
    headers: { authorization: `Bearer ${localToken(operator)}` },
  };
}

/** Kills the host again and again until told to stop. */
export function keepKilling(local: LocalStack, everyMs: number): { readonly stop: () => Promise<number> } {
  const over = new AbortController();
  const killing = (async (): Promise<number> => {
    let kills = 0;
    for (;;) {
      await sleep(everyMs * (0.5 + Math.random()));
      if (over.signal.aborted) return kills;
      await local.stack.host().kill();
      await local.stack.restartHost();
      kills++;
    }
  })();
  killing.catch(() => undefined);
  return {
    stop: () => {
      over.abort();
      return killing;
    },
  };
}
