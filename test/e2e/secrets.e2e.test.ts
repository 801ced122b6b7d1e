/** After a run with marked secrets, none of them is found in any log, status, history or table (G5). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endToEnd } from './end-to-end';
import { LocalStack, takeBackups } from './local-stack';

const ACCOUNT_KEY = 'bWFya2VkLWFjY291bnQta2V5LTQ3MTE=';
const PASSWORD = 'marked-Passw0rd-4711!';
const AZURITE_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq';

endToEnd('secrets', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start({
      settings: { CutoverSecret_MarkedKey: ACCOUNT_KEY, CutoverSecret_MarkedPassword: PASSWORD },
    });
  }, 60_000);
  afterAll(() => local.stop());

  test('stay out of logs, status, journal, evidence, history and tables', async () => {
    const { files, names, tail } = takeBackups('secretive', 9);
    const body = local.body('secretive', {
      policy: { mode: 'auto', restPollSeconds: 1, windowPollSeconds: 1 },
    });
    const create = {
      ...(body['create'] as object),
      authType: 'AccountKey',
      accountKeySetting: 'CutoverSecret_MarkedKey',
      sourceSqlConnection: {
        dataSource: 'sql1',
        authentication: 'SqlAuthentication',
        userName: 'migrator',
        passwordSetting: 'CutoverSecret_MarkedPassword',
      },
    };
    // A denied and a failing answer in between, so that error texts are written, too.
    await local.control('POST', '/faults', {
      kind: 'serverError',
      match: { operation: 'get', database: 'secretive' },
      times: 2,
    });
    expect((await local.api('POST', '/migrations', { ...body, create })).status).toBe(202);
    for (const name of names)
      await local.upload('secretive', name === tail ? 'tail.final.trn' : name, files[name]!);
    await local.until('secretive', 'the end', (status) => status.phase === 'completed', 60);

    const documents = await Promise.all(
      ['', '/backups', '/journal', '/evidence', '/evidence?format=markdown'].map(async (path) =>
        JSON.stringify((await local.api('GET', `/migrations/secretive${path}`)).body),
      ),
    );
    const history = await (
      await fetch(
        `${local.stack.hostUrl}/runtime/webhooks/durabletask/instances/secretive:watch?showHistory=true&showHistoryOutput=true&showInput=true`,
      )
    ).text();
    const places = new Map([...documents.entries()].map(([index, text]) => [`document ${index}`, text]));
    places.set('durable history', history);
    for (const folder of ['logs', 'host', 'storage', 'management-api'])
      for (const file of filesBelow(join(local.folder, folder)))
        places.set(file, readFileSync(file, 'latin1'));

    expect([...places.keys()].some((place) => place.endsWith('host.log'))).toBe(true);
    expect([...places.values()].some((text) => text.includes('secretive'))).toBe(true);
    expect(found(places, ACCOUNT_KEY)).toEqual([]);
    expect(found(places, PASSWORD)).toEqual([]);
    expect(found(places, AZURITE_KEY)).toEqual([]);
    // The signed query of an operation's URL, and the token of the management API.
    expect(found(places, /operationResults\/[^"\s]*[?&](?:amp;)?[tcsh]=/)).toEqual([]);
    expect(found(places, /Bearer [A-Za-z0-9]/)).toEqual([]);
  }, 120_000);

  test('a container URL with a signature is refused, and not repeated', async () => {
    const answer = await local.api(
      'POST',
      '/migrations',
      local.body('signed', {
        backups: { containerUrl: `${local.stack.containerUrl}?sv=2025&sig=marked-signature` },
      }),
    );
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'backups.containerUrl' }] } });
    expect(JSON.stringify(answer.body)).not.toContain('marked-signature');
  });
});

/** Only the bundled host has a folder of its own; Microsoft's keeps its state in the storage's. */
function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function found(places: ReadonlyMap<string, string>, secret: string | RegExp): readonly string[] {
  return [...places]
    .filter(([, text]) => (typeof secret === 'string' ? text.includes(secret) : secret.test(text)))
    .map(([place]) => place);
}
