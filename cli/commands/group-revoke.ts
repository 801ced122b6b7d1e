/** `group revoke <id>`: takes back one operator's approvals of all members. */
import type { Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { readDocument } from '../documents';
import { EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { revokedMembers } from '../group-documents';
import { names } from '../render/group-page';
import { printable } from '../render/paint';
import type { Session } from '../session';
import type { z } from 'zod';
import { callsApi, groupPathOf, printJson, printLines, type ApiOptions } from './api-command';

interface RevokeOptions extends ApiOptions {
  readonly reason: string;
  readonly of?: string;
  readonly dryRun?: true;
}

const HELP = `
Each member is told by itself: those whose request was sent are refused, and the others are revoked, as revoke does it. An approval
that was revoked counts no longer; give a new one once it may.

Examples:
  ${OWN_COMMAND} group revoke wave-1 --reason "the application still writes" --dry-run
  ${OWN_COMMAND} group revoke wave-1 --reason "the application still writes"
  ${OWN_COMMAND} group revoke wave-1 --of bob@example.com --reason "bob is on leave"

Exit codes:
  0  revoked, wherever the operator had approved
  2  a member was refused, or there is nothing to revoke
`;

/** Adds the command. */
export function addGroupRevoke(group: Command, session: Session): void {
  const command = group
    .command('revoke')
    .description('Takes back your approvals of all members, or those of another operator.')
    .argument('<id>', 'the group')
    .requiredOption('--reason <text>', 'why; shown and journaled')
    .option('--of <operator>', 'whose; yours without it')
    .option('--dry-run', 'show what would be revoked; revoke nothing')
    .addHelpText('after', HELP);
  callsApi<RevokeOptions>(command, session, async ({ client, terminal }, options, [id = '']) => {
    const { json, reason, of, dryRun } = options;
    const body = { reason, ...(of !== undefined && { of }), ...(dryRun && { dryRun }) };
    const answer = await client.post(`revoke approvals of group ${id}`, groupPathOf(id, 'revoke'), body, {
      ...{ reason: '--reason', of: '--of' },
    });
    const revoked = readDocument(revokedMembers, answer, client.host);
    if (json) printJson(terminal, answer.body);
    else printLines(terminal, linesOf(revoked, dryRun === true).map(printable));
    return isDone(revoked) ? EXIT_OK : EXIT_NOT_READY;
  });
}

type Revoked = z.infer<typeof revokedMembers>;

function isDone({ members }: Revoked): boolean {
  const outcomes = members.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'none');
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'revoked' || outcome === 'possible');
}

function linesOf({ of, members }: Revoked, dryRun: boolean): readonly string[] {
  const none = members.filter(({ outcome }) => outcome === 'none').map(({ id }) => id);
  const told = members.filter(({ outcome }) => outcome !== 'none');
  return [
    ...told.map(
      ({ id, outcome, reason }) => `${id}: ${WORDS[outcome] ?? outcome}${reason ? `: ${reason}` : ''}`,
    ),
    ...(none.length > 0 ? [`No approval of ${of}: ${names(none)}`] : []),
    ...(told.length === 0 ? ['There is nothing to revoke.'] : []),
    ...(dryRun ? ['Nothing was revoked.'] : []),
  ];
}

const WORDS: Readonly<Record<string, string>> = { possible: 'can be revoked' };
