/** Crashes and lost messages: always confirmed in the end, never more than one cutover request accepted, none before ready. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStack, takeBackups } from './local-stack';
import { endToEnd } from './end-to-end';

const KILLS = 20;
const MIGRATIONS = 10;
const MARKED_TAIL = 'tail.final.trn';

interface Evidence {
  readonly outcome: string;
  readonly attempt: { readonly number: number };
  readonly atSending: { readonly checks: readonly { readonly code: string; readonly state: string }[] };
  readonly journal: readonly { readonly kind: string; readonly text: string }[];
}

endToEnd('crashes and lost messages', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  /** Calls until the host is there to answer; a repetition changes nothing. */
  async function insist(method: string, path: string, body: unknown): Promise<void> {
    const limit = Date.now() + 60_000;
    for (;;) {
      const answer = await local.api(method, path, body).catch(() => undefined);
      if (answer !== undefined && answer.status < 300) return;
      if (Date.now() > limit)
        throw new Error(`${method} ${path} was awaited for 60 s: ${JSON.stringify(answer)}`);
      await sleep(100);
    }
  }

  /** An automatic migration: nobody is asked, the tail is marked by its name. */
  async function automatic(id: string, seed: number): Promise<void> {
    const { files, names, tail } = takeBackups(id, seed);
    await insist(
      'POST',
      '/migrations',
      local.body(id, { policy: { mode: 'auto', restPollSeconds: 1, windowPollSeconds: 1 } }),
    );
    for (const name of names) await local.upload(id, name === tail ? MARKED_TAIL : name, files[name]!);
  }

  async function expectConfirmedOnce(id: string, seconds: number): Promise<void> {
    await local.until(
      id,
      'the confirmed cutover',
      (status) => status.phase === 'completed' && status.cutover?.state === 'confirmed',
      seconds,
    );
    expect((await local.cutovers(id)).filter((request) => request.accepted)).toHaveLength(1);
    const { body } = await local.api<Evidence>('GET', `/migrations/${id}/evidence`);
    expect(body.outcome).toBe('confirmed');
    expect(body.atSending.checks.filter((check) => check.state !== 'met')).toEqual([]);
  }

  test(`kill -9 of the host ${KILLS} times at random moments of ${MIGRATIONS} migrations`, async () => {
    const ids = Array.from({ length: MIGRATIONS }, (_, index) => `crash${index}`);
    const started = (async () => {
      for (const [index, id] of ids.entries()) {
        await automatic(id, 200 + index);
        await sleep(4_000);
      }
    })();
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(300 + Math.random() * 3_500);
      await local.stack.host().kill();
      await local.stack.restartHost();
    }
    await started;
    // A kill between a creation's claim and its request is made good by the next try; none is ever carried out twice.
    for (const id of ids) {
      await expectConfirmedOnce(id, 120);
      expect((await local.received('put', id)).filter((request) => request.accepted)).toHaveLength(1);
    }
  }, 400_000);

  test('the creation is lost before it arrived: three readings prove it, then it is sent again', async () => {
    await local.control('POST', '/faults', {
      kind: 'resetBefore',
      match: { operation: 'put', database: 'creationlost' },
    });
    await automatic('creationlost', 300);
    await expectConfirmedOnce('creationlost', 90);
    const requests = await local.received('put', 'creationlost');
    expect(requests.map((request) => request.accepted)).toEqual([false, true]);
    const { body } = await local.api<Evidence>('GET', '/migrations/creationlost/evidence');
    const journal = body.journal.map((entry) => entry.text).join('\n');
    expect(journal).toMatch(
      /Try 1 to create the migration is lost: \d+ readings from \S+ to \S+ say that the service knows no such migration/,
    );
    expect(journal).toMatch(/Creating the migration at the service \(try 2\)/);
  }, 120_000);

  test('the answer to the request is lost: observation finds that it was received', async () => {
    await local.control('POST', '/faults', {
      kind: 'resetAfter',
      match: { operation: 'cutover', database: 'answerlost' },
    });
    await automatic('answerlost', 301);
    await expectConfirmedOnce('answerlost', 60);
    const requests = await local.cutovers('answerlost');
    expect(requests).toHaveLength(1);
    const { body } = await local.api<Evidence>('GET', '/migrations/answerlost/evidence');
    expect(body.attempt.number).toBe(1);
    expect(body.journal.map((entry) => entry.text).join('\n')).toMatch(/no clear answer to the request/);
  }, 90_000);

  test('the request is lost before it arrived: three readings prove it, then one new attempt', async () => {
    await local.control('POST', '/faults', {
      kind: 'resetBefore',
      match: { operation: 'cutover', database: 'requestlost' },
    });
    await automatic('requestlost', 302);
    await expectConfirmedOnce('requestlost', 90);
    const requests = await local.cutovers('requestlost');
    expect(requests.map((request) => request.accepted)).toEqual([false, true]);
    const { body } = await local.api<Evidence>('GET', '/migrations/requestlost/evidence');
    expect(body.attempt.number).toBe(2);
    expect(body.journal.map((entry) => entry.text).join('\n')).toMatch(/Attempt 1 is notReceived/);
  }, 120_000);

  test('the service is busy: the attempt is refused, and a new one follows after a new assessment', async () => {
    await local.control('POST', '/faults', {
      kind: 'refuse',
      match: { operation: 'cutover', database: 'busy' },
    });
    await automatic('busy', 303);
    await expectConfirmedOnce('busy', 60);
    expect((await local.cutovers('busy')).map((request) => request.accepted)).toEqual([false, true]);
  }, 90_000);

  test('the service refuses for a reason of its own: a person is asked for, nothing is sent again', async () => {
    await local.control('POST', '/faults', {
      kind: 'refuse',
      match: { operation: 'cutover', database: 'refused' },
      status: 400,
      code: 'MigrationNotReadyForCutoverError',
      message: 'Not ready.',
    });
    await automatic('refused', 304);
    const status = await local.until(
      'refused',
      'the block',
      (seen) => seen.blocked !== undefined && seen.cutover?.state === 'refused',
    );
    expect(status.blocked?.reason).toMatch(/MigrationNotReadyForCutoverError/);
    await sleep(3_000);
    expect(await local.cutovers('refused')).toHaveLength(1);
  }, 90_000);
});
