/** Estates that the emulator and the command are given: by name, and as a folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armEstateSource } from '../../shared/adapters/estate/arm-estate-source';
import { createEstateReader, type EstateSource } from '../../shared/adapters/estate/arm-estate-reader';
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { openRecordedEstate } from '../../shared/adapters/estate/recorded-estate';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import { INSTANCE, ISOLATED, MAIN } from '../../tools/emulator/estates/places';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { type Case, byClassic, fromContainer, isolated } from '../../tools/estates/cases';
import { estateSource } from '../../tools/estates/through-wire';
import { writeEstate } from '../../tools/estates/write-estate';
import { FakeContainers } from '../emulator/fake-backups';

let folder: string;
let emulator: RunningEmulator | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'estate-'));
});
afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
  rmSync(folder, { recursive: true });
});

const start = async (estate: string): Promise<RunningEmulator> =>
  (emulator = await startEmulator({
    port: 0,
    scanIntervalMs: 0,
    backupReader: new FakeContainers(),
    estate,
  }));

const outcomes = async ({ plan }: Case, source: EstateSource) => {
  const { findings } = await runPreflight(plan, { reader: createEstateReader(source), readings: new Map() });
  return findings.map(({ row, outcome }) => [row.id, outcome]);
};

const asked = ({ url }: RunningEmulator): EstateSource =>
  armEstateSource(createArmClient({ endpoint: url, credential: loopbackCredential() }));

const get = async ({ url }: RunningEmulator, path: string) => {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: 'Bearer any' } });
  return {
    status: answer.status,
    body: (await answer.json()) as { error?: { code: string }; value?: object[] },
  };
};

test.each([
  ['TOP-2', isolated],
  ['2b', () => fromContainer('2b')],
] as const)('by name, the emulator shows it: %s', async (name, make) => {
  const one = make();
  expect(await outcomes(one, asked(await start(name)))).toEqual(
    await outcomes(one, estateSource(one.estate)),
  );
});

test('as a folder, the command and the emulator judge it as the estate that was written', async () => {
  const one = byClassic('TOP-1-hub');
  expect(await writeEstate(one, folder)).toBeGreaterThan(15);
  const expected = await outcomes(one, estateSource(one.estate));
  expect(await outcomes(one, openRecordedEstate(folder))).toEqual(expected);
  expect(await outcomes(one, asked(await start(folder)))).toEqual(expected);
});

const record = (file: string, request: string, status: number, body: object): void =>
  writeFileSync(join(folder, file), JSON.stringify({ request, status, asOf: '2026-11-30T08:00:00Z', body }));

test('the emulator answers a refusal as it was recorded, and what was not recorded does not exist', async () => {
  const error = { code: 'AuthorizationFailed', message: 'may not' };
  record('a.json', `${MAIN}?api-version=2024-05-01`, 403, { error });
  const running = await start(folder);
  expect(await get(running, `${MAIN}?api-version=2024-05-01`)).toEqual({ status: 403, body: { error } });
  const absent = await get(running, `${ISOLATED}?api-version=2024-05-01`);
  expect(absent).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
});

test('the emulator joins the pages of a list, and answers another version with it, too', async () => {
  const list = `${INSTANCE}/databases?api-version=2023-08-01`;
  const next = `https://management.azure.com${list}&$skiptoken=2`;
  record('a.json', list, 200, { value: [{ name: 'a' }], nextLink: next });
  record('b.json', `${list}&$skiptoken=2`, 200, { value: [{ name: 'b' }] });
  const { body } = await get(await start(folder), `${INSTANCE}/databases?api-version=2022-05-01-preview`);
  expect(body).toEqual({ value: [{ name: 'a' }, { name: 'b' }] });
});

test('the emulator refuses what is neither a name nor a folder', async () => {
  await expect(start('TOP-9')).rejects.toThrow(/neither a folder nor one of TOP-1, /);
});
