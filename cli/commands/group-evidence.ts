/** `group evidence <id>`: the evidence of all members in one zip, with the plan, the goes and the outcome of the group. */
import type { Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { joinNames } from '../../shared/core/text';
import { escapeMarkdown } from '../../shared/core/views/escape-markdown';
import type { EvidenceDocument } from '../../shared/core/views/evidence-document';
import { NoAnswerError } from '../api-client';
import { readDocument } from '../documents';
import { cutoverRequests } from '../evidence-file';
import { EvidenceZip, rowText } from '../evidence-zip';
import { CliError, EXIT_ERROR, EXIT_OK } from '../exit-codes';
import { type GroupDocument, type GroupHistoryDocument, groupHistory, groupView } from '../group-documents';
import { planRules } from '../render/group-page';
import { printable } from '../render/paint';
import type { Session } from '../session';
import {
  callsApi,
  groupPathOf,
  pathOf,
  printJson,
  printLines,
  type ApiContext,
  type ApiOptions,
} from './api-command';

interface EvidenceOptions extends ApiOptions {
  readonly out: string;
}

/** What the page of the group takes from the evidence of a member. */
type MemberEvidence = Pick<EvidenceDocument, 'journal' | 'attempt'>;

const HELP = `
The zip has group.json and group.md (plan, standing, history, goes and outcome, late and dropped members by name), <member>/evidence.json, .md and
.html for each member, dropped ones as well, and index.json with the head of each journal and a hash of each file. The hash of the
index, which covers all of it, is printed: note it where nobody who can change the file can change it.

  ${OWN_COMMAND} group evidence wave-1 --out wave-1.zip
  ${OWN_COMMAND} evidence verify wave-1.zip --head <that hash>

Exit codes:
  0  written, and every journal is as it was written
  1  written, but a journal is not, nothing proves it, or a member has no evidence; or an error, and nothing is written
`;

/** Adds the command. */
export function addGroupEvidence(group: Command, session: Session): void {
  const command = group
    .command('evidence')
    .description(
      'Writes the evidence of all members into one zip, with the plan and the outcome of the group.',
    )
    .argument('<id>', 'the group')
    .requiredOption('-o, --out <file.zip>', 'a new file to write to')
    .addHelpText('after', HELP);
  callsApi<EvidenceOptions>(command, session, write);
}

async function write(
  context: ApiContext,
  { json, out }: EvidenceOptions,
  [id = '']: readonly string[],
): Promise<number> {
  const { client, terminal } = context;
  const answer = await client.get('print the evidence of the group', groupPathOf(id));
  const group = readDocument(groupView, answer, client.host);
  const told = await client.get('print the evidence of the group', groupPathOf(id, 'journal'));
  const history = readDocument(groupHistory, told, client.host);
  const zip = new EvidenceZip(terminal.now());
  const evidences = new Map<string, MemberEvidence>();
  for (const { id: member } of group.members) {
    const evidence = await addMember(zip, context, member);
    if (evidence) evidences.set(member, evidence);
  }
  const dropped = group.members.filter(({ standing }) => standing === 'dropped').map((one) => one.id);
  const late = group.late ?? [];
  zip.add('group.json', `${JSON.stringify({ ...group, history }, null, 2)}\n`);
  zip.add('group.md', groupMarkdown(group, history, evidences));
  const { standing, strategy } = group;
  const about = { id: group.id, strategy, standing, late, dropped };
  const hash = await zip.write(out, { group: about });
  if (json) printJson(terminal, { group: about, migrations: zip.rows, index: hash });
  else
    printLines(
      terminal,
      [
        ...zip.rows.map(rowText),
        `Group ${group.id}: ${standing}`,
        ...(late.length > 0 ? [`Late: ${late.join(', ')}`] : []),
        ...(dropped.length > 0 ? [`Dropped: ${dropped.join(', ')}`] : []),
        ...(standing === 'ended' ? [] : ['Not final: the group has not ended. Write it again once it has.']),
        `Written to ${out}. Hash of its index, to be noted elsewhere: ${hash}`,
      ].map(printable),
    );
  return zip.rows.every(({ state }) => state === 'intact') ? EXIT_OK : EXIT_ERROR;
}

/** @returns undefined where it has none @throws {NoAnswerError} Where the app gives no answer: half an archive proves nothing. */
async function addMember(
  zip: EvidenceZip,
  { client }: ApiContext,
  id: string,
): Promise<MemberEvidence | undefined> {
  const action = `print the evidence of migration ${id}`;
  try {
    const answer = await client.get(action, pathOf(id, 'evidence'), { format: 'json' });
    return zip.addEvidence(id, answer, client.host);
  } catch (error) {
    if (!(error instanceof CliError) || error instanceof NoAnswerError) throw error;
    zip.addMissing(id, error.message);
    return undefined;
  }
}

function groupMarkdown(
  group: GroupDocument,
  { items, omitted }: GroupHistoryDocument,
  evidences: ReadonlyMap<string, MemberEvidence>,
): string {
  const { id, strategy, standing, waitsFor, late, members } = group;
  const rows = members.map((one) =>
    [
      ...[one.id, one.standing, ...sentCells(evidences.get(one.id))],
      ...[(one.after ?? []).join(' '), one.reason],
    ]
      .map(escapeMarkdown)
      .join(' | '),
  );
  const inOrder = [...evidences]
    .flatMap(([member, { journal }]) =>
      journal.filter(({ kind }) => kind === 'groupGo').map(({ at, text }) => ({ id: member, at, text })),
    )
    .toSorted((one, other) => (one.at < other.at ? -1 : 1));
  return [
    `# Group ${id}`,
    '',
    `- strategy: ${escapeMarkdown(strategy)}`,
    ...planRules(group).map((rule) => `- ${rule}`),
    `- standing: ${escapeMarkdown(standing)}`,
    ...(standing === 'ended' ? [] : ['- not final: the group has not ended']),
    `- waits for: ${escapeMarkdown(waitsFor)}`,
    `- late: ${(late ?? []).join(', ') || 'nobody'}`,
    '',
    '| member | standing | requests | attempt | allowed by | after | why |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
    '## History',
    '',
    ...(omitted ? [`- ${omitted} older lines are left out`] : []),
    ...items.map(({ at, by, text }) => `- ${at} ${escapeMarkdown(by)}: ${escapeMarkdown(text)}`),
    '',
    '## Goes',
    '',
    ...inOrder.map(({ at, id: member, text }) => `- ${at} ${member}: ${escapeMarkdown(text)}`),
    ...(inOrder.length === 0 ? ['None was given.'] : []),
    '',
  ].join('\n');
}

/** Requests to cut over, the last attempt, and who allowed it. */
function sentCells(evidence: MemberEvidence | undefined): readonly string[] {
  if (evidence === undefined) return ['unknown', '', ''];
  const { journal, attempt } = evidence;
  const requests = String(cutoverRequests(journal));
  if (attempt === undefined) return [requests, '', ''];
  const approvers = (attempt.approvals ?? []).map(({ by }) => by);
  const allowedBy = approvers.length > 0 ? joinNames(approvers) : attempt.requestedBy;
  return [requests, `${attempt.number} ${attempt.state}`, allowedBy];
}
