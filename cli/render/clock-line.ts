/** The clock of a migration that comes next; all of them are in the document. */
import type { ClockKind } from '../../shared/core/migration/status-document';
import type { ClockLine, StatusView } from '../documents';
import { labelled } from './labelled';
import type { Paint } from './paint';
import { momentText, spanText, timeText } from './times';

/** Lines of their own show these while there is time. */
const SHOWN_ELSEWHERE: readonly string[] = [
  'windowOpens',
  'windowCloses',
  'approvalEnds',
] satisfies ClockKind[];

/** Moments that nobody sets. */
const EXPECTED: readonly string[] = ['caughtUp', 'ready', 'seeding'] satisfies ClockKind[];

/** One line, or none: the most urgent clock, of several the next one. */
export function clockLines({ clocks, asOf }: StatusView, paint: Paint): readonly string[] {
  const next = (clocks ?? []).find(
    ({ kind, level, at }) => level !== 'fine' || (at && !SHOWN_ELSEWHERE.includes(kind)),
  );
  return next ? [brushOf(next, paint)(labelled('Clock', clockText(next, asOf)))] : [];
}

function brushOf({ level }: ClockLine, paint: Paint): (text: string) => string {
  if (level === 'fine') return paint.dim;
  return level === 'soon' ? paint.yellow : paint.red;
}

function clockText({ kind, what, at, earliest, latest, seconds }: ClockLine, asOf: string): string {
  if (!at) return seconds ? `${what} ${spanText(seconds)} after the request` : what;
  const left = (Date.parse(at) - Date.parse(asOf)) / 1000;
  const span = left > 0 ? `in ${spanText(left)}` : undefined;
  const range =
    earliest && latest ? `${momentText(earliest, asOf)} to ${momentText(latest, asOf)} UTC` : undefined;
  const more = [span, range].filter(Boolean).join(', ');
  return `${what} ${EXPECTED.includes(kind) ? 'about' : 'at'} ${timeText(at)}${more === '' ? '' : ` (${more})`}`;
}
