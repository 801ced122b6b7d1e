/** `admin`: what concerns all migrations of a ledger, and needs the role of an administrator. */
import type { Command } from 'commander';
import { COMMAND_LINES } from '../command-lines';
import { ledgerView, readDocument, type LedgerDocument } from '../documents';
import { EXIT_OK } from '../exit-codes';
import { fit } from '../render/fit';
import { printable } from '../render/paint';
import { timeText } from '../render/times';
import type { Session } from '../session';
import { addMoving } from './admin-moving';
import { addNotify } from './admin-notify';
import { callsApi, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

interface ReasonOptions extends ApiOptions {
  readonly reason?: string;
}

/** Adds the commands. */
export function addAdmin(program: Command, session: Session): void {
  const admin = program.command('admin').summary(COMMAND_LINES.admin.summary);
  const freeze = admin
    .command('freeze')
    .description(
      'Stops every request that changes something (cutover, creation, retry, cancel), for every migration. Observation, holds, approvals and ingest go on. Prints the requests in flight, which are not stopped.',
    )
    .option('--reason <text>', 'why; shown with every migration and journaled');
  changes(freeze, session, 'freeze');
  const thaw = admin
    .command('thaw')
    .description('Ends the freeze: what is due is sent at the next assessment, once every check is met.')
    .option('--reason <text>', 'why; journaled');
  changes(thaw, session, 'thaw');
  const restored = admin
    .command('restored')
    .description(
      'Says that the tables of this ledger were restored or copied: freezes it, makes every migration manual only, and counts what was open as unclear. A thaw is possible afterwards.',
    )
    .requiredOption('--reason <text>', 'what was restored, and from when; journaled');
  changes(restored, session, 'restored');
  addMoving(admin, session);
  addNotify(admin, session);
  const status = admin
    .command('status')
    .description('Shows where the ledger is, whether it is frozen, and the requests in flight.');
  callsApi(status, session, async (context, options) => {
    const answer = await context.client.get('show the state of the ledger', 'ledger');
    return show(context, options, readDocument(ledgerView, answer, context.client.host), answer.body);
  });
}

const ACTIONS = {
  freeze: 'freeze the ledger',
  thaw: 'thaw the ledger',
  restored: 'declare the ledger restored',
} as const;

function changes(command: Command, session: Session, verb: keyof typeof ACTIONS): void {
  callsApi<ReasonOptions>(command, session, async (context, options) => {
    const body = options.reason === undefined ? {} : { reason: options.reason };
    const flags = { reason: '--reason' };
    const answer = await context.client.post(ACTIONS[verb], `ledger/${verb}`, body, flags);
    return show(context, options, readDocument(ledgerView, answer, context.client.host), answer.body);
  });
}

function show(
  { terminal }: Pick<ApiContext, 'terminal'>,
  { json }: ApiOptions,
  view: LedgerDocument,
  body: unknown,
): number {
  if (json) printJson(terminal, body);
  else
    printLines(
      terminal,
      fit(
        ledgerLines(view).map((line) => ({ text: printable(line), indent: 2 })),
        terminal.size()?.columns,
      ),
    );
  return EXIT_OK;
}

function ledgerLines({ home, frozen, inFlight, history }: LedgerDocument): readonly string[] {
  const since = frozen?.at ? ` since ${timeText(frozen.at)} by ${frozen.by}` : '';
  const state = frozen ? `Frozen${since}: ${frozen.reason}` : 'Not frozen';
  const rows = inFlight.map(
    ({ migration, request, state: word, notAfter }) =>
      `  ${request} of ${migration}: ${word}${notAfter ? `, may leave until ${timeText(notAfter)}` : ''}`,
  );
  return [
    `Ledger ${home}`,
    state,
    ...(rows.length === 0
      ? ['No request is in flight']
      : [`In flight${frozen ? ', which the freeze does not stop' : ''}:`, ...rows]),
    ...history.map(({ at, by, text }) => `${timeText(at)}  ${by}  ${text}`),
  ];
}
