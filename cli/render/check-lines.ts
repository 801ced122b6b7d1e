/** The readiness checks of a migration's page: what is missing first. */
import type { CheckLine, StatusView } from '../documents';
import type { Line } from './fit';
import { LABEL_WIDTH } from './labelled';
import { type Paint, printable } from './paint';
import { momentText } from './times';

/** Marks and column gaps before a reason. */
const BEFORE_REASON = 6;

/** What a check says about the restore, whether a request is to be sent or not. */
const OF_THE_RESTORE: readonly string[] = [
  ...['engine.operation', 'full.restored', 'pending.zero'],
  ...['no-blocking-reason', 'chain.complete', 'backups.checksums', 'source.matches'],
];

/** Writes the checks with their marks; of an offline migration, for which nothing is sent, only what tells of the restore. */
export function checkLines(
  { readiness, policy, asOf }: Pick<StatusView, 'readiness' | 'policy' | 'asOf'>,
  paint: Paint,
): readonly Line[] {
  const offline = policy?.mode === 'offline';
  const checks = readiness.checks.filter(({ code }) => !offline || OF_THE_RESTORE.includes(code));
  const asked = checks.filter(isAsked);
  const fine = asked.filter(isFine).length;
  const width = Math.max(0, ...checks.map(({ code }) => code.length));
  const sorted = [...checks.filter((check) => !isFine(check)), ...checks.filter(isFine)];
  const verdict = readiness.ready ? paint.green('ready') : 'not ready';
  return [
    {
      text: offline
        ? `${'Restore'.padEnd(LABEL_WIDTH)} ${fine} of ${asked.length} checks met; the checks for a request do not apply, because none is sent`
        : `${'Readiness'.padEnd(LABEL_WIDTH)} ${verdict}, ${fine} of ${asked.length} checks met or waived`,
      indent: LABEL_WIDTH + 1,
    },
    ...sorted.map((check, index) => ({
      text: checkLine(check, { width, before: sorted[index - 1], asOf }, paint),
      indent: width + BEFORE_REASON,
    })),
  ];
}

/** False for a check that nobody asked for. */
export function isAsked({ state }: CheckLine): boolean {
  return state !== 'notConfigured';
}

/** True for a check that is not in the way. */
export function isFine({ state }: CheckLine): boolean {
  return state === 'met' || state === 'waived' || state === 'notConfigured';
}

interface Around {
  readonly width: number;
  readonly before: CheckLine | undefined;
  readonly asOf: string;
}

/** A reason that is the one above is not read twice. */
function checkLine(
  { code, state, reason, since }: CheckLine,
  { width, before, asOf }: Around,
  paint: Paint,
): string {
  const isSame = reason !== undefined && before?.state === state && before.reason === reason;
  const text = isSame ? paint.dim('as above') : printable(reason ?? state);
  const start = `  ${markOf(state, paint)} ${printable(code).padEnd(width)}  ${text}`;
  return since && state !== 'met' && state !== 'notConfigured'
    ? `${start} ${paint.dim(`(since ${printable(momentText(since, asOf))})`)}`
    : start;
}

/** The mark of a state. */
export function markOf(state: string, paint: Paint): string {
  switch (state) {
    case 'met':
      return paint.green('✓');
    case 'waived':
      return paint.yellow('~');
    case 'notConfigured':
      return paint.dim('-');
    case 'unmet':
      return paint.red('✗');
    default:
      return paint.yellow('?');
  }
}
