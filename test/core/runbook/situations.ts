/** Runbooks of every engine, place of the backups, policy mode and moment of the night. */
import type { EngineKind } from '../../../shared/core/engine/engine-status';
import type { Facts } from '../../../shared/core/facts/facts';
import type { AttemptState } from '../../../shared/core/migration/control';
import { targetName } from '../../../shared/core/migration/target-name';
import type { PolicyMode } from '../../../shared/core/migration/policy';
import type { CutoverWindow } from '../../../shared/core/sending/window';
import type { Registration } from '../../../shared/core/migration/registration';
import type { RunbookDocument } from '../../../shared/core/runbook/document';
import { makeRunbook } from '../../../shared/core/runbook/make-runbook';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { toStatusDocument } from '../../../shared/core/views/status-view';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  aControl,
  aPolicy,
  aReadyFacts,
  aRegistration,
  aStatus,
  anApproval,
  anAttempt,
  at,
} from '../../support/facts';

export const ENGINES: readonly EngineKind[] = ['dms', 'dms-classic', 'lrs'];
export const MODES: readonly PolicyMode[] = ['manual', 'approve', 'auto', 'offline'];

/** Names that mean something to T-SQL, to a shell, to Markdown, or to a line. */
export const HOSTILE = [
  "O'Neil]s",
  "x]; DROP DATABASE [y]; --'",
  "a'; EXEC xp_cmdshell N'x'; --",
  'x\n```\n## Approved\n```\ny',
  'two\r\nGO\r\nlines',
  '/* not closed',
  '<img src=x>|a|[b](c)',
  '$(whoami) `id` %PATH%',
  '数据库 🦆',
] as const;

/** Moments of the night. */
export const MOMENTS = [
  'registered',
  'seeding',
  'following',
  'tailNamed',
  'ready',
  'approved',
  'sending',
  'sent',
  'unknown',
  'confirmed',
  'completedUnproven',
  'failed',
  'canceled',
] as const;

export type Moment = (typeof MOMENTS)[number];

export interface Situation {
  readonly moment?: Moment;
  readonly engine?: EngineKind;
  readonly mode?: PolicyMode;
  readonly window?: CutoverWindow;
  readonly database?: string;
  readonly registration?: Partial<Registration>;
  readonly tailFile?: string;
  readonly facts?: Partial<Facts>;
}

const INSTANCE =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/prod/providers/Microsoft.Sql/managedInstances/prod-mi';

/** The runbook of a migration in a situation, made from the status that the product itself writes. */
export function runbookAt(situation: Situation = {}): RunbookDocument {
  const { tailFile = 'prod-shop_tail_1.final.trn' } = situation;
  const facts = factsAt(situation);
  const status = toStatusDocument(facts, decide(NEW_WATCH, facts, AZURE_TIMING));
  const { registration, control } = facts;
  return makeRunbook({ registration, control, status, ...(tailFile !== '' && { tailFile }) });
}

function factsAt({ moment = 'following', engine = 'dms', mode = 'manual', ...rest }: Situation): Facts {
  const { database = 'Shop', registration, facts: change, window } = rest;
  const policy = aPolicy({ mode, ...(window && { window }) });
  const ready = aReadyFacts({
    registration: aRegistration({
      engine,
      source: { databaseName: database, serverNames: ['SQL01'] },
      target: { managedInstanceId: INSTANCE, databaseName: database },
      backups: { containerUrl: 'https://acct.blob.core.windows.net/sql-backups', prefix: 'shop/' },
      policy,
      ...registration,
    }),
    control: aControl({ policy }),
    newestBackup: { file: 'shop/log8.trn', at: at(-720), seenAt: at(-719) },
  });
  const facts = withEngine(ready, engine);
  const changed = CHANGES[moment](facts);
  return { ...facts, ...changed, ...change };
}

function withEngine(facts: Facts, kind: EngineKind): Facts {
  return { ...facts, engine: { kind: 'read', status: aStatus({ kind }) } };
}

const WITHOUT_TAIL = { tail: { kind: 'none' }, progress: {} } as const;

const CHANGES: Readonly<Record<Moment, (facts: Facts) => Partial<Facts>>> = {
  registered: ({ control }) => {
    return {
      ...WITHOUT_TAIL,
      control: { ...control, operationId: undefined },
      engine: { kind: 'absent' },
    };
  },
  seeding: (facts) => ({
    ...WITHOUT_TAIL,
    engine: {
      kind: 'read',
      status: { ...statusOf(facts), fullRestored: false, lastRestoredFile: undefined },
    },
  }),
  following: () => WITHOUT_TAIL,
  tailNamed: (facts) => ({
    engine: { kind: 'read', status: { ...statusOf(facts), pendingLogs: 1 } },
  }),
  ready: () => ({}),
  approved: ({ control, registration }) => ({
    control: { ...control, approvals: [anApproval({ target: targetName(registration.target) })] },
  }),
  sending: attempted('sending'),
  sent: attempted('sent'),
  unknown: attempted('unknown'),
  confirmed: ended('confirmed', 'completed'),
  completedUnproven: ended('completedUnproven', 'completed'),
  failed: ended('failed', 'failed'),
  canceled: ({ control }) => ({
    control: { ...control, ended: { phase: 'canceled', at: at(30), reason: 'canceled by ada' } },
  }),
};

function statusOf({ engine }: Facts) {
  if (engine.kind !== 'read') throw new Error('Cannot change a reading: there is none');
  return engine.status;
}

function attempted(state: AttemptState) {
  return ({ control }: Facts): Partial<Facts> => ({
    control: {
      ...control,
      attempt: anAttempt({ state, sentAt: at(-5), sender: { token: 'marked-token', notAfter: at(20) } }),
    },
  });
}

function ended(state: AttemptState, phase: 'completed' | 'failed') {
  return ({ control }: Facts): Partial<Facts> => ({
    control: {
      ...control,
      attempt: anAttempt({ state, sentAt: at(-60), settledAt: at(-5), reason: 'as read' }),
      ended: { phase, at: at(-5), reason: 'as read' },
    },
  });
}

/** Every T-SQL text of a runbook. */
export function tSqlOf({ steps, waysBack }: RunbookDocument): readonly string[] {
  return [...steps, ...waysBack]
    .flatMap(({ commands }) => commands)
    .flatMap(({ language, text }) => (language === 'sql' ? [text] : []));
}
