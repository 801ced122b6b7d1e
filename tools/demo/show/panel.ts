/** The panel: uploads, restores, checks and the headline, drawn from the status document. */
import type { CheckState, StatusDocument } from '../../../shared/core/migration/status-document';
import type { Style } from './screen';

/** What the panel shows beside the status. */
export interface Progress {
  readonly uploaded: number;
  readonly total: number;
  readonly lastUploaded: string;
  /** Position of the engine's last restored file among the files on the path, 0 when none. */
  readonly restored: number;
  readonly pathFiles: number;
  readonly seconds: number;
}

const BAR = 24;
const AFTER_SENDING = ['confirming', 'completed'];

/** Draws the panel; its last line is the headline. */
export function drawPanel(
  progress: Progress,
  status: StatusDocument | undefined,
  style: Style,
): readonly string[] {
  const lines = [
    '',
    row(
      'uploaded',
      bar(progress.uploaded, progress.total),
      `${progress.uploaded}/${progress.total}  ${style.dim(progress.lastUploaded)}`,
    ),
    row(
      'restored',
      bar(progress.restored, progress.pathFiles),
      `${progress.restored}/${progress.pathFiles}  ${style.dim(status?.engineStatus?.lastRestoredFile ?? '')}`,
    ),
  ];
  if (status) lines.push(row('chain', '', chainText(status)), row('checks', '', checkText(status, style)));
  lines.push(
    `  ${progress.seconds.toFixed(1).padStart(5)} s  ${style.bold(status?.phase ?? 'starting')}  ${status?.headline ?? ''}`,
  );
  return lines;
}

function row(name: string, picture: string, text: string): string {
  return `  ${name.padEnd(9)} ${picture}${picture === '' ? '' : '  '}${text}`;
}

function bar(done: number, total: number): string {
  const full = total === 0 ? 0 : Math.round((BAR * Math.min(done, total)) / total);
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

function chainText({ chain }: StatusDocument): string {
  if (!chain) return '';
  const end = chain.chainEndLsn === undefined ? '' : `, end LSN ${chain.chainEndLsn}`;
  return `${chain.status}, ${chain.path.files} files${end}`;
}

/** Once the request is on its way the checks have done their work: the service no longer runs, so they say no more. */
function checkText({ readiness, phase, policy }: StatusDocument, style: Style): string {
  if (AFTER_SENDING.includes(phase))
    return style.dim(
      policy.mode === 'offline'
        ? 'not asked: the service cuts over by itself, nothing is sent'
        : 'all met or waived when the request was sent',
    );
  const marks = readiness.checks
    .filter(({ state }) => state !== 'notConfigured')
    .map((check) => MARKS[check.state](style))
    .join('');
  const first = readiness.checks.find((check) => check.state === 'unmet' || check.state === 'unknown');
  return `${marks}${first === undefined ? '' : `  ${style.dim(`${first.code}: ${first.reason}`)}`}`;
}

const MARKS: Readonly<Record<CheckState, (style: Style) => string>> = {
  met: (style) => style.good('✓'),
  unmet: (style) => style.bad('✗'),
  unknown: (style) => style.bad('?'),
  waived: (style) => style.good('w'),
  notConfigured: (style) => style.dim('-'),
};
