/** G1: from ready facts, no single fact can be taken away or made unknown without losing readiness. */
import fc from 'fast-check';
import type { Facts } from '../../../shared/core/facts/facts';
import { NO_LSN } from '../../../shared/core/lsn';
import { assessReadiness } from '../../../shared/core/readiness/checks';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import { aReadyFacts, aTail, at, oneTail, withChain, withControl, withStatus } from '../../support/facts';

/** Every way to take one fact away that a check reads. */
const losses: readonly { readonly name: string; readonly lose: (facts: Facts) => Facts }[] = [
  {
    name: 'the engine does not answer',
    lose: (f) => ({ ...f, engine: { kind: 'trouble', code: 'unreachable', message: 'no answer' } }),
  },
  { name: 'the migration is not at the service', lose: (f) => ({ ...f, engine: { kind: 'absent' } }) },
  { name: 'state', lose: (f) => withStatus(f, { state: 'unknown' }) },
  { name: 'whether a change is under way', lose: (f) => withStatus(f, { atRest: undefined }) },
  { name: 'online', lose: (f) => withStatus(f, { online: undefined }) },
  { name: 'operation id at the service', lose: (f) => withStatus(f, { operationId: undefined }) },
  { name: 'operation id in the control row', lose: (f) => withControl(f, { operationId: undefined }) },
  { name: 'full restored', lose: (f) => withStatus(f, { fullRestored: undefined }) },
  { name: 'pending logs', lose: (f) => withStatus(f, { pendingLogs: undefined }) },
  { name: 'pending logs as a number', lose: (f) => withStatus(f, { pendingLogs: Number.NaN }) },
  { name: 'last restored', lose: (f) => withStatus(f, { lastRestoredFile: undefined }) },
  { name: 'time of the reading', lose: (f) => withStatus(f, { asOf: '' }) },
  { name: 'freshness of the reading', lose: (f) => withStatus(f, { asOf: at(-3600) }) },
  { name: 'stability', lose: (f) => ({ ...f, stability: undefined }) },
  {
    name: 'time of the stability',
    lose: (f) => ({ ...f, stability: f.stability && { ...f.stability, countedAt: '' } }),
  },
  { name: 'reach', lose: (f) => ({ ...f, progress: {} }) },
  {
    name: 'reach up to the tail',
    lose: (f) => ({ ...f, progress: { ...f.progress, restoredToTail: undefined } }),
  },
  {
    name: 'reach: the last is the tail',
    lose: (f) => ({ ...f, progress: { ...f.progress, lastIsTail: undefined } }),
  },
  { name: 'chain', lose: (f) => withChain(f, { status: 'no-full' }) },
  { name: 'chain end', lose: (f) => withChain(f, { chainEnd: undefined }) },
  { name: 'chain end (zero)', lose: (f) => withChain(f, { chainEnd: NO_LSN }) },
  { name: 'path', lose: (f) => withChain(f, { pathFiles: 0 }) },
  { name: 'checksum of one file', lose: (f) => withChain(f, { checksumUnknown: ['log8.trn'] }) },
  { name: 'tail', lose: (f) => ({ ...f, tail: { kind: 'none' } }) },
  {
    name: 'readable tail',
    lose: (f) => ({ ...f, tail: { kind: 'unreadable', blob: 'x', reason: 'growing' } }),
  },
  { name: 'single tail', lose: (f) => ({ ...f, tail: { kind: 'ambiguous', blobs: ['x', 'y'] } }) },
  {
    name: 'LSN of the tail',
    lose: (f) => ({
      ...f,
      tail: oneTail(aTail({ lastLsn: NO_LSN }), { proof: 'named' }),
    }),
  },
  {
    name: 'database in the headers',
    lose: (f) => withChain(f, { sources: f.chain.sources.map(({ files, sets }) => ({ files, sets })) }),
  },
  {
    name: 'database in the header of the tail',
    lose: (f) => (f.tail.kind === 'one' ? { ...f, tail: { ...f.tail, source: {} } } : f),
  },
  { name: 'listing', lose: (f) => ({ ...f, listing: { kind: 'notListed' } }) },
  {
    name: 'storage',
    lose: (f) => ({ ...f, listing: { kind: 'trouble', reason: 'unreachable', message: 'no storage' } }),
  },
  {
    name: 'verdict of one blob',
    lose: (f) => ({ ...f, listing: { kind: 'listed', unsettled: [], unsettledCount: 1 } }),
  },
];

test.each(losses)('without $name: not ready, and no cutover', ({ lose }) => {
  const facts = lose(aReadyFacts());

  expect(assessReadiness(facts).ready).toBe(false);
  expect(decide(NEW_WATCH, facts, AZURE_TIMING).commands.map((command) => command.kind)).not.toContain(
    'cutOver',
  );
});

test('several losses at once are never ready either', () => {
  fc.assert(
    fc.property(fc.subarray([...losses], { minLength: 1 }), (some) => {
      const facts = some.reduce((before, { lose }) => lose(before), aReadyFacts());
      expect(assessReadiness(facts).ready).toBe(false);
      expect(decide(NEW_WATCH, facts, AZURE_TIMING).commands.map((one) => one.kind)).not.toContain('cutOver');
    }),
  );
});

test('without any loss there is a cutover, so the properties above are not empty', () => {
  expect(decide(NEW_WATCH, aReadyFacts(), AZURE_TIMING).commands[0]).toEqual({ kind: 'cutOver', attempt: 1 });
});

/** Members a reading may lack without harm: not every back end tells them, and each is checked when it is there. */
const OPTIONAL = ['rawState', 'provisioningState', 'sourceDatabaseName', 'containerName'];

test('every other member of a reading is needed: none can be forgotten by the checks', () => {
  const facts = aReadyFacts();
  const status = facts.engine.kind === 'read' ? facts.engine.status : undefined;
  const optional = Object.entries(status ?? {})
    .filter(([, value]) => typeof value !== 'object')
    .map(([member]) => member)
    .filter((member) => assessReadiness(withStatus(facts, { [member]: undefined })).ready);

  expect(optional.filter((member) => member !== 'kind')).toEqual(OPTIONAL);
});
