/** What CI makes of the registry's answer about vulnerabilities. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { read, ROOT } from '../docs/support';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the audit with an npm that prints this and fails. */
function audit(answer: string) {
  writeFileSync(join(folder, 'answer'), answer);
  writeFileSync(
    join(folder, 'npm'),
    `#!/bin/sh\necho "$@" >'${folder}/asked'\ncat '${folder}/answer'\nexit 1\n`,
    { mode: 0o755 },
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, '.ci', 'audit')], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
  });
  return { status, said: stdout + stderr };
}

function found(vulnerabilities: object): string {
  return JSON.stringify({ auditReportVersion: 2, metadata: { vulnerabilities } });
}

test.each([
  ['nothing', { info: 0, low: 0, moderate: 0, high: 0, critical: 0 }, 0],
  ['a moderate one', { moderate: 3 }, 0],
  ['a high one', { moderate: 3, high: 1 }, 1],
  ['a critical one', { critical: 1 }, 1],
])('%s', (_what, vulnerabilities, status) => {
  const { said, ...audited } = audit(found(vulnerabilities));
  expect(audited).toEqual({ status });
  expect(said).toContain('Audited the packages of production');
});

test.each([
  ['a registry without the service', JSON.stringify({ message: '405 Method Not Allowed', error: {} })],
  ['no network', ''],
  ['a page of some proxy', '<html>'],
])('%s is said loudly and fails nothing', (_what, answer) => {
  const { status, said } = audit(answer);
  expect(status).toBe(0);
  expect(said).toContain('NOT AUDITED');
});

test('it asks about what is deployed alone, and CI runs it', () => {
  audit(found({}));
  expect(spawnSync('cat', [join(folder, 'asked')], { encoding: 'utf8' }).stdout).toBe(
    'audit --omit=dev --json\n',
  );
  expect(read('.ci/run')).toMatch(/^\.ci\/audit$/m);
  expect(read('.github/workflows/ci.yml')).toContain('- run: .ci/audit');
});
