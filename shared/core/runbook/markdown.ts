/** The runbook as a page in Markdown: what is due and the way back from there, then what follows, and what is past. */
import { escapeMarkdown } from '../views/escape-markdown';
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
    `# Runbook of ${escapeMarkdown(id)}: ${escapeMarkdown(source.database)} to ${escapeMarkdown(`${target.instance}/${target.database}`)}`,
    '',
    `As of ${asOf}, phase ${phase}, engine ${engine}, mode ${mode}. ${sentence(headline)}`,
    ...(next === undefined ? [] : ['', `**Next, ${next.who}:** ${sentence(next.what)}`]),
    '',
    `- source: ${escapeMarkdown(source.database)} on ${escapeMarkdown(from)}`,
    `- target: ${escapeMarkdown(`${target.instance}/${target.database}`)}, ${escapeMarkdown(target.id)}`,
    `- backups: ${escapeMarkdown(`${backups.containerUrl}/${backups.prefix}`)}${backups.share === undefined ? '' : `, uploaded from ${escapeMarkdown(backups.share)}`}`,
    `- tail: ${tail === undefined ? 'not known here' : `${escapeMarkdown(tail.blob)}${tail.known ? '' : ' (to be taken)'}`}`,
  ].join('\n');
}

/** A text that may end a sentence already. */
function sentence(text: string): string {
  return `${escapeMarkdown(text)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}

function overview({ steps, current, go, pointOfNoReturn: { passed } }: RunbookDocument): string {
  return [
    '## Steps',
    '',
    ...steps.map(({ step, title, state, because }, index) => {
      const reason = because === undefined ? '' : `: ${escapeMarkdown(because)}`;
      const word = step === current ? ' **now**' : state === 'ahead' ? '' : ` ${WORDS[state]}${reason}`;
      return `- [${MARKS[state]}] ${index + 1}. ${escapeMarkdown(title)}${word}`;
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
  return section(`## ${number}. ${escapeMarkdown(title)}`, notes, checks, commands);
}

function pointOfNoReturn({ pointOfNoReturn: { where, passed, because } }: RunbookDocument): string {
  const word = { yes: 'Passed', no: 'Not passed', unknown: 'Perhaps passed' }[passed];
  return [
    '## The point of no return',
    '',
    `It is ${escapeMarkdown(where)}.`,
    '',
    `**${word}**: ${escapeMarkdown(because)}.`,
  ].join('\n');
}

function waySection({ title, applies, notes, commands }: RunbookWayBack): string {
  const mark = { yes: ' **(now)**', unknown: ' (perhaps now)', no: '' }[applies];
  return section(`### Way back. ${escapeMarkdown(title)}${mark}`, notes, [], commands);
}

function section(
  title: string,
  notes: readonly string[],
  checks: readonly RunbookCheck[],
  commands: readonly RunbookCommand[],
): string {
  return [
    title,
    notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n'),
    table(checks),
    ...commands.map(commandBlock),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function table(checks: readonly RunbookCheck[]): string {
  if (checks.length === 0) return '';
  const rows = checks.map(({ code, state, reason }) => `| ${code} | ${state} | ${escapeMarkdown(reason)} |`);
  return ['| check | state | reason |', '|---|---|---|', ...rows].join('\n');
}

function commandBlock({ where, language, does, text, request }: RunbookCommand): string {
  const fence = fenceFor(text);
  const place = { source: 'On the source', target: 'On the target', shell: 'Here' }[where];
  return [
    `${place}, ${escapeMarkdown(does)}:`,
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
