/** The preflight as one HTML page that can be kept and printed: no script, nothing that is fetched, every text escaped. */
import type { PreflightRowView } from '../../shared/core/preflight/document';
import { drawAsSvg } from '../../shared/core/preflight/draw-estate';
import { escapeMarkup } from '../../shared/core/preflight/escape-markup';
import { showRows } from '../../shared/core/preflight/picture';
import type { Command, Remedy } from '../../shared/core/preflight/proof';
import type { PreflightReport, SharedFinding } from '../../shared/core/preflight/report';
import { htmlPage } from '../../shared/core/views/html-page';
import { PREFLIGHT_STYLE } from './preflight-style';
import { type ReportSection, commandLabel, preflightHead, reasonsOf, sectionsOf } from './preflight-words';

/** Writes the page; it is well-formed XML, too. */
export function preflightHtml(report: PreflightReport): string {
  const { title, verdict, counts, remarks } = preflightHead(report);
  return htmlPage(title, PREFLIGHT_STYLE, [
    '<header>',
    `<h1>${escapeMarkup(title)}</h1>`,
    `<p class="verdict ${verdict.kind}">${escapeMarkup(verdict.text)}</p>`,
    `<p>${escapeMarkup(counts)}</p>`,
    ...remarks.map((remark) => `<p>${escapeMarkup(remark)}</p>`),
    '</header>',
    '<main>',
    ...sectionsOf(report).map(sectionHtml),
    rightsHtml(report),
    picturesHtml(report),
    estimatesHtml(report),
    restHtml(report),
    '</main>',
  ]);
}

function sectionHtml({ title, problems, causes, questions }: ReportSection): string {
  return [
    '<section>',
    `<h2>${escapeMarkup(title)}</h2>`,
    ...problems.map((problem) => problemHtml(problem)),
    ...causes.map((cause) => articleHtml('unknown', '?', cause.rows, cause.found, demandsHtml(cause.rows))),
    ...questions.map((row) => articleHtml('asked', '·', [row], row.found, questionHtml(row))),
    '</section>',
  ].join('\n');
}

function problemHtml({ found, rows, severity }: SharedFinding): string {
  const remedies = new Map(rows.flatMap(({ remedy }) => (remedy ? [[JSON.stringify(remedy), remedy]] : [])));
  const details = [
    demandsHtml(rows),
    ...reasonsOf(rows).map((why) => termHtml('Why', why)),
    ...[...remedies.values()].map(remedyHtml),
  ];
  const [style, mark] = severity === 'blocks' ? ['missing', '✗'] : ['warned', '!'];
  return articleHtml(style, mark, rows, found, details.join('\n'));
}

function articleHtml(
  style: string,
  mark: string,
  rows: readonly PreflightRowView[],
  found: string,
  details: string,
): string {
  const ids = escapeMarkup(showRows(rows.map(({ id }) => id)));
  return [
    `<article class="${style}">`,
    `<h3><span class="mark">${mark}</span> <span class="ids">${ids}</span> ${escapeMarkup(found)}</h3>`,
    `<dl>${details}</dl>`,
    '</article>',
  ].join('\n');
}

function demandsHtml(rows: readonly PreflightRowView[]): string {
  return rows
    .map(({ id, demand, sources }) =>
      termHtml(rows.length === 1 ? 'Must be' : id, `${demand} (${sources.join('; ')})`),
    )
    .join('\n');
}

function questionHtml({ demand, why, remedy }: PreflightRowView): string {
  return [
    termHtml('Must be', demand),
    termHtml('Why', why),
    remedy?.command === undefined ? '' : commandHtml(remedy.command, 'Helps'),
    '<dt>Answer</dt><dd class="answer">yes ☐ &#160; no ☐ &#160; by ______________ &#160; on ______________</dd>',
  ].join('\n');
}

function remedyHtml({ text, command }: Remedy): string {
  return [termHtml('Do', text), command === undefined ? '' : commandHtml(command, 'Type')].join('\n');
}

function termHtml(term: string, text: string): string {
  return `<dt>${escapeMarkup(term)}</dt><dd>${escapeMarkup(text)}</dd>`;
}

function commandHtml(command: Command, term: string): string {
  const label = commandLabel(command);
  const before = label === undefined ? '' : escapeMarkup(label);
  return `<dt>${term}</dt><dd>${before}<pre><code>${escapeMarkup(command.text)}</code></pre></dd>`;
}

function rightsHtml({ missingRights }: PreflightReport): string {
  if (missingRights === undefined) return '';
  return [
    '<section>',
    '<h2>Rights to grant</h2>',
    `<dl>${remedyHtml(missingRights.remedy)}</dl>`,
    '</section>',
  ].join('\n');
}

function picturesHtml({ topology, storage }: PreflightReport): string {
  const drawings = [
    ...(topology === undefined ? [] : [drawAsSvg(topology, 'topology')]),
    ...(storage === undefined ? [] : [drawAsSvg(storage, 'storage')]),
  ];
  return drawings.length === 0
    ? ''
    : [
        '<section>',
        '<h2>Networks and storage</h2>',
        ...drawings.map((svg) => `<figure>${svg}</figure>`),
        '</section>',
      ].join('\n');
}

function estimatesHtml({ estimates }: PreflightReport): string {
  if (estimates.length === 0) return '';
  const rows = estimates.map(
    ({ what, value, inputs }) =>
      `<tr><th scope="row">${escapeMarkup(what)}</th><td>${escapeMarkup(value ?? 'not known yet')}</td><td>${escapeMarkup(inputs.join('; '))}</td></tr>`,
  );
  const head = '<tr><th scope="col">estimate</th><th scope="col">time</th><th scope="col">from</th></tr>';
  return ['<section>', '<h2>Time</h2>', `<table>${head}`, ...rows, '</table>', '</section>'].join('\n');
}

const REST = { met: 'Met', information: 'To know', notApplicable: 'Does not apply' } as const;

function restHtml({ rows }: PreflightReport): string {
  return (['met', 'information', 'notApplicable'] as const)
    .map((state) => {
      const some = rows.filter((row) => row.state === state);
      const lines = some.map(
        ({ id, demand, found }) =>
          `<tr><th scope="row">${escapeMarkup(id)}</th><td>${escapeMarkup(demand)}</td><td>${escapeMarkup(found)}</td></tr>`,
      );
      return some.length === 0
        ? ''
        : ['<section>', `<h2>${REST[state]}</h2>`, '<table>', ...lines, '</table>', '</section>'].join('\n');
    })
    .filter((part) => part !== '')
    .join('\n');
}
