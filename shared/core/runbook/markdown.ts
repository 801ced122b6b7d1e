/** The runbook as a page in Markdown: what is due and the way back from there, then what follows, and what is past. */
import type {
  RunbookCheck,
  RunbookCommand,
  RunbookDocument,
  RunbookRequest,
  RunbookStep,
  RunbookWayBack,
} from './document';

const MARKS = { done: 'x', current: ' ', ahead: ' ', unknown: '?', notApplicable: '-' } as const;

/** Writes the page. */
export function toRunbookMarkdown(runbook: RunbookDocument): string {
  const { steps, current, waysBack } = runbook;
  const at = steps.findIndex(({ step }) => step === current);
  const isAhead = ({ state }: RunbookStep) => state === 'ahead';
  const isOver = ({ state }: RunbookStep) => state === 'notApplicable' && current === undefined;
  const past = steps.filter((step) => step.step !== current && !isAhead(step) && !isOver(step));
  const ways = (applies: RunbookWayBack['applies']) =>
    waysBack.filter((way) => way.applies === applies).map(waySection);
  return `${[
    heading(runbook),
    overview(runbook),
    ...(at === -1 ? [] : [stepSection(`Now: ${at + 1}`, steps[at])]),
    ...ways('yes'),
    ...steps.flatMap((step, index) => (isAhead(step) ? [stepSection(String(index + 1), step)] : [])),
    pointOfNoReturn(runbook),
    ...ways('unknown'),
    ...ways('no'),
    ...past.map((step) => stepSection(`Past: ${steps.indexOf(step) + 1}`, step)),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function heading(runbook: RunbookDocument): string {
  const { id, engine, mode, phase, asOf, headline, next, source, target, backups, tail } = runbook;
  const from = source.servers.length === 0 ? 'any server' : source.servers.join(' or ');
  return [
    `# Runbook of ${inline(id)}: ${inline(source.database)} to ${inline(`${target.instance}/${target.database}`)}`,
    '',
    `As of ${asOf}, phase ${phase}, engine ${engine}, mode ${mode}. ${inline(headline)}.`,
    ...(next === undefined ? [] : ['', `**Next, ${next.who}:** ${inline(next.what)}.`]),
    '',
    `- source: ${inline(source.database)} on ${inline(from)}`,
    `- target: ${inline(`${target.instance}/${target.database}`)}, ${inline(target.id)}`,
    `- backups: ${inline(`${backups.containerUrl}/${backups.prefix}`)}${backups.share === undefined ? '' : `, uploaded from ${inline(backups.share)}`}`,
    `- tail: ${tail === undefined ? 'not known here' : `${inline(tail.blob)}${tail.known ? '' : ' (to be taken)'}`}`,
  ].join('\n');
}

function overview({ steps, current, go, pointOfNoReturn: { passed } }: RunbookDocument): string {
  return [
    '## Steps',
    '',
    ...steps.map(({ step, title, state, because }, index) => {
      const reason = because === undefined ? '' : `: ${inline(because)}`;
      const word = step === current ? ' **now**' : state === 'ahead' ? '' : ` ${WORDS[state]}${reason}`;
      return `- [${MARKS[state]}] ${index + 1}. ${inline(title)}${word}`;
    }),
    ...(passed === 'no' ? ['', `**${go ? 'Go' : 'No go'}** by the first step, as of this assessment.`] : []),
  ].join('\n');
}

const WORDS = {
  done: '— done',
  current: '',
  unknown: '— not readable',
  notApplicable: '— not needed',
} as const;

function stepSection(number: string, step: RunbookStep | undefined): string {
  if (step === undefined) return '';
  const { title, notes, checks, commands } = step;
  return section(`## ${number}. ${inline(title)}`, notes, checks, commands);
}

function pointOfNoReturn({ pointOfNoReturn: { where, passed, because } }: RunbookDocument): string {
  const word = { yes: 'Passed', no: 'Not passed', unknown: 'Perhaps passed' }[passed];
  return [
    '## The point of no return',
    '',
    `It is ${inline(where)}.`,
    '',
    `**${word}**: ${inline(because)}.`,
  ].join('\n');
}

function waySection({ title, applies, notes, commands }: RunbookWayBack): string {
  const mark = { yes: ' **(now)**', unknown: ' (perhaps now)', no: '' }[applies];
  return section(`### Way back. ${inline(title)}${mark}`, notes, [], commands);
}

function section(
  title: string,
  notes: readonly string[],
  checks: readonly RunbookCheck[],
  commands: readonly RunbookCommand[],
): string {
  return [
    title,
    notes.map((note) => `- ${inline(note)}`).join('\n'),
    table(checks),
    ...commands.map(commandBlock),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function table(checks: readonly RunbookCheck[]): string {
  if (checks.length === 0) return '';
  const rows = checks.map(
    ({ code, state, reason }) => `| ${code} | ${state} | ${inline(reason).replaceAll('|', '\\|')} |`,
  );
  return ['| check | state | reason |', '|---|---|---|', ...rows].join('\n');
}

function commandBlock({ where, language, does, text, request }: RunbookCommand): string {
  const fence = fenceFor(text);
  const place = { source: 'On the source', target: 'On the target', shell: 'Here' }[where];
  return [
    `${place}, ${inline(does)}:`,
    '',
    `${fence}${language}`,
    text,
    fence,
    ...(request === undefined ? [] : ['', requestLine(request)]),
  ].join('\n');
}

function requestLine({ method, path, body }: RunbookRequest): string {
  const text = `${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
  const ticks = fenceFor(text, 1);
  return `or ${ticks} ${text} ${ticks}`;
}

/** A fence longer than any run of backticks in the text, so that nothing in a name ends it (CommonMark, "Fenced code blocks"). */
function fenceFor(text: string, least = 3): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(least, longest + 1));
}

/** One line, whose characters mean nothing in Markdown or HTML; an underscore within a word means nothing anyway. */
function inline(text: string): string {
  return text
    .replaceAll(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll(/[\\`*[\]<>]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
}
