/** Facts of many kinds, and the documents that the code makes of them. */
import type { Facts } from '../../shared/core/facts/facts';
import { parseLsn } from '../../shared/core/lsn';
import type { MigrationSummary, StatusDocument } from '../../shared/core/migration/status-document';
import { AZURE_TIMING } from '../../shared/core/timing';
import { toStatusDocument, toSummary } from '../../shared/core/views/status-view';
import { decide } from '../../shared/core/watch/decide';
import { NEW_WATCH } from '../../shared/core/watch/watch-state';
import { aControl, anAttempt, aReadyFacts, aStatus, at } from '../support/facts';

/** Facts with a name for people. */
export interface NamedFacts {
  readonly name: string;
  readonly facts: Facts;
}

/** Facts that fill every member of the document in one row or another. */
export function fullDocumentFacts(): readonly NamedFacts[] {
  const ready = aReadyFacts();
  return [
    { name: 'ready', facts: ready },
    {
      name: 'held',
      facts: {
        ...ready,
        control: aControl({ holds: [{ number: 1, by: 'ada', at: at(-5), reason: 'not yet' }] }),
      },
    },
    {
      name: 'a gap',
      facts: {
        ...ready,
        tail: { kind: 'none' },
        chain: {
          ...ready.chain,
          status: 'gap',
          gap: {
            needLsn: parseLsn('37000000120000001'),
            firstAvailableLsn: parseLsn('37000000124800001'),
            lastGoodFile: 'log7.trn',
            nextFile: 'log9.trn',
          },
        },
      },
    },
    {
      name: 'a service that does not answer',
      facts: { ...ready, engine: { kind: 'trouble', code: 'unreachable', message: 'access is denied' } },
    },
    {
      name: 'a service that failed',
      facts: {
        ...ready,
        engine: {
          kind: 'read',
          status: aStatus({
            state: 'failed',
            rawState: 'Failed',
            failure: {
              code: '2009',
              message: 'no checksum',
              cause: 'taken without CHECKSUM',
              remedy: 'take it again',
            },
            blockingReasons: ['one'],
            restoringFile: 'log8.trn',
            pendingLogs: 2,
            pendingDifferentials: 0,
          }),
        },
      },
    },
    {
      name: 'a service that tells nothing',
      facts: {
        ...ready,
        engine: {
          kind: 'read',
          status: aStatus({
            pendingLogs: undefined,
            lastRestoredFile: undefined,
            fullRestored: undefined,
            operationId: undefined,
            rawState: undefined,
          }),
        },
      },
    },
    {
      name: 'an attempt on its way',
      facts: {
        ...ready,
        control: aControl({ attempt: anAttempt({ state: 'sent', sentAt: at(-1), reason: 'accepted' }) }),
      },
    },
    {
      name: 'the end',
      facts: {
        ...ready,
        control: aControl({
          attempt: anAttempt({ state: 'confirmed', sentAt: at(-20), settledAt: at(-10), reason: 'proven' }),
          ended: { phase: 'completed', at: at(-9), reason: 'cutover confirmed' },
        }),
      },
    },
  ];
}

/** What the code publishes for these facts. */
export function documentsOf(facts: Facts): {
  readonly status: StatusDocument;
  readonly summary: MigrationSummary;
} {
  const decision = decide(NEW_WATCH, facts, AZURE_TIMING);
  return { status: toStatusDocument(facts, decision), summary: toSummary(facts, decision) };
}
