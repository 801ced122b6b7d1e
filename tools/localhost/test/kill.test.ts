import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostProcess, sampleApp, temporaryFolder } from './host-process';

const killEvery = 250;

/** Runs six long orchestrations while the host is killed again and again, and returns how they ended. */
async function runUnderKills(kills: number, args: string[]) {
  const state = temporaryFolder();
  let host = await HostProcess.start({ app: sampleApp('samples'), state, args });
  const ids = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'];
  for (const id of ids.slice(0, 3)) await host.startNew('slowSteps', { steps: 80 }, id);
  for (const id of ids.slice(3)) await host.startNew('eternal', { round: 1, rounds: 50 }, id);
  for (let kill = 0; kill < kills; kill++) {
    await new Promise((later) => setTimeout(later, killEvery));
    await host.kill();
    host = await HostProcess.start({ app: sampleApp('samples'), state, args });
  }
  const statuses = await Promise.all(ids.map((id) => host.finished(id, 90_000)));
  await host.stop();
  return statuses.map(({ runtimeStatus, output }) => [runtimeStatus, output]);
}

const sumOfSquares = 167_480;
const expected = [
  ...Array.from({ length: 3 }, () => ['Completed', sumOfSquares]),
  ...Array.from({ length: 3 }, () => ['Completed', 50]),
];

test('kill -9 in the middle, eight times: every orchestration ends right', async () => {
  expect(await runUnderKills(8, [])).toEqual(expected);
}, 240_000);

test('the same under the chaos switch', async () => {
  expect(await runUnderKills(4, ['--chaos', '7'])).toEqual(expected);
}, 240_000);

test('an acknowledged start and event are never lost', async () => {
  const state = temporaryFolder();
  const accepted: string[] = [];
  for (let round = 0; round < 5; round++) {
    const host = await HostProcess.start({ app: sampleApp('samples'), state });
    for (let n = 0; n < 5; n++)
      accepted.push(await host.startNew('approval', { milliseconds: 3_600_000 }, `a-${round}-${n}`));
    for (const id of accepted.slice(-2)) await host.raise(id, 'approve', { by: id });
    await host.kill();
  }
  const host = await HostProcess.start({ app: sampleApp('samples'), state });
  for (const id of accepted) {
    const approved = id.endsWith('-3') || id.endsWith('-4');
    const { output } = approved ? await host.finished(id) : await host.status(id);
    expect([id, output]).toEqual([id, approved ? { by: id } : null]);
  }
  await host.stop();
}, 120_000);

test('a torn tail is cut and told, a damaged middle stops the start', async () => {
  const state = temporaryFolder();
  const first = await HostProcess.start({ app: sampleApp('samples'), state });
  await first.finished(await first.startNew('hello', {}, 'kept'));
  await first.kill();
  const journal = join(state, 'journal.log');
  appendFileSync(journal, 'deadbeef {"kind":"turn","insta');
  const second = await HostProcess.start({ app: sampleApp('samples'), state });
  expect(second.output).toContain('journal: cut a torn tail of 30 bytes');
  expect((await second.status('kept')).runtimeStatus).toBe('Completed');
  await second.kill();

  const damaged = readFileSync(journal);
  damaged[damaged.indexOf(10) + 30] = 0;
  writeFileSync(journal, damaged);
  const third = HostProcess.spawn({ app: sampleApp('samples'), state });
  expect(await third.exited).toBe(1);
  expect(third.output).toMatch(/Cannot read journal '.*journal.log': the record at byte \d+ is damaged/);
});
