import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import type { Facts } from '../../../shared/core/facts/facts';
import type { CreationIntent } from '../../../shared/core/migration/control';
import { judgeAdoption } from '../../../shared/core/watch/adoption';
import {
  aReadyFacts,
  aRegistration,
  aStatus,
  NOW,
  OPERATION,
  withControl,
  withPolicy,
} from '../../support/facts';

const facts = aReadyFacts();
const inFolder = aReadyFacts({
  registration: aRegistration({
    backups: { containerUrl: 'https://acct.blob.core.windows.net/backups', prefix: 'shop/' },
  }),
});
const toCreate = aReadyFacts({ registration: aRegistration({ start: 'create' }) });
const fresh: Partial<EngineStatus> = { lastRestoredFile: undefined, fullRestored: false };
const offline = withPolicy(facts, { mode: 'offline' });
const untold: Partial<EngineStatus> = { online: undefined, unreported: ['mode'] };
const blind: Facts = { ...facts, progress: {} };

test.each([
  { name: 'the same container, a known file', facts, change: {} },
  { name: 'names in another case', facts, change: { sourceDatabaseName: 'SHOP', containerName: 'Backups/' } },
  { name: 'source not told', facts, change: { sourceDatabaseName: undefined } },
  { name: 'the folder too', facts: inFolder, change: { containerName: 'backups/shop' } },
  {
    name: 'the container without its folder, but a known file',
    facts: inFolder,
    change: { containerName: 'backups' },
  },
  { name: 'nothing restored yet', facts: blind, change: fresh },
  { name: 'offline, as the policy says', facts: offline, change: { online: false } },
  { name: 'an engine that never reports the mode, online by the policy', facts, change: untold },
  { name: 'an engine that never reports the mode, offline by the policy', facts: offline, change: untold },
  {
    name: 'a file share: the container is called after the operation',
    facts: aReadyFacts({
      registration: aRegistration({
        backups: { containerUrl: `https://acct.blob.core.windows.net/${OPERATION}`, prefix: '' },
      }),
    }),
    change: { containerName: OPERATION.toUpperCase() },
  },
  { name: 'an operation that ended, to be taken note of', facts, change: { state: 'succeeded' as const } },
])('adopted: $name', ({ facts: all, change }) => {
  expect(judgeAdoption(all, aStatus(change))).toEqual({ kind: 'adopt', operationId: OPERATION });
});

test.each([
  { name: 'no operation id', facts, change: { operationId: undefined }, reason: 'setting the migration up' },
  { name: 'creating', facts, change: { state: 'creating' as const }, reason: 'setting the migration up' },
  {
    name: 'container not told',
    facts,
    change: { containerName: undefined },
    reason: 'does not report its container',
  },
  {
    name: 'a file we do not know',
    facts: blind,
    change: {},
    reason: 'log9.final.trn last, which is not in the ledger yet',
  },
  {
    name: 'a mode that is not told yet, though this engine tells it',
    facts: offline,
    change: { online: undefined },
    reason: 'does not report yet whether the migration is offline',
  },
  {
    name: 'the full is restored, but what was restored last is not told',
    facts: blind,
    change: { lastRestoredFile: undefined },
    reason: 'does not report which file',
  },
  {
    name: 'the container without its folder, and nothing restored',
    facts: { ...inFolder, progress: {} },
    change: { ...fresh, containerName: 'backups' },
    reason: 'does not report which file',
  },
])('waits: $name', ({ facts: all, change, reason }) => {
  const verdict = judgeAdoption(all, aStatus(change));

  expect(verdict.kind).toBe('wait');
  expect(verdict).toHaveProperty('reason', expect.stringContaining(reason));
});

test.each([
  {
    name: 'another container',
    facts,
    change: { containerName: 'other' },
    reason: 'the service reads container other, but backups is registered',
  },
  {
    name: 'another folder',
    facts: inFolder,
    change: { containerName: 'backups/other' },
    reason: 'but backups/shop is registered',
  },
  {
    name: 'a folder of the registered container',
    facts,
    change: { containerName: 'backups/shop' },
    reason: 'but backups is registered',
  },
  {
    name: 'another database',
    facts,
    change: { sourceDatabaseName: 'Stock' },
    reason: 'the service migrates database Stock, but Shop is registered',
  },
  {
    name: 'offline under an online policy',
    facts,
    change: { online: false, lastBackupName: 'log9.trn' },
    reason:
      "is offline: the service cuts over by itself after log9.trn, but the policy's mode is auto; set the mode to offline",
  },
  {
    name: 'online under policy offline',
    facts: offline,
    change: {},
    reason: "is online, but the policy's mode is offline: nobody would cut it over; set the mode to manual",
  },
  {
    name: 'an ended migration stands in the way of creating',
    facts: toCreate,
    change: { state: 'canceled' as const },
    reason: 'a migration that is canceled is in the way',
  },
  {
    name: 'it ended before it had an operation id',
    facts,
    change: {
      state: 'failed' as const,
      operationId: undefined,
      failure: { code: 'InvalidLocation', message: 'No.' },
    },
    reason: 'ended before it began: failed (InvalidLocation No.); remove it there, then start it again',
  },
  {
    name: 'an ended log replay is a database, perhaps in use: nobody is told to remove it',
    facts: toCreate,
    change: { kind: 'lrs' as const, state: 'succeeded' as const },
    reason: 'the instance already has a database of this name (succeeded): register with another target',
  },
])('refused: $name', ({ facts: all, change, reason }) => {
  const verdict = judgeAdoption(all, aStatus(change));

  expect(verdict.kind).toBe('refuse');
  expect(verdict).toHaveProperty('reason', expect.stringContaining(reason));
});

test.each<[Partial<CreationIntent>, string]>([
  [{ state: 'sending' }, 'adopt'],
  [{ state: 'sent' }, 'adopt'],
  [{ state: 'unknown' }, 'adopt'],
  [{ state: 'intended', number: 2, mayHaveArrived: true }, 'adopt'],
  [{ state: 'notReceived', number: 3, mayHaveArrived: true }, 'adopt'],
  [{ state: 'refused', number: 2, mayHaveArrived: true }, 'adopt'],
  [{ state: 'intended', number: 2 }, 'refuse'],
  [{ state: 'refused' }, 'refuse'],
])('one that failed, with a creation that is %j: %s', (change, verdict) => {
  const creation = { by: 'ada@example.com', at: NOW, state: 'sent' as const, ...change };
  const created = withControl(toCreate, { creation });

  expect(judgeAdoption(created, aStatus({ state: 'failed' })).kind).toBe(verdict);
});

test('what stands in the way is named with the command that removes it, which pastes as it stands', () => {
  const facts = withControl(aReadyFacts({ registration: aRegistration({ start: 'create' }) }), {
    operationId: undefined,
  });
  const adoption = judgeAdoption(facts, aStatus({ state: 'canceled' }));
  expect(adoption).toMatchObject({
    kind: 'refuse',
    reason: expect.stringMatching(
      /az rest --method delete --url '\/subscriptions\/.*\/providers\/Microsoft\.DataMigration\/databaseMigrations\/Shop\?api-version=2025-06-30'$/,
    ),
  });
});
