/** The settings of notifications: what is read, and what is said about each mistake. */
import { type NotifyTexts, readNotify } from '../shared/notify-setting';

const HOOK = {
  name: 'ops',
  kind: 'webhook',
  url: 'https://hooks.example.com/a',
  keySetting: 'CutoverSecret_OpsKey',
};
const TEAM = { name: 'team', kind: 'teams', urlSetting: 'CutoverSecret_TeamsUrl' };
const HOSTS = ['hooks.example.com', '*.logic.azure.com'];

const texts = (receivers: unknown, rules?: unknown, hosts: readonly string[] = HOSTS): NotifyTexts => ({
  NotifyReceivers: JSON.stringify(receivers),
  NotifyRules: rules === undefined ? undefined : JSON.stringify(rules),
  NotifyHosts: hosts,
});
const problemsOf = (given: NotifyTexts): readonly string[] => {
  const reading = readNotify(given);
  return reading.kind === 'wrong' ? reading.problems.map((one) => `${one.setting}: ${one.message}`) : [];
};

test('without receivers nobody is told', () => {
  const off = { NotifyReceivers: undefined, NotifyRules: undefined, NotifyHosts: [] };
  expect(readNotify(off)).toEqual({ kind: 'off' });
  expect(readNotify(texts([]))).toEqual({ kind: 'off' });
});

test('without rules every receiver is told of everything', () => {
  expect(readNotify(texts([HOOK, TEAM]))).toMatchObject({
    kind: 'on',
    rules: [{ receiver: 'ops' }, { receiver: 'team' }],
  });
});

test('rules are read as they are', () => {
  const rules = [
    {
      receiver: 'ops',
      events: ['held', 'timeRunsOut'],
      level: 'warning',
      ids: ['sales-*', 'shop', '*'],
      quietHours: { timeZone: 'Asia/Kolkata', from: '22:00', to: '06:30' },
    },
  ];
  expect(readNotify(texts([HOOK], rules))).toEqual({ kind: 'on', receivers: [HOOK], rules, hosts: HOSTS });
});

const receiver = (change: object): NotifyTexts => texts([{ ...HOOK, ...change }]);
const rule = (change: object): NotifyTexts =>
  texts([HOOK], [{ receiver: 'ops' }, { receiver: 'ops', ...change }]);

test.each<[string, NotifyTexts, string]>([
  ['no JSON', { ...texts([]), NotifyReceivers: '[{' }, 'NotifyReceivers: a list of receivers, as JSON'],
  ['no list', texts({}), 'NotifyReceivers: a list of receivers, as JSON'],
  [
    'a name',
    receiver({ name: 'Ops!' }),
    'NotifyReceivers: receiver 1, name: a name of lower-case letters, digits and hyphens, at most 40',
  ],
  ['a name twice', texts([HOOK, HOOK]), 'NotifyReceivers: receiver 2, name: another receiver has this name'],
  [
    'a kind',
    receiver({ kind: 'mail' }),
    'NotifyReceivers: receiver 1, kind: one of webhook, teams, slack, eventGrid',
  ],
  ['an unknown field', receiver({ token: 'x' }), 'NotifyReceivers: receiver 1: unknown field token'],
  [
    'no address',
    receiver({ url: undefined }),
    'NotifyReceivers: receiver 1, url: give either url or urlSetting',
  ],
  [
    'two addresses',
    receiver({ urlSetting: 'CutoverSecret_A' }),
    'NotifyReceivers: receiver 1, url: give either url or urlSetting',
  ],
  [
    'no key',
    receiver({ keySetting: undefined }),
    'NotifyReceivers: receiver 1, keySetting: a webhook is signed: name the setting that has the key',
  ],
  [
    'a setting that is none for secrets',
    receiver({ keySetting: 'LedgerStorage' }),
    'NotifyReceivers: receiver 1, keySetting: the name of an app setting that begins with CutoverSecret_',
  ],
  [
    'a secret URL in the clear',
    texts([{ name: 'team', kind: 'teams', url: 'https://x.logic.azure.com/y?sig=z' }]),
    'NotifyReceivers: receiver 1, url: the URL of teams is a secret: name the setting that has it in urlSetting, and leave url out',
  ],
  [
    'a key that is not used',
    texts([{ ...TEAM, keySetting: 'CutoverSecret_A' }]),
    'NotifyReceivers: receiver 1, keySetting: teams takes no key; leave it out',
  ],
  [
    'a host that is not listed',
    texts([HOOK], undefined, []),
    'NotifyReceivers: receiver 1, url: its host hooks.example.com is not in NotifyHosts',
  ],
  [
    'http',
    receiver({ url: 'http://hooks.example.com/a' }),
    'NotifyReceivers: receiver 1, url: https is needed',
  ],
  [
    'a host with a path',
    texts([HOOK], undefined, ['https://x/']),
    'NotifyHosts: entry 1 is neither a host (hooks.example.com) nor the end of one (*.example.com)',
  ],
  [
    'any host',
    texts([HOOK], undefined, ['*']),
    'NotifyHosts: entry 1 is neither a host (hooks.example.com) nor the end of one (*.example.com)',
  ],
  ['no group', rule({ groups: [] }), 'NotifyRules: rule 2, groups: at least one id; leave it out for all'],
  [
    'a digest of half a minute',
    rule({ digestMinutes: 0.5 }),
    'NotifyRules: rule 2, digestMinutes: whole minutes',
  ],
  [
    'a digest of no time',
    rule({ digestMinutes: 0 }),
    'NotifyRules: rule 2, digestMinutes: at least a minute',
  ],
  [
    'a digest of two days',
    rule({ digestMinutes: 2_880 }),
    'NotifyRules: rule 2, digestMinutes: at most a day (1440)',
  ],
  [
    'a receiver that is not there',
    rule({ receiver: 'chat' }),
    'NotifyRules: rule 2, receiver: none has this name',
  ],
  [
    'a receiver that no rule tells',
    texts([HOOK, TEAM], [{ receiver: 'ops' }]),
    'NotifyRules: receiver 2 is in no rule; add one, or remove it',
  ],
  [
    'an event of the log alone',
    rule({ events: ['swept'] }),
    'NotifyRules: rule 2, events 1: an event of docs/notifications.md',
  ],
  ['no event', rule({ events: [] }), 'NotifyRules: rule 2, events: at least one event; leave it out for all'],
  ['a level', rule({ level: 'information' }), 'NotifyRules: rule 2, level: warning, or leave it out'],
  [
    'an id',
    rule({ ids: ['*-prod'] }),
    'NotifyRules: rule 2, ids 1: an id of a migration, the beginning of one (sales-*), or *',
  ],
  [
    'a zone',
    rule({ quietHours: { timeZone: 'CET+1', from: '22:00', to: '06:00' } }),
    'NotifyRules: rule 2, quietHours timeZone: a time zone of the IANA database, like Europe/Berlin',
  ],
  [
    'a time',
    rule({ quietHours: { timeZone: 'UTC', from: '24:00', to: '06:00' } }),
    'NotifyRules: rule 2, quietHours from: a time of day, like 22:00',
  ],
  [
    'no hours',
    rule({ quietHours: { timeZone: 'UTC', from: '22:00', to: '22:00' } }),
    'NotifyRules: rule 2, quietHours: from and to differ',
  ],
])('%s', (_, given, problem) => {
  expect(problemsOf(given)).toEqual([problem]);
});

test('no message repeats a URL or what it is asked with', () => {
  const told = problemsOf(texts([{ ...HOOK, url: 'https://evil.example.org/path?sig=c2VjcmV0' }])).join();
  expect(told).not.toMatch(/c2VjcmV0|path/);
});
