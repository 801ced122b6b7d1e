/** The templates compile and lint without a warning, and the snapshots are what they give. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../docs/support';
import { withProgram } from '../support/program';
import { findBicep } from './find-bicep';
import { EVENT_EXAMPLES, EXAMPLES } from './snapshots';

const INFRA = join(ROOT, 'infra');

/** What azd keeps: its own names, what the operator set, the outputs of main.bicep. */
const AZD = {
  AZURE_ENV_NAME: 'try',
  AZURE_LOCATION: 'westeurope',
  BACKUP_ACCOUNT_ID: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
  BACKUP_CONTAINERS: 'shop,orders',
  MANAGED_INSTANCE_ID: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/managedInstances/m',
  MIGRATION_ENGINES: 'dms,lrs',
  ALERT_EMAILS: 'dba@example.com',
  APP_ID: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app',
  EVENT_SOURCES: '[{"topicId":"/subscriptions/s/topic","containers":["shop","orders"]}]',
};

/** The parameters that this makes, by template. */
const PARAMETERS: Readonly<Record<string, object>> = {
  main: {
    environmentName: { value: 'try' },
    location: { value: 'westeurope' },
    backups: { value: [{ id: AZD.BACKUP_ACCOUNT_ID, containers: ['shop', 'orders'] }] },
    managedInstances: { value: [{ id: AZD.MANAGED_INSTANCE_ID, engines: ['dms', 'lrs'] }] },
    alertEmails: { value: ['dba@example.com'] },
  },
  events: {
    environmentName: { value: 'try' },
    appId: { value: AZD.APP_ID },
    sources: { value: [{ topicId: '/subscriptions/s/topic', containers: ['shop', 'orders'] }] },
  },
};

/** The made-up place that the examples are deployed to. */
const PLACE = [
  '--tenant-id=99999999-9999-9999-9999-999999999999',
  '--subscription-id=11111111-1111-1111-1111-111111111111',
  '--location=westeurope',
];

/** The compiler takes seconds, and longer on a busy machine. */
jest.setTimeout(120_000);

withProgram('the Bicep compiler', findBicep(), (compiler) => {
  const folder = mkdtempSync(join(tmpdir(), 'bicep-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(compiler, args, {
      cwd: INFRA,
      encoding: 'utf8',
      env: { ...process.env, ...AZD },
    });
    return { status, said: `${stdout}${stderr}`.trim() };
  }

  test('lints every template without a warning', () => {
    expect(run('lint', '--pattern', '**/*.bicep')).toEqual({ status: 0, said: '' });
  });

  test.each(['main', 'events'])('builds %s.bicep without a warning', (template) => {
    const outfile = join(folder, `${template}.json`);
    expect(run('build', `${template}.bicep`, '--outfile', outfile)).toEqual({ status: 0, said: '' });
  });

  test.each(['main', 'events'])('%s.bicepparam takes what azd keeps in its environment', (template) => {
    const outfile = join(folder, `${template}.parameters.json`);
    expect(run('build-params', `${template}.bicepparam`, '--outfile', outfile)).toEqual({
      status: 0,
      said: '',
    });
    const { parameters } = JSON.parse(readFileSync(outfile, 'utf8')) as {
      parameters: Record<string, unknown>;
    };
    expect(parameters).toMatchObject(PARAMETERS[template] ?? {});
  });

  test.each([...EXAMPLES, ...EVENT_EXAMPLES])('%s: gives the committed snapshot', (example) => {
    const said = run('snapshot', `examples/${example}.bicepparam`, '--mode', 'validate', ...PLACE);
    expect(said).toEqual({ status: 0, said: '' });
  });
});
