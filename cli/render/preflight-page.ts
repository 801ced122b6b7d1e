/** The preflight for people: what is wrong, why it matters, what to type, the worst first; what is well is short. */
import type { PreflightRowView } from '../../shared/core/preflight/document';
import { type DrawnLine, drawAsText, isWholePicture } from '../../shared/core/preflight/draw-estate';
import { type EstatePicture, showRows } from '../../shared/core/preflight/picture';
import type { PreflightReport, SharedFinding } from '../../shared/core/preflight/report';
import type { Command, Severity } from '../../shared/core/preflight/proof';
import { type Line, fit, visibleLength } from './fit';
import { type Paint, printable } from './paint';
import { type ReportSection, commandLabel, preflightHead, reasonsOf, sectionsOf } from './preflight-words';

/** How much is shown, and how wide. */
export interface PreflightPageOptions {
  readonly paint: Paint;
  /** What is met, what does not apply, every command and every drawing, too. */
  readonly all: boolean;
  /** Width of the terminal; undefined where there is none. */
  readonly columns?: number;
  /** What stands below the page, and belongs to its screen. */
  readonly below?: readonly string[];
}

/** One screen: what does not fit leaves the commands of questions to `--all`. */
const SCREEN = { lines: 40, columns: 120 } as const;
/** More rows than this with one cause are named by their ids alone. */
const FEW_ROWS = 3;

/** Writes the page, a line each. */
export function preflightPage(report: PreflightReport, options: PreflightPageOptions): readonly string[] {
  const whole = pageLines(report, { ...options, isShort: false });
  return options.all || isOneScreen(whole, options)
    ? whole
    : pageLines(report, { ...options, isShort: true });
}

function isOneScreen(lines: readonly string[], { columns = SCREEN.columns }: PreflightPageOptions): boolean {
  return lines.length <= SCREEN.lines && lines.every((line) => visibleLength(line) <= columns);
}

/** How the page is written: short without the commands of questions, and with the ids alone of those that do not block. */
interface Writing extends PreflightPageOptions {
  readonly isShort: boolean;
}

function pageLines(report: PreflightReport, options: Writing): readonly string[] {
  const { paint, columns, below = [] } = options;
  const { title, counts, verdict, remarks } = preflightHead(report);
  const tint = { clear: paint.green, open: paint.yellow, blocked: paint.red }[verdict.kind];
  const lines: readonly Line[] = [
    { text: paint.bold(printable(title)), indent: 2 },
    { text: tint(verdict.text), indent: 2 },
    { text: paint.dim(counts), indent: 2 },
    ...remarks.map((remark) => ({ text: paint.dim(printable(remark)), indent: 2 })),
    ...sectionsOf(report).flatMap((section) => sectionLines(section, options)),
    ...rightsLines(report, paint),
    ...pictureLines(report, options),
    ...estimateLines(report, options),
    ...(options.all ? allLines(report, paint) : []),
    { text: '' },
    { text: paint.dim(footer(options)), indent: 0 },
    ...below.map((text) => ({ text, indent: 2 })),
  ];
  return fit(lines, columns);
}

function footer({ all }: PreflightPageOptions): string {
  return `${all ? '' : '--all: the rest; '}--html <file>: a page to keep; docs/preflight.md: every id`;
}

function sectionLines(
  { title, severity, problems, causes, questions }: ReportSection,
  options: Writing,
): readonly Line[] {
  const { paint, isShort } = options;
  if (isShort && severity !== 'blocks' && questions.length > 0)
    return [
      { text: '' },
      { text: `${paint.bold(title)}: ${questions.map(({ id }) => id).join(', ')} (--all)`, indent: 2 },
    ];
  return [
    { text: '' },
    { text: `${paint.bold(title)}${paint.dim(isShort ? commandsLeft(questions) : '')}`, indent: 2 },
    ...problems.flatMap((problem) => problemLines(problem, paint)),
    ...causes.flatMap((cause) => causeLines(cause, options)),
    ...questions.flatMap((row, at) => questionLines(row, questions[at - 1], options)),
  ];
}

function commandsLeft(questions: readonly PreflightRowView[]): string {
  return questions.some(({ remedy }) => remedy?.command !== undefined)
    ? ' (commands, whose output is "this": --all)'
    : '';
}

function markOf(severity: Severity, paint: Paint): string {
  return severity === 'blocks' ? paint.red('✗') : paint.yellow('!');
}

function labelled(label: string, text: string): Line {
  return { text: `      ${label.padEnd(8)} ${printable(text)}`, indent: 15 };
}

function commandLines(command: Command): readonly Line[] {
  const label = commandLabel(command);
  return [
    ...(label === undefined ? [] : [{ text: `      ${label}` }]),
    ...command.text.split('\n').map((line): Line => ({ text: `      ${printable(line)}`, whole: true })),
  ];
}

function problemLines({ found, rows, severity }: SharedFinding, paint: Paint): readonly Line[] {
  const ids = showRows(rows.map(({ id }) => id));
  const remedies = new Map(rows.flatMap(({ remedy }) => (remedy ? [[JSON.stringify(remedy), remedy]] : [])));
  return [
    { text: `  ${markOf(severity, paint)} ${paint.bold(ids)}  ${printable(found)}`, indent: 4 },
    ...demandLines(rows),
    ...reasonsOf(rows).map((why) => labelled('Why', why)),
    ...[...remedies.values()].flatMap(({ text, command }) => [
      labelled('Do', text),
      ...(command === undefined ? [] : commandLines(command)),
    ]),
  ];
}

function demandLines(rows: readonly PreflightRowView[]): readonly Line[] {
  return rows.map(({ id, demand }) => labelled(rows.length === 1 ? 'Must be' : id, demand));
}

function causeLines({ found, rows }: SharedFinding, { paint, all }: PreflightPageOptions): readonly Line[] {
  const ids = showRows(rows.map(({ id }) => id));
  const head = { text: `  ${paint.yellow('?')} ${paint.bold(ids)}  ${printable(found)}`, indent: 4 };
  if (rows.length > FEW_ROWS && !all) return [head];
  return [head, ...demandLines(rows)];
}

/** The command of the question before is not repeated. */
function questionLines(
  { id, found, remedy }: PreflightRowView,
  before: PreflightRowView | undefined,
  { paint, isShort }: Writing,
): readonly Line[] {
  const command = isShort ? undefined : remedy?.command;
  const isSame = command !== undefined && command.text === before?.remedy?.command?.text;
  const note = isSame ? ' (the same command)' : '';
  return [
    { text: `  ${paint.yellow('·')} ${paint.bold(id)}  ${printable(found)}${paint.dim(note)}`, indent: 4 },
    ...(isSame || command === undefined ? [] : commandLines(command)),
  ];
}

function rightsLines({ missingRights }: PreflightReport, paint: Paint): readonly Line[] {
  if (missingRights === undefined) return [];
  const { text, command } = missingRights.remedy;
  return [
    { text: '' },
    { text: paint.bold('Rights to grant'), indent: 2 },
    { text: `  ${printable(text)}`, indent: 2 },
    ...(command === undefined ? [] : commandLines(command)),
  ];
}

function pictureLines(
  { topology, storage }: PreflightReport,
  options: PreflightPageOptions,
): readonly Line[] {
  return [topology, storage].flatMap((picture) =>
    picture === undefined
      ? []
      : options.all || !isWholePicture(picture)
        ? [{ text: '' }, ...drawAsText(picture).map((line) => drawnLine(line, options.paint))]
        : [{ text: '' }, ...shortLines(picture, options.paint)],
  );
}

function drawnLine({ text, indent, state }: DrawnLine, paint: Paint): Line {
  const plain = printable(text);
  if (state === 'missing') return { text: paint.red(plain), indent };
  return { text: state === 'unknown' ? paint.yellow(plain) : plain, indent };
}

function shortLines({ title, figure, boxes }: EstatePicture, paint: Paint): readonly Line[] {
  return [
    {
      text: `${paint.green('✓')} ${paint.bold(printable(title))} ${paint.dim(`(${printable(figure)})`)}`,
      indent: 2,
    },
    { text: `  ${printable(boxes.map(({ name }) => name).join(' → '))}`, indent: 4 },
  ];
}

function estimateLines(
  { estimates }: PreflightReport,
  { paint, all }: PreflightPageOptions,
): readonly Line[] {
  if (estimates.length === 0) return [];
  const known = estimates.filter(({ value }) => all || value !== undefined);
  const notYet = estimates.filter((estimate) => !known.includes(estimate)).map(({ what }) => what);
  const missing = notYet.length === 0 ? '' : `  (not known yet: ${notYet.join(', ')})`;
  return [
    { text: '' },
    { text: `${paint.bold('Time')}${missing}`, indent: 2 },
    ...known.map(({ what, value, inputs }) => ({
      text: `  ${what.padEnd(11)}  ${value === undefined ? 'not known yet' : paint.bold(value)} (${printable(inputs.join('; '))})`,
      indent: 15,
    })),
  ];
}

function allLines({ rows }: PreflightReport, paint: Paint): readonly Line[] {
  const titles = { met: 'Met', information: 'To know' } as const;
  const idle = rows.filter(({ state }) => state === 'notApplicable').map(({ id }) => id);
  return [
    ...(['met', 'information'] as const).flatMap((state) => [
      { text: '' },
      { text: paint.bold(titles[state]) },
      ...rows
        .filter((row) => row.state === state)
        .map(({ id, found }) => ({ text: `  ${id}  ${printable(found)}`, indent: 4 })),
    ]),
    ...(idle.length === 0
      ? []
      : [
          { text: '' },
          { text: `${paint.bold('Does not apply')} (--html: why): ${showRows(idle)}`, indent: 2 },
        ]),
  ];
}
