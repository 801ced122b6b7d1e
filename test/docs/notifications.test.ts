/** docs/notifications.md: its settings are valid, its tables are those of the code, its snippet verifies. `npm run docs` writes the events. */
import { createContext, runInContext } from 'node:vm';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readSigningKey, signatureHeaders } from '../../shared/adapters/notify/sign-message';
import { type EventName, eventLine } from '../../shared/core/migration/events';
import { NOTIFIED_EVENTS } from '../../shared/core/notify/receivers';
import { readNotify } from '../../shared/notify-setting';
import { heldMessage } from '../core/notify/messages';
import { markedTable } from './marked-table';
import { membersOf, read, section, tableRows } from './support';

const PAGE = 'docs/notifications.md';
const blocks = (language: string): readonly string[] =>
  [...read(PAGE).matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, text]) => text ?? '',
  );

test('the settings of the page are accepted together', () => {
  const [NotifyReceivers, NotifyRules] = blocks('json');
  const [, hosts = ''] = /`NotifyHosts`: `([^`]+)`/.exec(read(PAGE)) ?? [];
  const reading = readNotify({ NotifyReceivers, NotifyRules, NotifyHosts: hosts.split(/, */) });
  expect(reading).toMatchObject({ kind: 'on', receivers: { length: 4 }, rules: { length: 6 } });
});

test('the settings to try, and the rules for a wave, are accepted', () => {
  const setting = (name: string) => new RegExp(`^export ${name}='([^']+)'$`, 'm').exec(read(PAGE))?.[1];
  const tried = {
    NotifyReceivers: setting('NotifyReceivers'),
    NotifyHosts: (setting('NotifyHosts') ?? '').split(/, */),
  };
  for (const NotifyRules of [setting('NotifyRules'), blocks('json')[2]])
    expect(readNotify({ ...tried, NotifyRules })).toMatchObject({
      kind: 'on',
      receivers: { length: 1 },
      rules: { length: 1 },
    });
});

test('the message of the page has fields of the code', () => {
  const shown = JSON.parse(blocks('json')[3]!) as Record<string, unknown>;
  const sent = JSON.parse(JSON.stringify(heldMessage())) as Record<string, unknown>;
  expect(Object.keys(shown)).toEqual(Object.keys(sent));
});

test('the tables of fields are those of the code', () => {
  const own = membersOf('shared/core/notify/message.ts', 'Message').map(({ name }) => name);
  const ofTheLine = ['level', 'at', 'since', 'by', 'block', 'attempt', 'state', 'proven'];
  const more = ['journalHead', 'journalEntries', 'code', 'clock'];
  const fieldsOf = (heading: string) =>
    tableRows(section(read(PAGE), heading)).map(([field]) => field?.replaceAll('`', ''));
  const ofDigests = ['counts', 'events', 'needing', 'ended'];
  expect(own.slice(-ofDigests.length)).toEqual(ofDigests);
  const others = own.slice(0, -ofDigests.length);
  expect(fieldsOf('The message')).toEqual([...others, ...ofTheLine, ...more]);
  expect(fieldsOf('Digests')).toEqual(ofDigests);
});

const levelOf = (event: EventName): string => {
  const states = ['confirmed', 'completed', 'failed', 'unknown', 'nothingUnderWay', undefined];
  const levels = states.flatMap((state) =>
    [undefined, true as const].map(
      (proven) => eventLine({ event, at: '', by: 'watch', text: '', state, proven }).level,
    ),
  );
  return new Set(levels).size > 1 ? 'either' : levels[0]!;
};

const events = [['event', 'level'], ...NOTIFIED_EVENTS.map((event) => [`\`${event}\``, levelOf(event)])];

test('the table of events is that of the code; if not, run `npm run docs`', () => {
  expect(markedTable(PAGE, 'notified', events)).toEqual(events.slice(1));
});

test('the snippet accepts what is signed, and nothing that was altered, is old, or has another key', () => {
  const scope = createContext({ require: () => ({ createHmac, timingSafeEqual }), Buffer });
  const isOurs = runInContext(`${blocks('js')[0]}; isOurs`, scope) as (
    headers: Readonly<Record<string, string>>,
    body: string,
    secret: string,
    now: number,
  ) => boolean;
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  const body = JSON.stringify(heldMessage());
  const headers = signatureHeaders(readSigningKey(secret)!, { id: 'shop:1:0', timestamp: 1_000, body });
  const rotated = { ...headers, 'webhook-signature': `v1,old ${headers['webhook-signature']}` };
  expect([
    isOurs(headers, body, secret, 1_010),
    isOurs(rotated, body, secret, 1_010),
    isOurs(headers, `${body} `, secret, 1_010),
    isOurs({ ...headers, 'webhook-id': 'shop:2:0' }, body, secret, 1_010),
    isOurs(headers, body, other, 1_010),
    isOurs(headers, body, secret, 1_400),
  ]).toEqual([true, true, false, false, false, false]);
});
