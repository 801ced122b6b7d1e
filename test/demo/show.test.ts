/** What the demo shows while it runs. */
import { Writable } from 'node:stream';
import { drawPanel } from '../../demo/show/panel';
import { makeScreen, styleFor } from '../../demo/show/screen';
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
