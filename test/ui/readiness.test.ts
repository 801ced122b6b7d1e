/** The open readiness checks as the page lists them. */
import type { CheckView } from '../../shared/core/migration/status-document';
import { openChecks } from '../../ui/migration/open-checks';

const check = (code: string, state: CheckView['state'], reason: string, minute = 0): CheckView => ({
  code,
  state,
  reason,
  since: `2026-03-01T22:0${minute}:00.000Z`,
});

test('what is not met comes first, and what is unknown for one reason is one line, since the first of it', () => {
  const lines = openChecks([
    check('a', 'unknown', 'nothing was read', 4),
    check('b', 'met', 'it is met'),
    check('c', 'unknown', 'nothing was read', 2),
    check('d', 'unknown', 'another reason'),
    check('e', 'unmet', 'a log is missing'),
    check('f', 'waived', 'waived'),
    check('g', 'unmet', 'a log is missing'),
    check('h', 'unknown', 'nothing was read', 3),
  ]);
  expect(lines.map(({ codes, state, since }) => [state, codes.join(' '), since.slice(14, 16)])).toEqual([
    ['unmet', 'e', '00'],
    ['unmet', 'g', '00'],
    ['unknown', 'a c h', '02'],
    ['unknown', 'd', '00'],
  ]);
});
