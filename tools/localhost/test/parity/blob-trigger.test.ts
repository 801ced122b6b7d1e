import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { Azurite } from '../azurite';
import { type HostClient, until } from '../host-client';
import type { HostProcess } from '../host-process';
import { byEngine, foreignBase, fresh, judgedHost, ownHostTest, startParityHost } from './parity-host';

let azurite: Azurite;
let own: HostProcess;
let host: HostClient;

beforeAll(async () => {
  if (foreignBase !== undefined) {
    host = await judgedHost();
    return;
  }
  azurite = await Azurite.later();
  // Storage is down when the host starts: it must say so, go on, and find it later.
  host = own = await startParityHost({ storage: azurite.connectionString });
  await until('the outage to be told', () =>
    /storage 'AzureWebJobsStorage' does not answer/.test(own.output),
  );
  await azurite.run();
}, 60_000);
afterAll(async () => {
  if (foreignBase !== undefined) return;
  await own.stop();
  await azurite.stop();
});

const seen = async (about: string) => {
  const response = await fetch(`${host.url}/api/seen?about=${encodeURIComponent(about)}`);
  return (await response.json()) as Record<string, unknown>[];
};
const texts = async (about: string) => (await seen(about)).map(({ text }) => text);
const put = (path: string, body: string) => fetch(`${host.url}/api/blobs/${path}`, { method: 'PUT', body });
const openGate = (name: string) => fetch(`${host.url}/api/gates/${name}`, { method: 'POST' });
const runs = (name: string, count: number) =>
  until(`run ${count} of ${name}`, async () => (await seen(`content ${name}`)).length >= count, 15_000);
const container = (name: string): ContainerClient =>
  BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(name);

describe('blob trigger', () => {
  ownHostTest(
    'storage that is down at the start is waited for, in one line',
    'starts storage late',
    async () => {
      await until('storage to answer', () => /content: storage '\w+' answers again/.test(own.output), 15_000);
      expect(own.output.match(/content: storage '\w+' does not answer/g)).toHaveLength(1);
    },
  );

  const references = async (path: string) =>
    (await seen('reference')).filter(
      ({ metadata }) => (metadata as { blobTrigger: string }).blobTrigger === `parity-inbox/${path}`,
    );

  test('sdkBinding hands over a reference, and the pattern its parameters: the first as much as it can', async () => {
    const folder = fresh('sales');
    await put(`parity-inbox/${folder}/2026/full.bak`, 'x');
    const ours = () => references(`${folder}/2026/full.bak`);
    await until('the run', async () => (await ours()).length > 0, 15_000);
    const [run, ...more] = await ours();
    expect(more).toEqual([]);
    expect(run?.['blob']).toEqual({
      source: 'AzureStorageBlobs',
      version: '1.0',
      contentType: 'application/json',
      isBuffer: true,
      reference: {
        Connection: 'AzureWebJobsStorage',
        ContainerName: 'parity-inbox',
        BlobName: `${folder}/2026/full.bak`,
      },
    });
    expect(run?.['metadata']).toMatchObject({
      blobTrigger: `parity-inbox/${folder}/2026/full.bak`,
      folder: `${folder}/2026`,
      file: 'full',
      uri: expect.stringMatching(new RegExp(`/parity-inbox/${folder}/2026/full.bak$`)),
      metadata: { origin: 'test' },
      properties: { contentLength: 1, contentType: 'application/octet-stream', eTag: {}, blobType: 0 },
    });
    const { properties } = run?.['metadata'] as { properties: Record<string, unknown> };
    expect(properties['lastModified']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    expect(properties).toMatchObject({ leaseState: 0, leaseStatus: 1, metadata: { origin: 'test' } });
    expect(Object.keys(properties)).toHaveLength(45);
  });

  test('what comes as an event is not compared with the pattern: it runs without parameters', async () => {
    const name = `${fresh('sales')}/readme.txt`;
    await put(`parity-inbox/${name}`, 'x');
    await until('the run', async () => (await references(name)).length > 0, 15_000);
    const [run] = await references(name);
    expect(run?.['metadata']).not.toHaveProperty('folder');
    expect(run?.['metadata']).not.toHaveProperty('file');
  });

  test('a version runs once, an overwrite runs again, a name that does not fit never', async () => {
    const name = fresh('once');
    await put(`parity-texts/${name}.md`, 'not for us');
    await put(`parity-texts/${name}.txt`, 'first');
    await runs(name, 1);
    await put(`parity-texts/${name}.txt`, 'second');
    await runs(name, 2);
    const marker = fresh('later');
    await put(`parity-texts/${marker}.txt`, 'x');
    await runs(marker, 1);
    expect(await texts(`content ${name}`)).toEqual(['first', 'second']);
  }, 180_000);

  test('a blob overwritten while its function runs: the new version has a run of its own, afterwards here', async () => {
    const name = fresh('overwritten');
    await put(`parity-texts/${name}.txt`, `gate ${name}`);
    await runs(name, 1);
    await put(`parity-texts/${name}.txt`, 'new');
    const marker = fresh('beside');
    await put(`parity-texts/${marker}.txt`, 'x');
    await runs(marker, 1);
    const atOnce = byEngine({ bundled: [`gate ${name}`], microsoft: [`gate ${name}`, 'new'] });
    expect(await texts(`content ${name}`)).toEqual(atOnce);
    await openGate(name);
    await runs(name, 2);
    await until('its end', async () => (await seen(`content done ${name}`)).length === 2);
    const inOrder = byEngine({ bundled: [`gate ${name}`, 'new'], microsoft: ['new', `gate ${name}`] });
    expect(await texts(`content done ${name}`)).toEqual(inOrder);
  }, 180_000);

  test('five failed runs of a version are the last, a new version runs', async () => {
    const name = fresh('bad');
    await put(`parity-texts/${name}.txt`, 'poison');
    await runs(name, 5);
    await put(`parity-texts/${name}.txt`, 'cured');
    await until('the cured version', async () => (await seen(`content done ${name}`)).length === 1, 15_000);
    expect(await texts(`content ${name}`)).toEqual([...Array.from({ length: 5 }, () => 'poison'), 'cured']);
    if (foreignBase === undefined) {
      expect(own.output).toMatch(
        new RegExp(`content: gave up 'parity-texts/${name}.txt' .* after 5 tries: poison`),
      );
    }
  }, 180_000);

  ownHostTest(
    'thousands of blobs run once each',
    'fills a container past the host',
    async () => {
      const many = container('parity-many');
      await many.createIfNotExists();
      const names = Array.from({ length: 2_000 }, (_, number) => `blob-${number}`);
      const left = [...names];
      await Promise.all(
        Array.from({ length: 16 }, async () => {
          for (let name = left.pop(); name !== undefined; name = left.pop())
            await many.getBlockBlobClient(name).upload('x', 1);
        }),
      );
      const count = async () =>
        (await (await fetch(`${host.url}/api/seen?about=many&count=true`)).json()) as number;
      await until('every blob to run', async () => (await count()) >= names.length, 120_000);
      const ran = (await seen('many')).map(({ name }) => String(name));
      expect(ran.sort()).toEqual(names.sort());
    },
    150_000,
  );

  ownHostTest(
    'what was gone before its run is skipped; what ran in a killed host runs again',
    'kills the host',
    async () => {
      const folder = container('parity-texts');
      const upload = (name: string, text: string) =>
        folder.getBlockBlobClient(`${name}.txt`).upload(text, text.length);
      await own.stop();
      // Four runs at a time (host.json): these hold all places, in the order of names, before the last can have one.
      for (const name of ['a1', 'a2', 'a3', 'a4']) await upload(name, 'gate held');
      await upload('gone', 'never');
      host = own = await startParityHost({ storage: azurite.connectionString, state: own.state });
      for (const name of ['a1', 'a2', 'a3', 'a4']) await runs(name, 1);
      await folder.deleteBlob('gone.txt');
      await openGate('held');
      await until('the skip', () =>
        own.output.includes("skipped 'parity-texts/gone.txt': deleted or replaced"),
      );
      expect(await seen('content gone')).toEqual([]);

      for (const name of ['a1', 'a2', 'a3', 'a4'])
        await until(`the end of ${name}`, async () => (await seen(`content done ${name}`)).length === 1);
      await upload('midway', 'gate midway');
      await runs('midway', 1);
      await own.kill();
      host = own = await startParityHost({ storage: azurite.connectionString, state: own.state });
      await runs('midway', 1);
      await openGate('midway');
      await until('its end', async () => (await seen('content done midway')).length === 1);
      await upload('last', 'x');
      await runs('last', 1);
      // What had ended before the kill has not run again, blobs that ran in an earlier host among it.
      for (const name of ['a1', 'a2', 'a3', 'a4']) expect(await seen(`content ${name}`)).toEqual([]);
      expect(await seen('many')).toEqual([]);
      expect(await own.stop()).toBe(0);
    },
    60_000,
  );
});
