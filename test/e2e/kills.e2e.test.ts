/** The host is killed again and again: always confirmed in the end, and nothing is carried out twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expectConfirmedOnce, startAutomatic } from './automatic-migration';
import { endToEnd } from './end-to-end';
import { LocalStack } from './local-stack';

const KILLS = 12;
const MIGRATIONS = 6;

endToEnd('a host that is killed', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  test(`kill -9 of the host ${KILLS} times at random moments of ${MIGRATIONS} migrations`, async () => {
    const ids = Array.from({ length: MIGRATIONS }, (_, index) => `crash${index}`);
    const started = (async () => {
      for (const [index, id] of ids.entries()) {
        await startAutomatic(local, id, 200 + index);
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
      await expectConfirmedOnce(local, id, 120);
      expect((await local.received('put', id)).filter((request) => request.accepted)).toHaveLength(1);
    }
  }, 400_000);
});
