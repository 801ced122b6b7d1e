import type { EngineSet, EngineStatus } from '../../../shared/core/engine/engine-status';
import type { BackupSource, Facts } from '../../../shared/core/facts/facts';
import { NO_LSN, parseLsn } from '../../../shared/core/lsn';
import type { CheckState } from '../../../shared/core/migration/status-document';
import type { HeaderNames } from '../../../shared/core/migration/source';
import { isFine } from '../../../shared/core/readiness/check';
import {
  assessReadiness,
  CHECKS,
  evaluateChecks,
  explainUnmet,
  unmetChecks,
  type CheckCode,
} from '../../../shared/core/readiness/checks';
import {
  aReadyFacts,
  at,
  aTail,
  NOW,
  oneTail,
  OTHER_OPERATION,
  withChain,
  withControl,
  withPolicy,
  withStatus,
} from '../../support/facts';
import { aProbedFacts, aProbedLog, aReadOnlySource, unprobedFacts } from '../../support/probe-facts';

const CODES = CHECKS.map(({ code }) => code);

type State = CheckState;
type Row = readonly [state: State, name: string, facts: Facts, reason?: string];

const ready = aReadyFacts();
const absent = aReadyFacts({ engine: { kind: 'absent' } });
const trouble = aReadyFacts({
  engine: { kind: 'trouble', code: 'unreachable', message: 'the service does not answer' },
});
const noTail = aReadyFacts({ tail: { kind: 'none' } });
const tail = aTail();
const act = { by: 'bob@example.com', at: at(-90) };

/** What every check that reads the engine says without a reading. */
const engineless: readonly Row[] = [
  [
    'unknown',
    'no such migration',
    absent,
    'the service answers that it knows no such migration, which counts once it stays so',
  ],
  ['unknown', 'the service does not answer', trouble, 'the service does not answer'],
];

/** Facts whose path bears other names; `beside` is one more source on it. */
function withSources(facts: Facts, change: Partial<BackupSource>, beside?: Partial<BackupSource>): Facts {
  const [own = fail()] = facts.chain.sources;
  const changed = { ...own, files: ['full.bak', 'log1.trn'], ...change };
  const source = beside === undefined ? { ...changed } : { ...own };
  const sources = beside === undefined ? [changed] : [own, { ...own, ...beside }];
  return { ...withChain(facts, { sources }), tail: oneTail(tail, { source }) };
}

function withServers(facts: Facts, servers: Partial<Facts['registration']['source']>): Facts {
  const { registration } = facts;
  return { ...facts, registration: { ...registration, source: { ...registration.source, ...servers } } };
}

function accepting(facts: Facts, names: HeaderNames & { readonly databaseName: string }): Facts {
  return withControl(facts, { acceptedSources: [{ ...act, ...names }] });
}

const noTailOrPath = withChain(noTail, { pathFiles: 0, sources: [] });

const waiver = { check: 'backups.checksums', reason: 'sample files' } as const;

const rows: Readonly<Record<CheckCode, readonly Row[]>> = {
  'engine.running': [
    ['met', 'InProgress', ready, 'the service says InProgress'],
    ['met', 'ReadyForCutover, as newer back ends say', withStatus(ready, { state: 'readyForCutover' })],
    ['met', 'no word of its own', withStatus(ready, { rawState: undefined }), 'the service says running'],
    ['met', 'read at the moment the assessment began', withStatus(ready, { asOf: NOW })],
    [
      'unknown',
      'read before this assessment',
      withStatus(ready, { asOf: at(-1) }),
      'is older than this assessment',
    ],
    ['unknown', 'read at no readable time', withStatus(ready, { asOf: '' })],
    ['unknown', 'whether online is not told', withStatus(ready, { online: undefined })],
    ['unmet', 'offline', withStatus(ready, { online: false }), 'the service cuts over by itself'],
    [
      'unknown',
      'a word nobody knows',
      withStatus(ready, { state: 'unknown', rawState: 'Pondering' }),
      '"Pondering"',
    ],
    ['unknown', 'no state at all', withStatus(ready, { state: 'unknown', rawState: undefined }), '"nothing"'],
    ...(['creating', 'completing', 'succeeded', 'failed', 'canceling', 'canceled', 'retriable'] as const).map(
      (state): Row => ['unmet', state, withStatus(ready, { state }), `the migration is ${state}`],
    ),
    ['unknown', 'not told whether a change is under way', withStatus(ready, { atRest: undefined })],
    [
      'unmet',
      'provisioning at work',
      withStatus(ready, { provisioningState: 'Updating', atRest: false }),
      'a change is under way at the service (Updating)',
    ],
    ...engineless,
  ],
  'engine.operation': [
    ['met', 'the adopted one', ready],
    ['met', 'in another case', withStatus(ready, { operationId: ready.control.operationId?.toUpperCase() })],
    ['unmet', 'not adopted', withControl(ready, { operationId: undefined }), 'not adopted yet'],
    ['unknown', 'not told', withStatus(ready, { operationId: undefined })],
    ['unmet', 'another one', withStatus(ready, { operationId: OTHER_OPERATION }), 'somebody restarted it'],
    ...engineless,
  ],
  'full.restored': [
    ['met', 'restored', ready],
    ['unmet', 'not yet', withStatus(ready, { fullRestored: false })],
    ['unknown', 'not told', withStatus(ready, { fullRestored: undefined })],
    ...engineless,
  ],
  'pending.zero': [
    ['met', 'nothing pending, differentials not told', ready],
    ['met', 'nothing pending, differentials told', withStatus(ready, { pendingDifferentials: 0 })],
    [
      'unknown',
      'logs not told',
      withStatus(ready, { pendingLogs: undefined }),
      'treated as unknown, not zero',
    ],
    ['unmet', 'logs pending', withStatus(ready, { pendingLogs: 2 }), '2 log backups are pending'],
    ['unmet', 'a count that is no number', withStatus(ready, { pendingLogs: Number.NaN })],
    ['unmet', 'a negative count', withStatus(ready, { pendingLogs: -1 })],
    [
      'unmet',
      'differentials pending',
      withStatus(ready, { pendingDifferentials: 1 }),
      '1 differential backups',
    ],
    [
      'met',
      'the current file is the last restored one',
      withStatus(ready, { restoringFile: 'db/log9.final.trn' }),
    ],
    [
      'unmet',
      'another file is being restored',
      withStatus(ready, { restoringFile: 'log10.trn' }),
      'restoring log10.trn',
    ],
    [
      'met',
      'the current file is another stripe of the set restored last',
      withStatus(ready, {
        restoringFile: 'log9_1.trn',
        lastRestoredSet: {
          files: [{ name: 'log9_1.trn', state: 'restored', rawState: 'Restored' }],
          ignoreReasons: [],
        },
      }),
    ],
    [
      'unmet',
      'a file is being restored and none was',
      withStatus(ready, { restoringFile: 'full.bak', lastRestoredFile: undefined }),
    ],
    ...engineless,
  ],
  'pending.stable': [
    ['met', 'as many readings as the policy wants', ready, '2 readings in a row'],
    ['unmet', 'one reading short', withPolicy(ready, { stableReads: 3 }), '2 of 3 readings'],
    ['unmet', 'none counted', { ...ready, stability: undefined }, '0 of 2 readings'],
    [
      'unmet',
      'a policy of none at all still wants two',
      withPolicy({ ...ready, stability: undefined }, { stableReads: 0 }),
      '0 of 2',
    ],
    [
      'unmet',
      'a policy of one still wants two',
      withPolicy({ ...ready, stability: { ...(ready.stability ?? fail()), count: 1 } }, { stableReads: 1 }),
      '1 of 2',
    ],
    ['unmet', 'a policy that is no number', withPolicy(ready, { stableReads: Number.NaN })],
    ['unmet', 'counted for another file', withStatus(ready, { lastRestoredFile: 'log8.trn' })],
    ['unmet', 'this reading says that something is pending', withStatus(ready, { pendingLogs: 1 })],
    [
      'unmet',
      'counted in the future: the clock went back',
      { ...ready, stability: { ...(ready.stability ?? fail()), countedAt: at(60) } },
    ],
    ...engineless,
  ],
  'files.all-restored': [
    ['met', 'restored up to the tail', ready],
    ['unmet', 'no tail', noTail],
    ['unknown', 'the engine tells too little', { ...ready, progress: { lastIsTail: true } }],
    ['unmet', 'not up to the tail', { ...ready, progress: { restoredToTail: false } }, 'not every set'],
    [
      'unmet',
      'one file missing, named',
      { ...ready, progress: { restoredToTail: false, firstUnrestored: 'log8.trn' } },
      'log8.trn is not restored',
    ],
    [
      'unmet',
      'reached the tail, and yet a file of the path is not restored',
      { ...ready, progress: { ...ready.progress, firstUnrestored: 'log8.trn' } },
    ],
    ...engineless,
  ],
  'no-blocking-reason': [
    ['met', 'nothing named', ready],
    ['met', 'no unrestorable file, told', withStatus(ready, { unrestorableFiles: 0 })],
    [
      'unmet',
      'failed',
      withStatus(ready, { failure: { code: '2009', message: 'no checksum' } }),
      '2009 no checksum',
    ],
    [
      'unmet',
      'blocked',
      withStatus(ready, { blockingReasons: ['missing certificate'] }),
      'missing certificate',
    ],
    ['unmet', 'unrestorable files', withStatus(ready, { unrestorableFiles: 2 }), '2 files as unrestorable'],
    ['unmet', 'unrestorable files, no number', withStatus(ready, { unrestorableFiles: Number.NaN })],
    ...engineless,
  ],
  'chain.complete': [
    ['met', 'gapless', ready],
    ...(['gap', 'no-full', 'incomplete-set', 'forked', 'simple-recovery', 'damaged'] as const).map(
      (status): Row => [
        'unmet',
        status,
        withChain(ready, { status, summary: `it is ${status}` }),
        `it is ${status}`,
      ],
    ),
    [
      'unmet',
      'an error among the findings',
      withChain(ready, { errors: ['appended sets'] }),
      'appended sets',
    ],
    ['unknown', 'no backup', withChain(ready, { pathFiles: 0 }), 'no backup is known yet'],
  ],
  'chain.end-is-tail': [
    ['met', 'the same LSN', ready],
    ['unmet', 'no tail', noTail],
    ['unknown', 'no end', withChain(ready, { chainEnd: undefined })],
    ['unknown', 'an end of zero', withChain(ready, { chainEnd: NO_LSN })],
    [
      'unknown',
      'both zero: two absent LSNs prove nothing',
      withChain(
        aReadyFacts({
          tail: oneTail(aTail({ lastLsn: NO_LSN })),
        }),
        { chainEnd: NO_LSN },
      ),
    ],
    [
      'unknown',
      'a tail without LSN',
      aReadyFacts({
        tail: oneTail(aTail({ lastLsn: NO_LSN })),
      }),
    ],
    [
      'unmet',
      'the chain goes on',
      withChain(ready, { chainEnd: parseLsn('37000000129600002') }),
      'LSN 37000000129600002',
    ],
    ['unmet', 'the chain ends before', withChain(ready, { chainEnd: parseLsn('37000000129600000') })],
  ],
  'tail.proven': [
    ['met', 'marked', ready, 'log9.final.trn is the tail: marked'],
    ['met', 'an empty tail', aReadyFacts({ tail: oneTail(tail, { proof: 'named', empty: true }) })],
    ['met', 'marked, as the policy wants', withPolicy(ready, { tailProof: 'marked' })],
    [
      'unmet',
      'marked, but the policy requires it named',
      withPolicy(ready, { tailProof: 'named' }),
      'the policy requires it named',
    ],
    ['unmet', 'none', noTail, 'stop writes'],
    [
      'unmet',
      'unreadable',
      aReadyFacts({ tail: { kind: 'unreadable', blob: 'x', reason: 'still growing' } }),
      'x cannot be used: still growing',
    ],
    ['unmet', 'two', aReadyFacts({ tail: { kind: 'ambiguous', blobs: ['a', 'b'] } }), 'a, b'],
  ],
  'tail.restored': [
    ['met', 'restored last', ready],
    [
      'met',
      'restored last, known by the set alone',
      withStatus(ready, { lastRestoredFile: undefined, lastRestoredSet: { files: [], ignoreReasons: [] } }),
    ],
    ['unmet', 'no tail', noTail],
    ['unknown', 'not told', withStatus(ready, { lastRestoredFile: undefined })],
    [
      'unmet',
      'another file',
      {
        ...withStatus(ready, { lastRestoredFile: 'log8.trn' }),
        progress: { ...ready.progress, lastIsTail: false },
      },
      'log8.trn last',
    ],
    ['unmet', 'whether it is the tail cannot be told', { ...ready, progress: { restoredToTail: true } }],
    [
      'unmet',
      'the service calls it invalid',
      withStatus(ready, { invalidFiles: ['db/log9.final.trn'], lastRestoredFile: 'log8.trn' }),
      'an invalid file',
    ],
    [
      'unknown',
      'the service calls it invalid, and restored last',
      withStatus(ready, { invalidFiles: ['db/log9.final.trn'] }),
      'it says that log9.final.trn was restored last, and that it is an invalid file',
    ],
    ...engineless,
  ],
  'nothing-newer': [
    ['met', 'every blob accounted for', ready],
    ['unmet', 'not listed', aReadyFacts({ listing: { kind: 'notListed' } })],
    [
      'unknown',
      'storage does not answer',
      aReadyFacts({ listing: { kind: 'trouble', reason: 'unreachable', message: 'no storage' } }),
      'no storage',
    ],
    [
      'unmet',
      'one unsettled blob',
      aReadyFacts({
        listing: { kind: 'listed', unsettled: [{ blob: 'log10.trn', reason: 'growing' }], unsettledCount: 1 },
      }),
      'log10.trn: growing',
    ],
    [
      'unmet',
      'more than are shown',
      aReadyFacts({
        listing: {
          kind: 'listed',
          unsettled: [{ blob: 'log10.trn', reason: 'growing' }],
          unsettledCount: 12,
        },
      }),
      'log10.trn: growing (and 11 more)',
    ],
    [
      'unmet',
      'counted but not shown',
      aReadyFacts({ listing: { kind: 'listed', unsettled: [], unsettledCount: 3 } }),
      '3 blobs',
    ],
  ],
  'backups.checksums': [
    ['met', 'all with', ready],
    [
      'unmet',
      'one without',
      withChain(ready, { withoutChecksum: ['log8.trn'] }),
      'log8.trn was taken without CHECKSUM',
    ],
    ['unmet', 'three without', withChain(ready, { withoutChecksum: ['a', 'b', 'c'] }), 'a (and 2 more)'],
    ['unknown', 'one does not report', withChain(ready, { checksumUnknown: ['log8.trn'] })],
    ['unknown', 'no backup', withChain(ready, { pathFiles: 0 })],
    [
      'waived',
      'one without, waived',
      withPolicy(withChain(ready, { withoutChecksum: ['a'] }), { waive: [waiver] }),
      'waived: sample files',
    ],
    [
      'waived',
      'one does not report, waived',
      withPolicy(withChain(ready, { checksumUnknown: ['a'] }), { waive: [waiver] }),
    ],
    ['met', 'a waiver that is not needed', withPolicy(ready, { waive: [waiver] })],
  ],
  'source.matches': [
    ['met', 'the registered database, no server registered', ready, '3 backups of Shop on SQL01'],
    [
      'met',
      'the database in another case, a blank at the end',
      withSources(ready, { databaseName: 'SHOP ' }),
    ],
    ['met', 'on a registered server, in another case', withServers(ready, { serverName: 'sql01' })],
    ['met', 'on one of several registered servers', withServers(ready, { serverNames: ['SQL02', 'SQL01'] })],
    [
      'unmet',
      'another database, both names told and each file',
      withSources(ready, { databaseName: 'Shop_Hard', serverName: 'SQL07' }),
      'Shop is registered, but full.bak, log1.trn (and 1 more) are of Shop_Hard on SQL07',
    ],
    [
      'unmet',
      'one set of another database among those of the right one, named',
      withSources(ready, {}, { databaseName: 'Other', files: ['log7.trn'], sets: 1 }),
      'Shop is registered, but log7.trn is of Other on SQL01',
    ],
    [
      'unmet',
      'an unlisted server',
      withServers(ready, { serverNames: ['SQL02', 'SQL03'] }),
      'Shop on SQL02 or SQL03 is registered, but full.bak, log8.trn, log9.final.trn are of Shop on SQL01',
    ],
    [
      'unmet',
      'a tail of another database that is not on the path',
      aReadyFacts({ tail: oneTail(tail, { source: { databaseName: 'Other', serverName: 'SQL01' } }) }),
      'log9.final.trn is of Other on SQL01',
    ],
    [
      'unmet',
      'no path, and only files of another database',
      withChain(withSources(ready, { databaseName: 'Shop_Hard' }), { pathFiles: 0 }),
      'Shop_Hard',
    ],
    [
      'unknown',
      'no path yet, and files of both',
      withChain(withSources(ready, {}, { databaseName: 'Other' }), { pathFiles: 0 }),
      'no backup is known yet',
    ],
    ['unknown', 'no backup', noTailOrPath, 'no backup is known yet'],
    ['unknown', 'no database told', withSources(ready, { databaseName: undefined }), 'has no database'],
    [
      'unknown',
      'no server told, and servers are registered (rows of 0.1.0 have none)',
      withServers(withSources(ready, { serverName: undefined }), { serverName: 'SQL01' }),
      'has no server',
    ],
    ['met', 'no server told, and none registered', withSources(ready, { serverName: undefined })],
    [
      'met',
      'another database, accepted',
      accepting(withSources(ready, { databaseName: 'Shop_Hard' }), { databaseName: 'shop_hard' }),
      'of Shop_Hard on SQL01, accepted by bob@example.com',
    ],
    [
      'unmet',
      'accepted on another server than this unlisted one',
      accepting(withServers(ready, { serverNames: ['SQL02'] }), {
        databaseName: 'Shop',
        serverName: 'SQL03',
      }),
    ],
    [
      'met',
      'accepted on this unlisted server',
      accepting(withServers(ready, { serverNames: ['SQL02'] }), {
        databaseName: 'Shop',
        serverName: 'SQL01',
      }),
    ],
    [
      'unmet',
      'accepted was another database than this one',
      accepting(withSources(ready, { databaseName: 'Third' }), { databaseName: 'Shop_Hard' }),
    ],
  ],
  'source.closed': [
    ['notConfigured', 'the policy asks for none', ready, 'not configured'],
    ['notConfigured', 'none is asked for, whatever the tail', noTail],
    [
      'met',
      'restoring after a tail WITH NORECOVERY',
      aProbedFacts(),
      'restoring since the tail, which was taken WITH NORECOVERY',
    ],
    ['met', 'it counts, too, where none is asked for', aProbedFacts({}, { probe: null })],
    [
      'met',
      'read-only since before the tail',
      aProbedFacts(aReadOnlySource()),
      'only a tail WITH NORECOVERY proves',
    ],
    ['unknown', 'asked for, and not there', unprobedFacts(), 'was not probed yet'],
    ['unmet', 'no tail is known', { ...aProbedFacts(), tail: { kind: 'none' } }, 'no tail is known'],
    [
      'unmet',
      'it takes writes',
      aProbedFacts({ state: 'ONLINE' }),
      'Shop on SQL01 is online and takes writes',
    ],
    [
      'unmet',
      'it takes writes, though none is asked for',
      aProbedFacts({ state: 'ONLINE' }, { probe: null }),
      'takes writes',
    ],
    [
      'unmet',
      'it takes writes, and who looked may see nothing else',
      aProbedFacts({ state: 'ONLINE', history: 'denied', log: undefined }),
    ],
    ['unmet', 'it is not there', aProbedFacts({ state: undefined }), 'no database Shop is visible on SQL01'],
    ['unmet', 'it is not closed, but broken', aProbedFacts({ state: 'SUSPECT' }), 'is SUSPECT'],
    ['unmet', 'it is offline', aProbedFacts({ state: 'OFFLINE' }), 'is OFFLINE'],
    [
      'unmet',
      'it is a copy that is restoring',
      aProbedFacts({ log: aProbedLog({ noRecovery: false }) }),
      'was not taken WITH NORECOVERY',
    ],
    [
      'unmet',
      'it became read-only after the tail',
      aProbedFacts(aReadOnlySource({ log: aProbedLog({ readOnly: false }) })),
      'what was written in between',
    ],
    [
      'unmet',
      'something is open',
      aProbedFacts(aReadOnlySource({ openTransactions: 2 })),
      'has 2 open transactions',
    ],
    [
      'unknown',
      'who looked may not see what is open',
      aProbedFacts(aReadOnlySource({ openTransactions: undefined })),
      'VIEW SERVER STATE',
    ],
    [
      'unknown',
      'who looked may not read the history',
      aProbedFacts({ history: 'denied', log: undefined }),
      'msdb.dbo.backupset',
    ],
    [
      'unknown',
      'how the tail was taken is not told',
      aProbedFacts({ log: aProbedLog({ noRecovery: undefined }) }),
    ],
    ['unknown', 'read-only or not is not told', aProbedFacts({ state: 'ONLINE', readOnly: undefined })],
    ['unknown', 'another log is the newest', aProbedFacts({ log: aProbedLog({ setGuid: OTHER_OPERATION }) })],
    [
      'notConfigured',
      'it took writes before the tail, and none is asked for',
      aProbedFacts(
        { state: 'ONLINE', log: aProbedLog({ setGuid: OTHER_OPERATION, lastLsn: parseLsn('1') }) },
        { probe: null },
      ),
    ],
    [
      'notConfigured',
      'nothing is told, and none is asked for',
      aProbedFacts({ history: 'denied', log: undefined }, { probe: null }),
    ],
  ],
  'source.tail-is-last': [
    ['notConfigured', 'the policy asks for none', ready, 'not configured'],
    [
      'met',
      'the newest log is the tail, by its id',
      aProbedFacts(),
      'log9.final.trn is the newest log of Shop on SQL01',
    ],
    [
      'met',
      'a copy-only tail is named so',
      aProbedFacts({ log: aProbedLog({ copyOnly: true }) }),
      'copy-only',
    ],
    [
      'met',
      'the open database says so, too',
      aProbedFacts(aReadOnlySource({ lastLogBackupLsn: tail.lastLsn })),
    ],
    [
      'met',
      'exactly as old as it may be',
      aProbedFacts(
        { at: at(-3600), log: aProbedLog({ finishedAt: at(-3660) }) },
        { reading: { at: at(-3600) } },
      ),
    ],
    ['met', 'clocks that differ a little', aProbedFacts({ at: at(60) }, { reading: { at: at(60) } })],
    ['unmet', 'no tail is known', { ...aProbedFacts(), tail: { kind: 'none' } }],
    [
      'unmet',
      'a later log',
      aProbedFacts({ log: aProbedLog({ setGuid: OTHER_OPERATION, lastLsn: parseLsn('37000000129600002') }) }),
      'another log was taken after the tail',
    ],
    [
      'unmet',
      'a later log, though none is asked for',
      aProbedFacts(
        { log: aProbedLog({ setGuid: OTHER_OPERATION, lastLsn: parseLsn('37000000129600002') }) },
        { probe: null },
      ),
    ],
    [
      'unmet',
      'another log that ends there, too',
      aProbedFacts({ log: aProbedLog({ setGuid: OTHER_OPERATION }) }),
      'another log was taken',
    ],
    [
      'unmet',
      'its id with another end',
      aProbedFacts({ log: aProbedLog({ lastLsn: parseLsn('37000000129600002') }) }),
      'the id of the tail',
    ],
    ['unmet', 'it is damaged', aProbedFacts({ log: aProbedLog({ damaged: true }) }), 'damage was detected'],
    [
      'unmet',
      'the open database says otherwise',
      aProbedFacts(aReadOnlySource({ lastLogBackupLsn: parseLsn('1') })),
      'its last log backup ends at LSN 1',
    ],
    ['unknown', 'asked for, and not there', unprobedFacts(), 'was not probed yet'],
    [
      'unknown',
      'a second too old',
      aProbedFacts({ at: at(-3601) }, { reading: { at: at(-3601) } }),
      'older than 60 min',
    ],
    [
      'unknown',
      'given just now, but read too long ago',
      aProbedFacts({ at: at(-3601) }, { reading: { at: at(-1) } }),
      'older than 60 min',
    ],
    [
      'unknown',
      'by the clock of the server new, and given too long ago',
      aProbedFacts({ at: at(-1) }, { reading: { at: at(-3601) } }),
    ],
    ['unknown', 'read in the future', aProbedFacts({ at: at(61) }), 'dated after this assessment'],
    [
      'unknown',
      'given in the future: our clock went back',
      aProbedFacts({}, { reading: { at: at(61) } }),
      'dated after this assessment',
    ],
    ['unknown', 'read at no readable time', aProbedFacts({ at: '' })],
    ['unknown', 'given at no readable time', aProbedFacts({}, { reading: { at: '' } })],
    ['notConfigured', 'too old, and none is asked for', aProbedFacts({ at: at(-3601) }, { probe: null })],
    [
      'unknown',
      'read before the tail',
      aProbedFacts({ log: aProbedLog({ setGuid: OTHER_OPERATION, lastLsn: parseLsn('1') }) }),
      'does not know the tail',
    ],
    [
      'notConfigured',
      'read before the tail, and none is asked for',
      aProbedFacts(
        { log: aProbedLog({ setGuid: OTHER_OPERATION, lastLsn: parseLsn('1') }) },
        { probe: null },
      ),
    ],
    [
      'unknown',
      'another replica took it',
      aProbedFacts({ availabilityGroups: true, history: 'none', log: undefined }),
      'each replica of an availability group keeps a history of its own',
    ],
    [
      'unknown',
      'no log at all',
      aProbedFacts({ history: 'none', log: undefined }),
      'on the server that took it',
    ],
    [
      'unknown',
      'who looked may not read the history',
      aProbedFacts({ history: 'denied', log: undefined }),
      'grant it SELECT on msdb.dbo.backupset',
    ],
    ['unknown', 'the log has no id', aProbedFacts({ log: aProbedLog({ setGuid: undefined }) })],
    ['unknown', 'the header of the tail has no id', { ...aProbedFacts(), tail: oneTail(aTail()) }],
    [
      'unknown',
      'damage is not told',
      aProbedFacts({ log: aProbedLog({ damaged: undefined }) }),
      'whether log9.final.trn is damaged',
    ],
    [
      'unknown',
      'finished after it was read: the clock there went back',
      aProbedFacts({ log: aProbedLog({ finishedAt: at(-110) }) }),
      'its clock went back',
    ],
    ['met', 'when it was finished is not told', aProbedFacts({ log: aProbedLog({ finishedAt: undefined }) })],
  ],
  'policy.allows': [
    ['met', 'mode auto', ready, 'mode auto'],
    [
      'met',
      'mode manual: the person is asked for elsewhere',
      withPolicy(ready, { mode: 'manual' }),
      'mode manual',
    ],
    ['met', 'mode approve: likewise', withPolicy(ready, { mode: 'approve' })],
    [
      'met',
      'never by itself',
      withControl(ready, { manualOnly: 'the ledger was rebuilt' }),
      'the ledger was rebuilt',
    ],
    [
      'unmet',
      'held',
      withControl(ready, { holds: [{ ...act, number: 1, reason: 'testing' }] }),
      'held by bob@example.com since',
    ],
    [
      'unmet',
      'ended',
      withControl(ready, { ended: { phase: 'completed', at: NOW, reason: 'done' } }),
      'done',
    ],
    ...(['intended', 'sending', 'sent', 'unknown', 'confirmed'] as const).map((state): Row => [
      'unmet',
      `cancel ${state}`,
      withControl(ready, { cancel: { ...act, state } }),
      'requested a cancel',
    ]),
    ...(['refused', 'withdrawn'] as const).map((state): Row => [
      'met',
      `cancel ${state}`,
      withControl(ready, { cancel: { ...act, state } }),
    ]),
  ],
};

const setOf = (name: string, restored: boolean): EngineSet => ({
  type: 'log',
  restored,
  files: [{ name, state: restored ? 'restored' : 'pending', rawState: restored ? 'Restored' : 'Arrived' }],
  ignoreReasons: [],
});

test.each<[code: CheckCode, also: readonly CheckCode[], change: Partial<EngineStatus>, reason: string]>([
  [
    'tail.restored',
    ['files.all-restored'],
    { lastRestoredSet: setOf('log8.trn', true) },
    'it says that log9.final.trn was restored last, and that the set restored last is that of log8.trn',
  ],
  [
    'pending.zero',
    [],
    { sets: [setOf('log8.trn', false)] },
    'it says that no log backup is pending, and that log8.trn is not restored (Arrived)',
  ],
  [
    'full.restored',
    [],
    { contradictions: [{ about: 'full', statements: ['isFullBackupRestored is true', 'it is not'] }] },
    'it says that isFullBackupRestored is true, and that it is not',
  ],
  [
    'files.all-restored',
    ['tail.restored'],
    { contradictions: [{ about: 'sets', statements: ['a set is restored', 'it is not'] }] },
    'it says that a set is restored, and that it is not',
  ],
  [
    'engine.running',
    [],
    { contradictions: [{ about: 'state', statements: ['it runs', 'it is completed'] }] },
    'it says that it runs, and that it is completed',
  ],
  [
    'no-blocking-reason',
    [],
    { contradictions: [{ about: 'unrestorable', statements: ['none is', 'one is'] }] },
    'it says that none is, and that one is',
  ],
])(
  '%s is unknown where the reading contradicts itself, with both statements',
  (code, also, change, reason) => {
    const checks = evaluateChecks(withStatus(ready, change)).filter(({ state }) => state === 'unknown');
    expect(checks.map((check) => check.code).toSorted()).toEqual([code, ...also].toSorted());
    expect(checks[0]?.reason).toBe(`the service contradicts itself: ${reason}`);
  },
);

describe.each(CODES)('%s', (code) => {
  // An absent reason is written out: jest would hand its callback to the missing parameter.
  const cases = rows[code].map(([state, name, facts, reason]) => ({ state, name, facts, reason }));
  test.each(cases)('$state: $name', ({ state, facts, reason }) => {
    const check = evaluateChecks(facts).find((one) => one.code === code);

    expect(check?.state).toBe(state);
    if (reason !== undefined) expect(check?.reason).toContain(reason);
    expect(assessReadiness(facts).ready).toBe(evaluateChecks(facts).every(isFine));
    if (state === 'unmet' || state === 'unknown') expect(assessReadiness(facts).ready).toBe(false);
  });
});

test('one result for each code, in the fixed order', () => {
  expect(evaluateChecks(ready).map((check) => check.code)).toEqual(CODES);
});

test('the ready facts are ready', () => {
  expect(unmetChecks(evaluateChecks(ready))).toEqual([]);
  expect(assessReadiness(ready).ready).toBe(true);
  expect(explainUnmet(evaluateChecks(ready))).toBe('');
});

test('a waived check does not stand in the way', () => {
  const facts = withPolicy(withChain(ready, { withoutChecksum: ['a'] }), { waive: [waiver] });

  expect(assessReadiness(facts).ready).toBe(true);
});

test.each(CODES.filter((code) => code !== 'backups.checksums'))(
  'a waiver for %s is ignored, however it came into the policy',
  (code) => {
    const unmet = rows[code].find(([state]) => state === 'unmet')?.[2] ?? fail();
    const facts = withPolicy(unmet, { waive: [{ check: code, reason: 'trust me' } as never] });

    expect(evaluateChecks(facts).find((check) => check.code === code)?.state).toBe('unmet');
    expect(assessReadiness(facts).ready).toBe(false);
  },
);

test('a waiver of the checksums does not make an empty chain ready', () => {
  const facts = withPolicy(withChain(ready, { pathFiles: 0 }), { waive: [waiver] });

  expect(assessReadiness(facts).ready).toBe(false);
});

test('a refusal names every check with its sentence', () => {
  const facts = withStatus(withControl(ready, { holds: [{ ...act, number: 1, reason: 'testing' }] }), {
    pendingLogs: 1,
  });

  expect(explainUnmet(evaluateChecks(facts))).toBe(
    'pending.zero: 1 log backups are pending at the service; ' +
      'pending.stable: 0 of 2 readings in a row said that nothing is pending; ' +
      `policy.allows: held by bob@example.com since ${at(-90)}: testing`,
  );
});

function fail(): never {
  throw new Error('the fixture lacks what the test needs');
}

test("tail.proven adds the header's word to the proof (T1), which alone proves nothing", () => {
  const facts = aReadyFacts();
  if (facts.tail.kind !== 'one') throw new Error('ready facts have a tail');
  const reasonOf = (tail: Facts['tail']) =>
    evaluateChecks({ ...facts, tail }).find((check) => check.code === 'tail.proven');
  expect(reasonOf({ ...facts.tail, header: { kind: 'noRecovery' } })?.reason).toMatch(/WITH NORECOVERY$/);
  expect(reasonOf({ ...facts.tail, header: { kind: 'none' } })?.reason).not.toMatch(/header/);
  const incomplete = { kind: 'tailLog', incompleteMetadata: true } as const;
  expect(reasonOf({ ...facts.tail, header: incomplete })?.reason).toMatch(
    /tail-log backup; its header says that metadata is incomplete: the source was damaged or offline/,
  );
  expect(reasonOf({ kind: 'none' })?.state).toBe('unmet');
});
