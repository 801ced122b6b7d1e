/** `group approve <id>`: one approval for all members that are ready, for exactly what was shown of each. */
import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import {
  APPROVED_AT_ONCE,
  CHECK_DIGITS,
  type SeenMember,
  approvedList,
  checkedText,
} from '../../shared/core/group/approved-list';
import { readDocument } from '../documents';
import { CliError, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { approvedMembers, type GroupDocument, groupView } from '../group-documents';
import { approvalPage, lateLine, names } from '../render/group-page';
import { paintFor, printable } from '../render/paint';
import { timeText } from '../render/times';
import type { Session } from '../session';
import type { z } from 'zod';
import {
  callsApi,
  groupPathOf,
  printJson,
  printLines,
  type ApiContext,
  type ApiOptions,
} from './api-command';

interface ApproveOptions extends ApiOptions {
  readonly confirm?: string;
  readonly dryRun?: true;
}

type MemberOutcome = z.infer<typeof approvedMembers>['members'][number];

/** What is shown before anything is sent. */
interface List {
  readonly id: string;
  readonly members: readonly SeenMember[];
  readonly late: readonly string[];
  /** What is typed to approve exactly this. */
  readonly words: string;
}

const HELP = `
The app shows every member that is ready and lacks an approval: target, tail, LSN and operation. You confirm that list by typing the
group and a check of it, such as wave-1/3f9a2c01: another list has another check. The app assesses each member again, refuses by name
what has changed since, and approves the others; each gets the approval that approve would give it. Members that are late are named and
left out: repeat the command once they are ready. What you have approved already stays as it is.

Examples:
  ${OWN_COMMAND} group approve wave-1 --dry-run
  ${OWN_COMMAND} group approve wave-1
  ${OWN_COMMAND} group approve wave-1 --confirm wave-1/3f9a2c01   # as --dry-run has said

Exit codes:
  0  all that is listed is approved; late members are named
  2  a member was refused, or there is nothing to approve yet
`;

/** Adds the command. */
export function addGroupApprove(group: Command, session: Session): void {
  const command = group
    .command('approve')
    .description('Gives your approval for all members that are ready, for exactly what is shown of each.')
    .argument('<id>', 'the group')
    .option('--confirm <group/check>', 'what --dry-run says; asked for on a terminal')
    .option('--dry-run', 'assess and show each member; approve nothing')
    .addHelpText('after', HELP);
  callsApi<ApproveOptions>(command, session, approve);
}

async function approve(
  context: ApiContext,
  options: ApproveOptions,
  [id = '']: readonly string[],
): Promise<number> {
  const { client, terminal } = context;
  const action = `approve group ${id}`;
  const board = readDocument(groupView, await client.get(action, groupPathOf(id)), client.host);
  const list = listOf(board);
  if (list.members.length === 0) return nothingToApprove(context, options, board, list);
  const dryRun = options.dryRun === true;
  if (!dryRun) await confirm(context, options, list);
  const outcomes = await send(context, options, list, dryRun);
  const isDone = outcomes.every(({ outcome }) => ['approved', 'stands', 'possible'].includes(outcome));
  if (options.json)
    printJson(terminal, { id, confirm: list.words, seen: list.members, late: list.late, members: outcomes });
  else
    printLines(terminal, [
      ...(dryRun ? [...pageOf(context, list), ''] : []),
      ...outcomes.map(outcomeText).map(printable),
      ...(dryRun ? [dryRunText(list, outcomes)] : lateLine(list.late).map(printable)),
    ]);
  return isDone ? EXIT_OK : EXIT_NOT_READY;
}

function listOf({ id, members, late }: GroupDocument): List {
  const seen = approvedList(members);
  const digest = createHash('sha256').update(checkedText(seen)).digest('hex').slice(0, CHECK_DIGITS);
  return { id, members: seen, late: late ?? [], words: `${id}/${digest}` };
}

function nothingToApprove(
  { terminal }: ApiContext,
  { json }: ApproveOptions,
  { members }: GroupDocument,
  { id, words, late }: List,
): number {
  const isApproved = members.some(({ approvals }) => approvals && !approvals.missing);
  if (json) printJson(terminal, { id, confirm: words, seen: [], late, members: [] });
  else
    printLines(terminal, [
      `There is nothing to approve${late.length > 0 ? ' yet' : isApproved ? ': all that is needed is there' : ''}.`,
      ...lateLine(late).map(printable),
    ]);
  return late.length === 0 && isApproved ? EXIT_OK : EXIT_NOT_READY;
}

function pageOf({ terminal }: ApiContext, list: List): readonly string[] {
  const paint = paintFor(terminal);
  return [
    ...approvalPage(list.members, paint, terminal.size()?.columns),
    ...lateLine(list.late).map(printable),
  ];
}

/** @throws {CliError} Unless exactly this list is confirmed. */
async function confirm(context: ApiContext, { confirm: given }: ApproveOptions, list: List): Promise<void> {
  const { terminal } = context;
  const action = `approve group ${list.id}`;
  const refuse = (reason: string, code?: number): never => {
    throw new CliError(`Cannot ${action}: ${reason}; nothing was approved`, code);
  };
  if (given !== undefined) {
    if (given === list.words) return;
    refuse(
      `--confirm is ${printable(given)}, and the list of now is ${list.words}: it has changed, or was never shown; look at it with --dry-run`,
      EXIT_NOT_READY,
    );
  }
  if (!terminal.inIsTty)
    refuse('confirm it with --confirm, as --dry-run says, or run it on a terminal to be asked');
  terminal.err(`${pageOf(context, list).join('\n')}\n\n`);
  const typed = (await terminal.ask(`Type ${list.words} to ${action}: `))?.trim() ?? '';
  if (typed === '') refuse('it was not confirmed');
  if (typed !== list.words) refuse(`"${printable(typed)}" is not ${list.words}`);
}

/** In several calls; what was answered before one fails is shown. */
async function send(
  { client, terminal }: ApiContext,
  { json }: ApproveOptions,
  { id, members }: List,
  dryRun: boolean,
): Promise<readonly MemberOutcome[]> {
  const outcomes: MemberOutcome[] = [];
  for (let from = 0; from < members.length; from += APPROVED_AT_ONCE) {
    const body = { members: members.slice(from, from + APPROVED_AT_ONCE), ...(dryRun && { dryRun }) };
    try {
      const answer = await client.post(`approve group ${id}`, groupPathOf(id, 'approve'), body);
      outcomes.push(...readDocument(approvedMembers, answer, client.host).members);
    } catch (error) {
      if (!json) terminal.err(`${interrupted(outcomes, members.slice(from)).map(printable).join('\n')}\n`);
      throw error;
    }
  }
  return outcomes;
}

/** Words to confirm with are offered where they would approve somebody. */
function dryRunText({ words }: List, outcomes: readonly MemberOutcome[]): string {
  return outcomes.some(({ outcome }) => outcome === 'possible')
    ? `Nothing was approved. To approve exactly these: --confirm ${printable(words)}`
    : 'Nothing was approved, and nothing can be approved by you now.';
}

function interrupted(outcomes: readonly MemberOutcome[], open: readonly SeenMember[]): readonly string[] {
  const ids = names(open.map(({ id }) => id));
  return [
    ...outcomes.map(outcomeText),
    `Not known, or not asked for: ${ids}. Repeat the command: what stands is kept.`,
  ];
}

const WORDS: Readonly<Record<string, string>> = {
  approved: 'approved',
  stands: 'approved by you before',
  possible: 'can be approved',
};

function outcomeText({ id, outcome, reason, expiresAt, given, required }: MemberOutcome): string {
  const word = WORDS[outcome];
  if (word === undefined) return `${id}: ${outcome}: ${reason ?? 'no reason was given'}`;
  const count = given && required && required > 1 ? ` (${given} of ${required})` : '';
  return `${id}: ${word}${count}${expiresAt ? `, until ${timeText(expiresAt)}` : ''}`;
}
