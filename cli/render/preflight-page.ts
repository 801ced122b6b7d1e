/** The preflight for people: what is wrong, why it matters, what to type; what is well is one line. */
import type { PreflightDocument, PreflightRowView } from '../../shared/core/preflight/document';
import { type Paint, printable } from './paint';

/** Writes the page. @param all shows what is met or does not apply, too */
export function preflightPage(document: PreflightDocument, paint: Paint, all: boolean): readonly string[] {
  const { rows } = document;
  const of = (state: PreflightRowView['state']) => rows.filter((row) => row.state === state);
  return [
    summaryLine(document, paint),
    ...section('Not so', of('unmet'), (row) => unmetLines(row, paint), paint),
    ...section('Unknown', of('unknown'), (row) => unknownLines(row, paint), paint),
    ...section('For you to answer', of('forYou'), (row) => [`  ${row.id}  ${row.found}`], paint),
    ...(all ? section('Met', of('met'), (row) => [`  ${row.id}  ${printable(row.found)}`], paint) : []),
    ...(all
      ? section('To know', of('information'), (row) => [`  ${row.id}  ${printable(row.found)}`], paint)
      : []),
  ];
}

/** @example summaryLine(document, paint) // 'Preflight: 41 met, 2 unmet, 3 unknown, 5 for you' */
function summaryLine({ counts, clear }: PreflightDocument, paint: Paint): string {
  const text = `Preflight: ${counts.met} met, ${counts.unmet} unmet, ${counts.unknown} unknown, ${counts.forYou} for you`;
  return clear ? paint.green(text) : paint.bold(text);
}

function section(
  title: string,
  rows: readonly PreflightRowView[],
  lines: (row: PreflightRowView) => readonly string[],
  paint: Paint,
): readonly string[] {
  return rows.length === 0 ? [] : ['', paint.bold(title), ...rows.flatMap(lines)];
}

function unmetLines(
  { id, severity, demand, found, why, remedy }: PreflightRowView,
  paint: Paint,
): readonly string[] {
  const mark = severity === 'blocks' ? paint.red('✗') : paint.yellow('!');
  return [
    `  ${mark} ${paint.bold(id)}  ${printable(demand)}`,
    `      Found  ${printable(found)}`,
    `      Why    ${printable(why)}`,
    ...(remedy === undefined ? [] : [`      Do     ${printable(remedy.text)}`]),
    ...(remedy?.command?.text.split('\n').map((line) => `             ${printable(line)}`) ?? []),
  ];
}

function unknownLines(
  { id, demand, found, missingAction }: PreflightRowView,
  paint: Paint,
): readonly string[] {
  const right = missingAction === undefined ? [] : [`      Right  ${printable(missingAction)}`];
  return [
    `  ${paint.yellow('?')} ${paint.bold(id)}  ${printable(demand)}`,
    `      ${printable(found)}`,
    ...right,
  ];
}
