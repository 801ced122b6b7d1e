import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostProcess, sampleApp } from './host-process';

const folder = join(__dirname, 'parity');

/** Runs the command and returns its exit code and what it said. */
async function command(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(folder, 'run.cjs'), ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, output };
}

test('the suite has the nineteen tests, by name', () => {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^describe\('([^']+)'/gm)])
    .map(([, name]) => name);
  expect(names.sort()).toEqual(
    [
      'event ordering',
      'replay purity',
      'at-least-once activities',
      'id rules',
      'retry',
      'timers',
      'external events',
      'continueAsNew',
      'sub-orchestrations',
      'suspend, resume, terminate',
      'large payloads',
      'purge',
      'paging tokens',
      'blob trigger',
      'timer trigger',
      'HTTP',
      'functionTimeout',
      'start-up',
      'journal',
    ].sort(),
  );
});

test('a base that does not answer, or runs another app, fails the run with a sentence', async () => {
  const silent = await command('--base', 'http://127.0.0.1:9');
  expect(silent.code).toBe(1);
  expect(silent.output).toMatch(
    /^Cannot run the parity suite against http:\/\/127\.0\.0\.1:9: it does not answer \(.+\)\. Start a host/,
  );
  const host = await HostProcess.start({ app: sampleApp('impatient') });
  expect(await command('--base', `${host.url}/`)).toEqual({
    code: 1,
    output: `Cannot run the parity suite against ${host.url}: it does not run the app in tools/localhost/test/apps/parity (GET /api/parity answered 404).\n`,
  });
  await host.stop();
});

test('a command line that makes no sense fails with the usage', async () => {
  for (const args of [['--base'], ['--bse', 'http://x'], ['--base', 'nowhere']]) {
    const { code, output } = await command(...args);
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('Usage: npm run test:parity -- [--base URL]'),
    ]);
  }
});
