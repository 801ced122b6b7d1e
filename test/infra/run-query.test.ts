/** The runner of queries knows what the alerts use, as Kusto does it, and refuses the rest. */
import { runQuery } from './run-query';

const NOW = new Date('2026-03-01T22:00:00.000Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const traces = [
  { timestamp: minutesAgo(3), message: '{"event":"a","n":2,"id":"one"}', severityLevel: 2 },
  { timestamp: minutesAgo(2), message: '{"event":"b","n":3,"id":"one"}', severityLevel: 1 },
  {
    timestamp: minutesAgo(1),
    message: '{"event":"c","id":"two","since":"2026-03-01T21:50:00.000Z"}',
    severityLevel: 1,
  },
];
const run = (query: string) => runQuery(query, { traces, requests: [] }, NOW);
const E = 'traces | extend e = parse_json(message) ';

const CASES: readonly (readonly [string, unknown])[] = [
  ['traces | where severityLevel >= 2 | count', [{ Count: 1 }]],
  ['traces | where message startswith \'{"EVENT":"B\' | project severityLevel', [{ severityLevel: 1 }]],
  [`${E}| where tostring(e.event) == 'A' | count`, [{ Count: 0 }]],
  [`${E}| where tostring(e.event) in ('a', 'c') | count`, [{ Count: 2 }]],
  [`${E}| where tostring(e.nothing) == '' | count`, [{ Count: 3 }]],
  [`${E}| where todatetime(e.since) < ago(5m) | count`, [{ Count: 1 }]],
  [`${E}| where todatetime(e.since) < ago(1h) or todatetime(e.since) > ago(5m) | count`, [{ Count: 0 }]],
  [
    `${E}| summarize times = count(), n = sum(tolong(e.n)), last = max(timestamp) by id = tostring(e.id)`,
    [
      { id: 'one', times: 2, n: 5, last: minutesAgo(2) },
      { id: 'two', times: 1, n: 0, last: minutesAgo(1) },
    ],
  ],
  [
    `${E}| extend n = tostring(e.event) | summarize arg_max(timestamp, n) by id = tostring(e.id) | project id, n`,
    [
      { id: 'one', n: 'b' },
      { id: 'two', n: 'c' },
    ],
  ],
  ['requests | summarize times = count(), last = max(timestamp)', [{ times: 0, last: null }]],
  ['requests | summarize times = count() by name', []],
  ['let x = toscalar(traces | count); requests | summarize n = count() | where x == 3', [{ n: 0 }]],
  ['union (traces | project timestamp), (traces | project timestamp) | count', [{ Count: 6 }]],
  ["traces | summarize n = countif(severityLevel == 1 and message startswith '{')", [{ n: 2 }]],
];

test.each(CASES)('%s', (query, rows) => {
  expect(run(query)).toEqual(rows);
});

test.each([
  'traces | take 1',
  'exceptions | count',
  "traces | where message has 'a'",
  'traces | where mesage == 1',
  'traces | summarize dcount(message)',
  'traces | where timestamp > now()',
  "traces | where severityLevel == '1'",
])('%s: refused', (query) => {
  expect(() => run(query)).toThrow(/^Cannot run the query/);
});
