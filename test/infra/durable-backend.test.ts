/** The packaged host.json and the deployed settings agree on where Durable Functions keeps its state. */
import { AZURE_TIMING } from '../../shared/core/timing';
import { type HostJson, hostJsonFor } from '../../tools/package/host-json';
import { read, section, tableRows } from '../docs/support';
import { EXAMPLES, settingsOf } from './snapshots';

const hostJson = JSON.parse(read('host.json')) as HostJson;

test('storage: the file of the repository, and no setting of a scheduler', () => {
  expect(hostJsonFor('storage', hostJson)).toEqual(hostJson);
  const others = EXAMPLES.filter((example) => example !== 'durable-task-scheduler');
  expect(others).toHaveLength(4);
  for (const example of others) {
    const names = Object.keys(settingsOf(example));
    expect(names.filter((name) => /DURABLE_TASK|TASKHUB/.test(name))).toEqual([]);
  }
});

test('storage: the times of host.json are those that docs/deploy.md explains', () => {
  const times = hostJson.extensions.durableTask.storageProvider as Readonly<Record<string, string>>;
  const rows = tableRows(section(read('docs/deploy.md'), 'Times of Durable Functions'));
  const told = rows.map(([setting, value]) => [setting?.replaceAll('`', ''), value]);
  expect(told).toEqual(Object.entries(times).map(([setting, span]) => [setting, spanText(span)]));
});

test('storage: a watch counts as late only after what a dead host had taken is visible again, at least twice', () => {
  const times = hostJson.extensions.durableTask.storageProvider as Readonly<Record<string, string>>;
  const hidden = Object.entries(times).filter(([name]) => name.endsWith('VisibilityTimeout'));
  expect(hidden).toHaveLength(2);
  for (const [, span] of hidden) expect(secondsOf(span) * 2).toBeLessThan(AZURE_TIMING.watchLate);
});

function secondsOf(span: string): number {
  return span.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

function spanText(span: string): string {
  const [, minutes, seconds] = span.split(':').map(Number);
  return minutes ? `${minutes} min` : `${seconds} s`;
}

test('scheduler: the file names the two settings that are deployed, and keeps the rest', () => {
  const staged = hostJsonFor('scheduler', hostJson);
  const { hubName, storageProvider } = staged.extensions.durableTask;
  const durableTask = { ...hostJson.extensions.durableTask, hubName, storageProvider };
  expect(staged).toEqual({ ...hostJson, extensions: { ...hostJson.extensions, durableTask } });
  const settings = settingsOf('durable-task-scheduler');
  expect(settings[String(hubName).replaceAll('%', '')]).toBe('cutover');
  const { type, connectionStringName } = storageProvider as { type: string; connectionStringName: string };
  expect(type).toBe('azureManaged');
  expect(settings[connectionStringName]).toBe(
    `Endpoint=https://dts.westeurope.durabletask.io;Authentication=ManagedIdentity;ClientID=${settings.AZURE_CLIENT_ID}`,
  );
});

test('another word is refused by name', () => {
  expect(() => hostJsonFor('netherite', hostJson)).toThrow('DURABLE_BACKEND is "netherite"');
});
