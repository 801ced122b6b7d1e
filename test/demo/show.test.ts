/** What the demo shows while it runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { drawPanel } from '../../tools/demo/show/panel';
import { makeScreen, styleFor } from '../../tools/demo/show/screen';
import { COMPLETED } from '../cli/api-documents';

const STYLE = styleFor({}, {});
const PROGRESS = { uploaded: 1, total: 2, lastUploaded: 'x', restored: 1, pathFiles: 2, seconds: 3 };

test('piped, a headline is one line, however long it stands', () => {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  const screen = makeScreen(stream as unknown as NodeJS.WriteStream);
  for (const seconds of [3, 4, 5]) screen.panel(drawPanel({ ...PROGRESS, seconds }, COMPLETED, STYLE));
  screen.panel(drawPanel({ ...PROGRESS, seconds: 6 }, { ...COMPLETED, headline: 'another' }, STYLE));
  expect(written).toEqual([
    '3.0 s  completed  Completed: cutover confirmed\n',
    '6.0 s  completed  another\n',
  ]);
});

test('checks are not said to be met when a request was sent, where none was', () => {
  const offline = { ...COMPLETED, policy: { ...COMPLETED.policy, mode: 'offline' as const } };
  expect(drawPanel(PROGRESS, COMPLETED, STYLE).join('\n')).toContain('when the request was sent');
  const panel = drawPanel(PROGRESS, offline, STYLE).join('\n');
  expect(panel).toContain('the service cuts over by itself, nothing is sent');
  expect(panel).not.toContain('request');
});

test('the picture of the README shows the panel as it is drawn', () => {
  const svg = readFileSync(join(__dirname, '../../docs/images/demo.svg'), 'utf8');
  const texts = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text = '']) =>
    text.replaceAll(/<[^>]*>/g, ''),
  );
  const lastUploaded = 'orders_log_tail.trn';
  const document = {
    ...COMPLETED,
    chain: { ...COMPLETED.chain!, chainEndLsn: '34000000062400001', path: { files: 8 } },
    engineStatus: { ...COMPLETED.engineStatus!, lastRestoredFile: lastUploaded },
    headline:
      'Completed: cutover confirmed: the service succeeded, the tail was restored last, the target database is online',
  };
  const progress = { uploaded: 10, total: 10, lastUploaded, restored: 8, pathFiles: 8, seconds: 25.8 };
  const [blank, ...panel] = drawPanel(progress, document, STYLE);
  expect(blank).toBe('');
  const start = texts.findIndex((text) => text === panel[0]);
  const shown = texts.slice(start, start + panel.length);
  expect(shown.slice(0, -1)).toEqual(panel.slice(0, -1));
  expect(panel.at(-1)).toContain(shown.at(-1)?.replace('…', ''));
});
