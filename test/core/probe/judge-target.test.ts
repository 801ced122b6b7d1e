import type { ProbedDatabase, ProbedSource } from '../../../shared/core/migration/probe-reading';
import { judgeTarget, type TargetCheck } from '../../../shared/core/probe/judge-target';
import { readProbeResult } from '../../../shared/core/probe/read-result';
import { answerOf, SOURCE, TARGET } from '../../support/probe-answer';

const source = found(readProbeResult(answerOf('source', SOURCE), 'source')) as ProbedSource;
const target = found(readProbeResult(answerOf('target', TARGET), 'target'));
const OTHER = '00000000-0000-4000-8000-000000000001';

function found(read: ReturnType<typeof readProbeResult>): ProbedDatabase {
  if (read.kind === 'unreadable') throw new Error(read.reason);
  return read.found;
}

type Row = readonly [
  code: TargetCheck['code'],
  state: TargetCheck['state'],
  reason: string,
  target: Partial<Record<keyof ProbedDatabase, unknown>>,
  source?: Partial<Record<keyof ProbedSource, unknown>> | 'none',
];

test.each<Row>([
  ['target.instance', 'met', 'is the instance MI', {}],
  ['target.instance', 'met', 'is the instance MI', { server: 'Mi.1a2b.database.windows.net' }],
  ['target.instance', 'met', 'is the instance MI', { server: 'mi' }],
  ['target.instance', 'unmet', 'it is of server mi2.1a2b', { server: 'mi2.1a2b.database.windows.net' }],
  ['target.instance', 'unmet', 'it is of server SQL01', { server: 'SQL01' }],
  ['target.instance', 'unmet', 'it is of server mi\\SHOP', { server: 'mi\\SHOP' }],
  ['target.instance', 'unknown', 'told no name', { server: undefined }],
  ['target.online', 'met', 'is online, writable, MULTI_USER', {}],
  ['target.online', 'unmet', 'no database Shop on', { state: undefined }],
  ['target.online', 'unmet', 'is RESTORING', { state: 'RESTORING' }],
  ['target.online', 'unmet', 'online, but read-only', { readOnly: true }],
  ['target.online', 'unknown', 'was not reported', { readOnly: undefined }],
  ['target.same-database', 'met', 'of one family', {}],
  ['target.same-database', 'unmet', `is of family ${OTHER}`, { familyGuid: OTHER }],
  ['target.same-database', 'unknown', 'did not report its family', { familyGuid: undefined }],
  ['target.same-database', 'unknown', 'the source was not probed', {}, 'none'],
  ['target.same-database', 'unknown', 'the source did not report its family', {}, { log: undefined }],
  ['target.compatibility', 'met', 'is 130, as on the source', {}],
  ['target.compatibility', 'unmet', 'is 150, on the source 130', { compatibilityLevel: 150 }],
  ['target.compatibility', 'unknown', 'did not report', { compatibilityLevel: undefined }],
  ['target.compatibility', 'unknown', 'the source was not probed', {}, 'none'],
  ['target.size', 'met', '8388608 bytes', {}],
  ['target.size', 'met', '8388609 bytes', { dataBytes: 8388609 }],
  ['target.size', 'unmet', '8388607 bytes of row files on the target, 8388608', { dataBytes: 8388607 }],
  ['target.size', 'unknown', 'did not report its size', { dataBytes: undefined }],
  ['target.size', 'unknown', 'the source was not probed', {}, 'none'],
])('%s is %s: %s', (code, state, reason, change, sourceChange = {}) => {
  const against =
    sourceChange === 'none' ? undefined : Object.assign({}, source, sourceChange as ProbedSource);
  const probed = Object.assign({}, target, change as ProbedDatabase);
  const check = judgeTarget(probed, 'MI', against).find((one) => one.code === code);
  expect(check?.state).toBe(state);
  expect(check?.reason).toContain(reason);
});
