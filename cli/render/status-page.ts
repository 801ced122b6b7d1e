/** One migration as a page. */
import type { CheckLine, StatusView } from '../documents';
import { engineLines, noticeLines } from './engine-lines';
import { labelled, LABEL_WIDTH } from './labelled';
import type { Paint } from './paint';
import { printable } from './paint';
import { clockText, timeText } from './times';

const ENDS: readonly string[] = ['completed', 'failed', 'canceled'];

/** Writes the page, a line each. */
export function statusPage(status: StatusView, paint: Paint): readonly string[] {
  const { id, engine, phase, headline, asOf, nextCheckAt, policy } = status;
  const next = nextCheckAt ? `, next check ${clockText(nextCheckAt)}` : '';
  const mode = policy?.mode ? `, mode ${policy.mode}` : '';
  return [
    `${paint.bold(printable(id))}  ${printable(`${phase}  (engine ${engine}${mode})`)}`,
    headlinePaint(status, paint)(printable(headline)),
    paint.dim(`as of ${printable(timeText(asOf))}${printable(next)}`),
    '',
    ...(hasEnded(status) ? [] : noticeLines(status, paint)),
    ...conditionLines(status, paint),
    ...tailLines(status),
    ...chainLines(status, paint),
    ...engineLines(status, paint),
    ...cutoverLines(status),
    ...(hasEnded(status) ? [] : ['', ...checkLines(status.readiness, paint)]),
  ];
}

/** True once nothing changes any more; the checks, which ask whether a request may be sent, mean nothing then. */
export function hasEnded({ phase }: Pick<StatusView, 'phase'>): boolean {
  return ENDS.includes(phase);
}

function headlinePaint({ phase, blocked, held }: StatusView, paint: Paint): (text: string) => string {
  if (phase === 'failed' || phase === 'canceled' || blocked) return paint.red;
  if (held) return paint.yellow;
  return phase === 'completed' || phase === 'ready' ? paint.green : paint.bold;
}

function conditionLines({ held, blocked }: StatusView, paint: Paint): readonly string[] {
  return [
    ...(held
      ? [
          paint.yellow(
            labelled('Held', `by ${held.by ?? '?'} since ${timeText(held.at ?? '?')}: ${held.reason ?? ''}`),
          ),
        ]
      : []),
    ...(blocked
      ? [paint.red(labelled('Blocked', `since ${timeText(blocked.since ?? '?')}: ${blocked.reason ?? ''}`))]
      : []),
  ];
}

function tailLines({ tail }: StatusView): readonly string[] {
  if (!tail) return [labelled('Tail', 'not known')];
  return [labelled('Tail', tail.blob, tail.proof, tail.lastLsn && `LSN ${tail.lastLsn}`)];
}

function chainLines({ chain }: StatusView, paint: Paint): readonly string[] {
  if (!chain) return [labelled('Chain', 'not known')];
  const { status, path, chainEndLsn, gap, counts } = chain;
  const files = path?.files === undefined || path.files === null ? undefined : `${path.files} files`;
  return [
    labelled(
      'Chain',
      status,
      files,
      chainEndLsn && `end LSN ${chainEndLsn}`,
      path?.lastFile && `last ${path.lastFile}`,
    ),
    ...(gap
      ? [
          paint.red(
            labelled(
              '',
              `GAP: LSN ${gap.needLsn} is needed after ${gap.lastGoodFile}; ${gap.nextFile} begins at LSN ${gap.firstAvailableLsn}`,
              gap.since && `since ${timeText(gap.since)}`,
            ),
          ),
        ]
      : []),
    ...(counts
      ? [labelled('', ...Object.entries(counts).map(([state, number]) => `${number} ${state}`))]
      : []),
  ];
}

function cutoverLines({ cutover }: StatusView): readonly string[] {
  if (!cutover) return [];
  const { attempt, state, requestedAt, sentAt, settledAt, reason } = cutover;
  return [
    labelled(
      'Cutover',
      `attempt ${attempt}: ${state}`,
      requestedAt && `requested ${timeText(requestedAt)}`,
      sentAt && `sent ${clockText(sentAt)}`,
      settledAt && `settled ${clockText(settledAt)}`,
    ),
    ...(reason ? [labelled('', reason)] : []),
  ];
}

/** The readiness checks with their marks. */
export function checkLines({ ready, checks }: StatusView['readiness'], paint: Paint): readonly string[] {
  const fine = checks.filter(({ state }) => state === 'met' || state === 'waived').length;
  const width = Math.max(0, ...checks.map(({ code }) => code.length));
  return [
    `${'Readiness'.padEnd(LABEL_WIDTH)} ${ready ? paint.green('ready') : 'not ready'}, ${fine} of ${checks.length} checks met or waived`,
    ...checks.map((check) => checkLine(check, width, paint)),
  ];
}

function checkLine({ code, state, reason, since }: CheckLine, width: number, paint: Paint): string {
  const start = `  ${markOf(state, paint)} ${printable(code).padEnd(width)}  ${printable(reason ?? state)}`;
  return since && state !== 'met' ? `${start} ${paint.dim(`(since ${printable(timeText(since))})`)}` : start;
}

function markOf(state: string, paint: Paint): string {
  switch (state) {
    case 'met':
      return paint.green('✓');
    case 'waived':
      return paint.yellow('~');
    case 'unmet':
      return paint.red('✗');
    default:
      return paint.yellow('?');
  }
}
