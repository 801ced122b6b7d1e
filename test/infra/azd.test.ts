/** azure.yaml and the parameter files fit the templates and each other. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import packageJson from '../../package.json';
import { codeSpans, read, ROOT, section, tableRows } from '../docs/support';
import { ofType, resourcesOf, snapshotText } from './snapshots';

interface Hook {
  readonly posix: { readonly run: string };
  readonly windows: { readonly run: string };
}

const project = parse(read('azure.yaml')) as {
  infra: { path: string; module: string };
  services: Record<string, { host: string; dist: string; remoteBuild: boolean; hooks: { prepackage: Hook } }>;
  hooks: { postdeploy: Hook };
};

/** azd's own (Azure/azure-dev, "Environment variables"). */
const OF_AZD = ['AZURE_ENV_NAME', 'AZURE_LOCATION', 'AZURE_SUBSCRIPTION_ID'];

/** What the operator sets, by the table of docs/deploy.md. */
const OF_THE_OPERATOR = tableRows(section(read('docs/deploy.md'), 'Deploy with azd')).map(
  ([name]) => codeSpans(name ?? '')[0] ?? '',
);

const PACKAGE = 'npm run package';

const outputs = Object.keys((JSON.parse(snapshotText('smallest')) as { outputs: object }).outputs);

function environmentOf(parameterFile: string): readonly string[] {
  return [...read(parameterFile).matchAll(/readEnvironmentVariable\('(\w+)'/g)].map(
    (match) => match[1] ?? '',
  );
}

test('the one service is the app that carries its name', () => {
  const [site] = ofType(resourcesOf('smallest'), 'Microsoft.Web/sites');
  expect(Object.keys(project.services)).toEqual([site?.tags?.['azd-service-name']]);
});

test('what is deployed is what the hook packages, and Azure builds nothing', () => {
  const { dist, remoteBuild, hooks } = project.services.app ?? {};
  expect(remoteBuild).toBe(false);
  expect([hooks?.prepackage.posix.run, hooks?.prepackage.windows.run]).toEqual([PACKAGE, PACKAGE]);
  expect(packageJson.scripts.package).toContain('node dist/tools/package/main.js');
  const out = /'--out <folder>', .*, join\(ROOT, '(.+)', '(.+)'\)/.exec(read('tools/package/main.ts'));
  expect(dist).toBe(`${out?.[1]}/${out?.[2]}/app`);
});

test('every file that azd or a hook names is there', () => {
  const { path, module } = project.infra;
  const named = JSON.stringify(project).match(/infra\/[\w.-]+(?:\/[\w.-]+)*/g) ?? [];
  expect(named).toHaveLength(2);
  for (const file of [`${path}/${module}.bicep`, `${path}/${module}.bicepparam`, ...named])
    expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
});

test('a parameter file asks for what azd, the operator or the first deployment has told', () => {
  expect([...new Set(environmentOf('infra/main.bicepparam'))].sort()).toEqual(
    [...OF_THE_OPERATOR, 'AZURE_ENV_NAME', 'AZURE_LOCATION'].sort(),
  );
  for (const name of environmentOf('infra/events.bicepparam'))
    expect([...OF_AZD, ...outputs]).toContain(name);
});

test('both shells of a hook run the same', () => {
  const { posix, windows } = project.hooks.postdeploy;
  const plain = (run: string) => run.replaceAll('"', '').replaceAll('$env:', '$');
  expect(plain(windows.run)).toBe(plain(posix.run));
});
