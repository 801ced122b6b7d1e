/** The runbook has a row for every state in which a migration can be stuck: what it means, and what to do. */
import ts from 'typescript';
import { ATTEMPT_STATES } from '../../shared/core/migration/control';
import { PHASES } from '../../shared/core/migration/phase';
import { codeSpans, parse, read, section, tableRows, unionKindsOf } from './support';

const STATUS = 'shared/core/migration/status-document.ts';
const CONTROL = 'shared/core/migration/control.ts';
const runbook = read('docs/runbook.md');

/** String literals of an interface's member that is a union of them. */
function statesOf(name: string): readonly string[] {
  const found = parse(CONTROL).statements.find(
    (one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && one.name.text === name,
  );
  const member = found?.members.find(
    (one): one is ts.PropertySignature => ts.isPropertySignature(one) && one.name.getText() === 'state',
  );
  const literals = [...(member?.type?.getText() ?? '').matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
  if (literals.length === 0) throw new Error(`Cannot find the states of ${name} in ${CONTROL}`);
  return literals;
}

test.each<[string, readonly string[]]>([
  ['The phase', PHASES],
  ['The attempt', [...ATTEMPT_STATES, 'begunByService']],
  ['The request to cancel', statesOf('CancelIntent')],
  ['The request to retry', statesOf('RetryIntent')],
  ['The request to create', statesOf('CreationIntent')],
])('%s: each state has its row, and no other is there', (heading, states) => {
  const rows = tableRows(section(runbook, heading));
  expect(rows.map(([state]) => state?.replaceAll('`', '')).toSorted()).toEqual([...states].toSorted());
  expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
  expect(states.length).toBeGreaterThan(5);
});

test('an attempt is shown in its own states, and in one more', () => {
  expect(read(STATUS)).toContain("export type ShownAttemptState = AttemptState | 'begunByService';");
});

test('a block that a state sends the reader to has its row', () => {
  const kinds = unionKindsOf('shared/core/watch/block.ts', ['Block', 'ChainBlock']);
  const named = codeSpans(section(runbook, 'Where it stands')).filter((span) => kinds.includes(span));
  const rows = tableRows(section(runbook, 'What blocks it')).map(([kind]) => kind?.replaceAll('`', ''));
  expect(new Set(named).size).toBeGreaterThan(3);
  expect(named.filter((kind) => !rows.includes(kind))).toEqual([]);
});
