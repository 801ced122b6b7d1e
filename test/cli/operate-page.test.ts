/** The commands of docs/operate.md, from the first to the last, each in the folder that the one before left. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJson } from '../../shared/core/json';
import { EXPORT_FORMAT, EXPORT_VERSION } from '../../shared/core/migration/export-document';
import { shellBlocks } from '../docs/shell/blocks';
import { aControl, aRegistration, NOW } from '../support/facts';
import { FakeApi } from './fake-api';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

jest.setTimeout(60_000);

const api = new FakeApi();
beforeAll(() => api.start());
afterAll(() => api.stop());

const LEDGER = { home: 'other.table.core.windows.net/SqlMiCutover', inFlight: [], history: [] };
const REGISTERED = { at: NOW, kind: 'registered', by: 'rita@example.com', text: 'Registered' };
const SHOP = toJson({
  ...{ format: EXPORT_FORMAT, version: EXPORT_VERSION, home: LEDGER.home, at: NOW },
  ...{ registration: aRegistration({ id: 'shop' }), control: aControl() },
  ...{ journal: [REGISTERED], evidence: [] },
});
const shop = { text: SHOP, type: 'application/json' };

const commands = shellBlocks('docs/operate.md').flatMap(({ text }) =>
  text.split('\n').filter((line) => /^npm run (?:--silent )?cutover -- (?!login )/.test(line)),
);

/** Words as bash splits them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
    ([word, double, single]) => double ?? single ?? word,
  );
}

test('each is known, takes its options, and ends with 0', async () => {
  api
    .on('GET /api/ledger', { json: LEDGER })
    .on('GET /api/migrations', {
      json: { items: [{ id: 'shop', engine: 'dms', phase: 'following', headline: 'h' }] },
    })
    .on('GET /api/migrations/shop/evidence', { text: '# Evidence', type: 'text/markdown' })
    .on('GET /api/ledger/migrations/shop/export', shop)
    .on('POST /api/ledger/migrations/shop/export', shop)
    .on('POST /api/ledger/migrations/shop/delete', {
      json: { id: 'shop', deleted: true, what: 'shop' },
    })
    .on('POST /api/ledger/import', { json: { id: 'shop', outcome: 'imported' } });
  for (const verb of ['freeze', 'thaw', 'restored']) api.on(`POST /api/ledger/${verb}`, { json: LEDGER });

  expect(commands.length).toBeGreaterThan(15);
  await withFolder({}, async (folder) => {
    for (const command of commands) {
      const typed = wordsOf(command);
      const [words = [], [file] = []] = splitAt(typed.slice(typed.indexOf('--') + 1), '>');
      // Otherwise npm writes two lines of its own into the file.
      expect([command, typed.includes('--silent')]).toEqual([command, file !== undefined]);
      const args = words.map((word) => (word.endsWith('.ndjson') ? join(folder, word) : word));
      const ran = await runCli(args, { env: { SQLMI_CUTOVER_URL: api.url } });
      expect([command, ran.exitCode, ran.err]).toEqual([command, 0, '']);
      if (file !== undefined) writeFileSync(join(folder, file), ran.out);
    }
  });
});

function splitAt(
  words: readonly string[],
  sign: string,
): readonly [string[], string[]] | readonly [string[]] {
  const at = words.indexOf(sign);
  return at < 0 ? [[...words]] : [words.slice(0, at), words.slice(at + 1)];
}
