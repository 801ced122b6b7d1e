/** The words and marks of states. A mark is a shape as well as a colour: neither says it alone. */
import type { Phase } from '../../shared/core/migration/phase';
import type {
  AttentionKind,
  CheckView,
  ClockKind,
  MigrationSummary,
  NextStep,
} from '../../shared/core/migration/status-document';
import { isFine } from '../../shared/core/readiness/check';

/** How a state is shown: `bad` wants an operator now, `warn` soon, `good` may go on, `busy` runs, `quiet` says nothing. */
export type Tone = 'bad' | 'warn' | 'good' | 'busy' | 'quiet';

/** A state in a word. */
export interface Sign {
  readonly word: string;
  readonly tone: Tone;
}

/** The shape of each tone. */
export const MARKS: Readonly<Record<Tone, string>> = {
  bad: '▲',
  warn: '◆',
  good: '●',
  busy: '◐',
  quiet: '○',
};

const ATTENTION: Readonly<Record<AttentionKind, Sign>> = {
  unclear: { word: 'Unclear', tone: 'bad' },
  blocked: { word: 'Blocked', tone: 'bad' },
  unproven: { word: 'Unproven', tone: 'bad' },
  failed: { word: 'Failed', tone: 'bad' },
  watchStuck: { word: 'Watch stuck', tone: 'bad' },
  expires: { word: 'Expires', tone: 'bad' },
  gap: { word: 'Gap', tone: 'bad' },
  logOverdue: { word: 'Log overdue', tone: 'warn' },
  uploadUnfinished: { word: 'Upload unfinished', tone: 'warn' },
  ready: { word: 'Ready', tone: 'good' },
  cuttingOver: { word: 'Cutting over', tone: 'busy' },
  held: { word: 'Held', tone: 'warn' },
  ended: { word: 'Ended', tone: 'quiet' },
};

const PHASES: Readonly<Record<Phase, Sign>> = {
  registered: { word: 'Registered', tone: 'quiet' },
  seeding: { word: 'Seeding', tone: 'busy' },
  following: { word: 'Following', tone: 'busy' },
  ready: { word: 'Ready', tone: 'good' },
  cuttingOver: { word: 'Cutting over', tone: 'busy' },
  confirming: { word: 'Confirming', tone: 'busy' },
  completed: { word: 'Completed', tone: 'quiet' },
  failed: { word: 'Failed', tone: 'bad' },
  canceled: { word: 'Canceled', tone: 'quiet' },
  exported: { word: 'Exported', tone: 'quiet' },
};

/** A phase in a word; one of a newer API as it is. */
export function phaseSign(phase: string): Sign {
  return Object.hasOwn(PHASES, phase) ? PHASES[phase as Phase] : { word: phase, tone: 'quiet' };
}

/** What is ready and lacks approvals: in the list, in a group and in the list of groups. */
export const NEEDS_APPROVAL: Sign = { word: 'Needs approval', tone: 'good' };

/** True where the next step is that an operator approves what is ready. */
export function needsApproval({ phase, next }: Pick<MigrationSummary, 'phase' | 'next'>): boolean {
  return phase === 'ready' && next?.who === 'operator' && next.what.startsWith('approve the cutover');
}

/** The sign of a row: what deserves a look, else the phase. @example signOf(row).word // 'Gap' */
export function signOf(row: Pick<MigrationSummary, 'attention' | 'phase' | 'next'>): Sign {
  const { attention, phase } = row;
  if (attention?.kind === 'ready' && needsApproval(row)) return NEEDS_APPROVAL;
  if (attention === undefined || attention.kind === 'ended') return phaseSign(phase);
  return Object.hasOwn(ATTENTION, attention.kind)
    ? ATTENTION[attention.kind]
    : { word: attention.kind, tone: 'warn' };
}

const WHO: Readonly<Record<NextStep['who'], string>> = {
  operator: 'Operator',
  service: 'The service',
  app: 'The app',
};

/** Who does the next step. */
export function whoText(who: NextStep['who']): string {
  return Object.hasOwn(WHO, who) ? WHO[who] : who;
}

const CLOCKS: Readonly<Record<ClockKind, string>> = {
  caughtUp: 'all restored',
  ready: 'ready',
  seeding: 'seeded',
  serviceLimit: 'service cancels',
  retryLimit: 'retry ends',
  accessEnds: 'access ends',
  windowOpens: 'window opens',
  windowCloses: 'window closes',
  approvalEnds: 'approval ends',
};

/** What a clock runs to, in a word or two. */
export function clockText(kind: ClockKind): string {
  return Object.hasOwn(CLOCKS, kind) ? CLOCKS[kind] : kind;
}

const CHECKS: Readonly<Record<CheckView['state'], Sign>> = {
  met: { word: 'met', tone: 'good' },
  unmet: { word: 'not met', tone: 'bad' },
  unknown: { word: 'unknown', tone: 'warn' },
  waived: { word: 'waived', tone: 'quiet' },
  notConfigured: { word: 'not configured', tone: 'quiet' },
};

/** The state of a readiness check. */
export function checkSign(state: CheckView['state']): Sign {
  return Object.hasOwn(CHECKS, state) ? CHECKS[state] : { word: state, tone: 'warn' };
}

/** How the checks stand together; those that nobody asks for are not counted: of them nothing is claimed. */
export function checksText({
  ready,
  checks,
}: {
  readonly ready: boolean;
  readonly checks: readonly Pick<CheckView, 'state'>[];
}): string {
  const asked = checks.filter(({ state }) => state !== 'notConfigured');
  const open = asked.filter((check) => !isFine(check));
  return ready ? `all ${asked.length} met or waived` : `${open.length} of ${asked.length} not met`;
}
