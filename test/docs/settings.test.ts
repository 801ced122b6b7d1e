/** The settings: the sample, the table of docs/settings.md and what the app reads are the same. */
import { loadConfig } from '../../shared/config';
import { keysRead } from '../support/keys-read';
import { codeSpans, read, tableRows } from './support';

const sample = (JSON.parse(read('local.settings.sample.json')) as { Values: Record<string, string> }).Values;
const chapter = read('docs/settings.md');
const table = tableRows(chapter).map(([setting, , byDefault, floor]) => ({
  setting: setting?.replaceAll('`', '') ?? '',
  byDefault: byDefault?.replaceAll('`', '') ?? '',
  floor: floor ?? '',
}));

/** Set by or for the platform; the app itself does not read them. */
const PLATFORM = ['AzureWebJobsStorage', 'FUNCTIONS_WORKER_RUNTIME'];

/** The settings without some of them. */
function without(
  values: Readonly<Record<string, string>>,
  ...keys: readonly string[]
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

const byIdentity = {
  ...without(sample, 'BackupStorage', 'LedgerStorage'),
  BackupStorage__blobServiceUri: 'https://a.blob.core.windows.net',
  LedgerStorage__tableServiceUri: 'https://a.table.core.windows.net',
};
const onThisMachine = { ...sample, AZURE_FUNCTIONS_ENVIRONMENT: 'Development' };
const appReads = new Set([...keysRead(sample), ...keysRead(byIdentity), ...keysRead(onThisMachine)]);
const boundInBindings = [...read('functions/index.ts').matchAll(/%(\w+)%|connection: '(\w+)'/g)].map(
  (match) => match[1] ?? match[2] ?? '',
);

test('docs/settings.md explains exactly the keys of the sample', () => {
  expect(table.map((row) => row.setting)).toEqual(Object.keys(sample));
});

test('every key of the sample is read by the app, by a binding, or by the platform', () => {
  const used = [...appReads, ...boundInBindings, ...PLATFORM];
  expect(Object.keys(sample).filter((key) => !used.includes(key))).toEqual([]);
});

test('every key that the app or a binding reads is in the sample or named in docs/settings.md', () => {
  const named = codeSpans(chapter);
  const unexplained = [...appReads, ...boundInBindings].filter(
    (key) => !(key in sample) && !named.includes(key),
  );
  expect(unexplained).toEqual([]);
});

test.each(table.filter((row) => row.floor !== ''))(
  '$setting: its floor holds against Azure, and not on this machine',
  ({ setting, floor, byDefault }) => {
    const azure = { ...sample, ArmEndpoint: 'https://management.azure.com' };
    const below = String(Number(floor) - 1);
    expect(() => loadConfig({ ...azure, [setting]: floor })).not.toThrow();
    expect(() => loadConfig({ ...azure, [setting]: below })).toThrow(setting);
    expect(() => loadConfig({ ...sample, [setting]: below })).not.toThrow();
    const withoutIt = without(azure, setting);
    expect(loadConfig(withoutIt)).toEqual(loadConfig({ ...withoutIt, [setting]: byDefault }));
  },
);

test.each(table.filter((row) => row.floor === '' && !row.byDefault.startsWith('required')))(
  '$setting: its default is the one in docs/settings.md',
  ({ setting, byDefault }) => {
    const withoutIt = without(sample, setting);
    expect(loadConfig(withoutIt)).toEqual(loadConfig({ ...withoutIt, [setting]: byDefault }));
  },
);

/** One that only a binding names is demanded by the host. */
test.each(table.filter((row) => row.byDefault === 'required' && appReads.has(row.setting)))(
  '$setting: without it the app does not start',
  ({ setting }) => {
    expect(() => loadConfig(without(sample, setting))).toThrow(setting);
  },
);

test('the settings of the sample are the defaults of the waiting times', () => {
  for (const { setting, floor, byDefault } of table)
    if (floor !== '') expect([setting, sample[setting]]).toEqual([setting, byDefault]);
});
