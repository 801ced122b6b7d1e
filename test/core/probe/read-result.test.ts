/** Reading what a probe answered, as clients give it back; what is altered, cut off or doubled is refused by name. */
import { parseLsn } from '../../../shared/core/lsn';
import { probeTSql } from '../../../shared/core/probe/t-sql';
import { readProbeResult } from '../../../shared/core/probe/read-result';
import {
  answerOf,
  FAMILY_GUID,
  type Fields,
  hexOf,
  SOURCE,
  TAIL_GUID,
  TARGET,
} from '../../support/probe-answer';
import { HOSTILE } from '../runbook/situations';

const ANSWER = answerOf('source', SOURCE);
const ROWS = ANSWER.split('\r\n');

test('a source tells its state, its newest log and what is open', () => {
  expect(readProbeResult(ANSWER, 'source')).toEqual({
    kind: 'source',
    found: {
      at: '2026-03-01T21:58:00.123Z',
      server: 'SQL01',
      version: '13.0.5026.0',
      database: 'Shop',
      state: 'RESTORING',
      readOnly: false,
      userAccess: 'MULTI_USER',
      recoveryModel: 'FULL',
      compatibilityLevel: 130,
      dataBytes: 8388608,
      history: 'read',
      availabilityGroups: false,
      openTransactions: 0,
      log: {
        setGuid: TAIL_GUID,
        firstLsn: parseLsn('37000000120000001'),
        lastLsn: parseLsn('37000000129600001'),
        finishedAt: '2026-03-01T21:57:00.000Z',
        familyGuid: FAMILY_GUID,
        copyOnly: false,
        damaged: false,
        readOnly: false,
        noRecovery: true,
      },
    },
  });
});

test('a target tells no history', () => {
  const read = readProbeResult(answerOf('target', TARGET), 'target');
  expect(read).toMatchObject({ kind: 'target', found: { state: 'ONLINE', familyGuid: FAMILY_GUID } });
  expect(read).not.toHaveProperty('found.history');
});

/** sqlcmd pads each row to the width of its column, and breaks lines at 80 characters. */
const padded = ROWS.map((row) => row.padEnd(70)).join('\n');

test.each([
  ['rows of a grid', ANSWER],
  ['rows of a grid with its heading', `probe_result\r\n${ANSWER}`],
  ['text with heading, rule and count', `probe_result\n${'-'.repeat(70)}\n${padded}\n\n(12 rows affected)\n`],
  ['lines that a narrow window breaks', ANSWER.replaceAll(/(.{33})/g, '$1\n  ')],
  ['one line', ROWS.join('')],
  ['one line with blanks for line ends', ROWS.join(' ')],
  ['CSV with quotes', `"probe_result"\n${ROWS.map((row) => `"${row}"`).join(',\n')}`],
  ['a file with a byte order mark', `\u{feff}${ANSWER}`],
  ['a table of a terminal', ROWS.map((row) => `| ${row} |`).join('\n')],
])('%s are read', (_name, text) => {
  expect(readProbeResult(text, 'source')).toEqual(readProbeResult(ANSWER, 'source'));
});

test.each(HOSTILE)('a name comes back as it is: %j', (database) => {
  const read = readProbeResult(answerOf('source', { ...SOURCE, database: hexOf(database) }), 'source');
  expect(read).toMatchObject({ found: { database } });
});

test.each([
  ['source', { ...SOURCE, family: '', loggedto: '' }],
  ['target', TARGET],
] as const)('the T-SQL of the %s writes the fields that are read, each once', (side, fields) => {
  const tSql = probeTSql(side, 'Shop');
  const written = [...tSql.matchAll(/['; ]([a-z]+)=/g)].map(([, key]) => key ?? '');
  const expected = ['probe', 'check', ...Object.keys(fields)];
  expect([...new Set(written)].toSorted()).toEqual(expected.toSorted());
});

const without = (key: string): Partial<Fields> => ({ ...SOURCE, [key]: undefined });

test.each<readonly [name: string, text: string, reason: string]>([
  ['nothing', '', 'no result of a probe is in it: paste every row of probe_result'],
  ['only the beginning', ROWS.slice(0, 3).join('\n'), 'no result of a probe is in it'],
  ['a row is missing', ROWS.filter((_row, at) => at !== 2).join('\n'), 'cut off or altered'],
  ['a digit is altered', ANSWER.replace('state=RESTORING', 'state=RESTORINF'), 'cut off or altered'],
  ['rows in another order', [...ROWS].reverse().join('\n'), 'no result of a probe is in it'],
  ['two results', `${ANSWER}\n${ANSWER}`, 'it holds several results: give one'],
  ['the other side', answerOf('target', TARGET), 'probe is target-1, but source-1 is wanted'],
  ['another version', ANSWER.replace('source-1', 'source-2'), 'cut off or altered'],
  ['a field is missing', answerOf('source', without('readonly')), 'readonly is not there'],
  ['a history is missing', answerOf('source', without('history')), 'history is not there'],
  [
    'a history of another kind',
    answerOf('source', { ...SOURCE, history: 'some' }),
    'history is not read, none or denied',
  ],
  ['no time', answerOf('source', { ...SOURCE, at: '' }), 'at is not a time'],
  ['a time that is none', answerOf('source', { ...SOURCE, at: '2026-13-01T00:00:00Z' }), 'at is not a time'],
  ['no version', answerOf('source', { ...SOURCE, version: '' }), 'version is not a version'],
  ['no database', answerOf('source', { ...SOURCE, database: '' }), 'database is not a name'],
  [
    'half a character',
    answerOf('source', { ...SOURCE, database: '53' }),
    'database is not a name in hexadecimal digits',
  ],
  ...(
    [
      ['a line end', 'SQL01\n'],
      ['an escape of a terminal', 'SQL\u001b[2J01'],
      ['another direction', 'SQL\u202e10'],
      ['half of a character', 'SQL\ud83d01'],
    ] as const
  ).map(([what, name]): [string, string, string] => [
    `${what} in the name of the server`,
    answerOf('source', { ...SOURCE, server: hexOf(name) }),
    'server is not a name without control characters',
  ]),
  ['a flag that is none', answerOf('source', { ...SOURCE, damaged: '2' }), 'damaged is not 0 or 1'],
  [
    'an LSN that is none',
    answerOf('source', { ...SOURCE, last: '1:2:3' }),
    'last is not an LSN in decimal digits',
  ],
  ['an id that is none', answerOf('source', { ...SOURCE, log: 'x' }), 'log is not a GUID'],
  ['a count that is none', answerOf('source', { ...SOURCE, open: '-1' }), 'open is not a whole number'],
])('refused: %s', (_name, text, reason) => {
  const read = readProbeResult(text, 'source');
  expect(read.kind).toBe('unreadable');
  expect(read).toHaveProperty('reason', expect.stringContaining(reason));
});

test('what SQL Server has no value for stays unknown', () => {
  const nulls = { ...SOURCE, server: '', bytes: '', log: '', last: '', damaged: '', groups: '', open: '' };
  const read = readProbeResult(answerOf('source', nulls), 'source');
  expect(read.kind).toBe('source');
  if (read.kind !== 'source') return;
  for (const key of ['server', 'dataBytes', 'availabilityGroups', 'openTransactions'])
    expect(read.found).not.toHaveProperty(key);
  expect(Object.keys(read.found.log ?? {})).not.toEqual(expect.arrayContaining(['setGuid', 'damaged']));
});

test('a database that is not visible there has no state', () => {
  const ofTheDatabase = ['readonly', 'access', 'recovery', 'compatibility', 'bytes'];
  const rest = Object.fromEntries(
    Object.entries({ ...SOURCE, state: '' }).filter(([key]) => !ofTheDatabase.includes(key)),
  );
  const read = readProbeResult(answerOf('source', rest), 'source');
  expect(read).toMatchObject({ kind: 'source', found: { database: 'Shop' } });
  expect(read).not.toHaveProperty('found.state');
});

test('no cut of an answer is taken for the whole', () => {
  const text = ROWS.join('');
  for (let length = 0; length < text.length; length++)
    expect(readProbeResult(text.slice(0, length), 'source').kind).toBe('unreadable');
});
