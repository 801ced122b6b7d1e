/** Lost messages and refusals: never more than one cutover request accepted, none before ready. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Evidence, expectConfirmedOnce, startAutomatic } from './automatic-migration';
import { endToEnd } from './end-to-end';
import { LocalStack } from './local-stack';

endToEnd('lost messages and refusals', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  test.concurrent(
    'the creation is lost before it arrived: three readings prove it, then it is sent again',
    async () => {
      await local.control('POST', '/faults', {
        kind: 'resetBefore',
        match: { operation: 'put', database: 'creationlost' },
      });
      await startAutomatic(local, 'creationlost', 300);
      await expectConfirmedOnce(local, 'creationlost', 90);
      const requests = await local.received('put', 'creationlost');
      expect(requests.map((request) => request.accepted)).toEqual([false, true]);
      const { body } = await local.api<Evidence>('GET', '/migrations/creationlost/evidence');
      const journal = body.journal.map((entry) => entry.text).join('\n');
      expect(journal).toMatch(
        /Try 1 to create the migration is lost: \d+ readings from \S+ to \S+ say that the service knows no such migration/,
      );
      expect(journal).toMatch(/Creating the migration at the service \(try 2\)/);
    },
    120_000,
  );

  test.concurrent(
    'the answer to the request is lost: observation finds that it was received',
    async () => {
      await local.control('POST', '/faults', {
        kind: 'resetAfter',
        match: { operation: 'cutover', database: 'answerlost' },
      });
      await startAutomatic(local, 'answerlost', 301);
      await expectConfirmedOnce(local, 'answerlost', 60);
      const requests = await local.cutovers('answerlost');
      expect(requests).toHaveLength(1);
      const { body } = await local.api<Evidence>('GET', '/migrations/answerlost/evidence');
      expect(body.attempt.number).toBe(1);
      expect(body.journal.map((entry) => entry.text).join('\n')).toMatch(/no clear answer to the request/);
    },
    90_000,
  );

  test.concurrent(
    'the request is lost before it arrived: three readings prove it, then one new attempt',
    async () => {
      await local.control('POST', '/faults', {
        kind: 'resetBefore',
        match: { operation: 'cutover', database: 'requestlost' },
      });
      await startAutomatic(local, 'requestlost', 302);
      await expectConfirmedOnce(local, 'requestlost', 90);
      const requests = await local.cutovers('requestlost');
      expect(requests.map((request) => request.accepted)).toEqual([false, true]);
      const { body } = await local.api<Evidence>('GET', '/migrations/requestlost/evidence');
      expect(body.attempt.number).toBe(2);
      expect(body.journal.map((entry) => entry.text).join('\n')).toMatch(/Attempt 1 is notReceived/);
    },
    120_000,
  );

  test.concurrent(
    'the service is busy: the attempt is refused, and a new one follows after a new assessment',
    async () => {
      await local.control('POST', '/faults', {
        kind: 'refuse',
        match: { operation: 'cutover', database: 'busy' },
      });
      await startAutomatic(local, 'busy', 303);
      await expectConfirmedOnce(local, 'busy', 60);
      expect((await local.cutovers('busy')).map((request) => request.accepted)).toEqual([false, true]);
    },
    90_000,
  );

  test.concurrent(
    'the service refuses for a reason of its own: a person is asked for, nothing is sent again',
    async () => {
      await local.control('POST', '/faults', {
        kind: 'refuse',
        match: { operation: 'cutover', database: 'refused' },
        status: 400,
        code: 'MigrationNotReadyForCutoverError',
        message: 'Not ready.',
      });
      await startAutomatic(local, 'refused', 304);
      const status = await local.until(
        'refused',
        'the block',
        (seen) => seen.blocked !== undefined && seen.cutover?.state === 'refused',
      );
      expect(status.blocked?.reason).toMatch(/MigrationNotReadyForCutoverError/);
      await sleep(3_000);
      expect(await local.cutovers('refused')).toHaveLength(1);
    },
    90_000,
  );
});
