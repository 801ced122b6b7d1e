import { BlobServiceClient } from '@azure/storage-blob';
import { createChaos } from '../durable/chaos';
import { Azurite } from './azurite';
import { HostProcess, sampleApp, until } from './host-process';

const draws = (seed: number) => {
  const chaos = createChaos(seed);
  return Array.from({ length: 200 }, () => [
    chaos.batchSize(9),
    chaos.duplicates(),
    chaos.delay(),
    chaos.pick(9),
    chaos.storageFails(),
    chaos.bytesTaken(9),
  ]);
};

test('one seed gives one disorder, another seed another', () => {
  expect(draws(7)).toEqual(draws(7));
  expect(draws(8)).not.toEqual(draws(7));
});

test('every kind of disorder occurs, within its bounds', () => {
  const [sizes, doubles, delays, picks, failures, bytes] = [0, 1, 2, 3, 4, 5].map((kind) => [
    ...new Set(draws(7).map((drawn) => drawn[kind])),
  ]) as [number[], boolean[], number[], number[], boolean[], number[]];
  expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([1, 9]);
  expect([Math.min(...picks), Math.max(...picks)]).toEqual([0, 8]);
  expect([Math.min(...bytes), Math.max(...bytes)]).toEqual([0, 9]);
  expect([Math.min(...delays), Math.max(...delays) < 30]).toEqual([0, true]);
  expect([doubles.length, failures.length]).toEqual([2, 2]);
});

test('blobs run once each although storage fails now and then', async () => {
  const azurite = await Azurite.start();
  try {
    const env = { STORAGE: azurite.connectionString };
    const texts = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
      'texts',
    );
    await texts.create();
    const host = await HostProcess.start({ app: sampleApp('triggers'), args: ['--chaos', '5'], env });
    const names = Array.from({ length: 40 }, (_, n) => `blob${n}.txt`);
    for (const name of names) await texts.getBlockBlobClient(name).upload(name, name.length);
    const seen = async () => {
      const all = (await (await fetch(`${host.url}/api/seen`)).json()) as { trigger: string; text: string }[];
      return all.filter(({ trigger }) => trigger === 'content').map(({ text }) => text);
    };
    await until('all blobs', async () => (await seen()).length >= names.length, 90_000);
    expect((await seen()).sort()).toEqual([...names].sort());
    expect(host.output).toContain('does not answer (connection reset by chaos); retrying until it is ready');
    await host.stop();
  } finally {
    await azurite.stop();
  }
}, 150_000);
