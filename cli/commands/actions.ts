/** `tail`, `hold`, `release`, `retry`, `exclude`, `withdraw`: actions that answer with the status. */
import type { Command } from 'commander';
import { readDocument, statusDocument, type StatusView } from '../documents';
import { EXIT_OK } from '../exit-codes';
import { nextText } from '../render/next-text';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { callsApi, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

interface ReasonOptions extends ApiOptions {
  readonly reason: string;
}

interface ExcludeOptions extends ReasonOptions {
  readonly etag: string;
}

/** Adds the commands. */
export function addActions(program: Command, session: Session): void {
  addTail(program, session);
  addHold(program, session);
  addRelease(program, session);
  addRetry(program, session);
  addExclude(program, session);
  addWithdraw(program, session);
}

function addTail(program: Command, session: Session): void {
  const command = program
    .command('tail')
    .summary('name the last log')
    .description('Names the last log backup, taken after writes stopped on the source.')
    .argument('<id>', 'the migration')
    .argument('<blob>', 'name of the blob, as the file board shows it');
  callsApi(command, session, (context, options, [id = '', blob = '']) =>
    act(context, options, {
      id,
      part: 'tail',
      body: { blob },
      action: `name the tail of ${id}`,
      remark: ({ tail }) =>
        tail
          ? undefined
          : `No readable ${blob} is known yet: compare the name with sqlmi-cutover board ${id}`,
    }),
  );
}

function addHold(program: Command, session: Session): void {
  const command = program
    .command('hold')
    .summary('keep a migration from cutting over')
    .description('Holds a migration: it is watched, but not cut over until it is released.')
    .argument('<id>', 'the migration')
    .requiredOption('--reason <text>', 'why; it is shown and journaled');
  callsApi<ReasonOptions>(command, session, (context, options, [id = '']) =>
    act(context, options, { id, part: 'hold', body: { reason: options.reason }, action: `hold ${id}` }),
  );
}

function addRelease(program: Command, session: Session): void {
  const command = program
    .command('release')
    .summary('end a hold')
    .description('Ends a hold.')
    .argument('<id>', 'the migration');
  callsApi(command, session, (context, options, [id = '']) =>
    act(context, options, { id, part: 'release', body: {}, action: `release ${id}` }),
  );
}

function addRetry(program: Command, session: Session): void {
  const command = program
    .command('retry')
    .summary('have tried again what waits for a person')
    .description(
      'Has tried again what the service waits for (state Retriable, which it cancels after 8 hours), or a creation that was refused or lost. Remove the cause first. Refused with what was found when there is nothing to try again.',
    )
    .argument('<id>', 'the migration');
  callsApi(command, session, (context, options, [id = '']) =>
    act(context, options, { id, part: 'retry', body: {}, action: `retry ${id}` }),
  );
}

function addExclude(program: Command, session: Session): void {
  const command = program
    .command('exclude')
    .summary('take one version of a blob out of consideration')
    .description('Takes one version of a blob out of consideration; an overwritten blob counts again.')
    .argument('<id>', 'the migration')
    .argument('<blob>', 'name of the blob, as the file board shows it')
    .requiredOption('--etag <etag>', 'its ETag as the file board shows it, quoted or not')
    .requiredOption('--reason <text>', 'why; it is shown and journaled');
  callsApi<ExcludeOptions>(command, session, (context, options, [id = '', blob = '']) => {
    const body = { blob, etag: quoted(options.etag), reason: options.reason };
    return act(context, options, { id, part: 'exclude', body, action: `exclude ${blob}` });
  });
}

function addWithdraw(program: Command, session: Session): void {
  const command = program
    .command('withdraw')
    .summary('take back a registration that was a mistake')
    .description(
      'Ends a registration before anything of it runs at the service, of which nothing is asked; its target and folder can be registered again, under another id. Refused with what was found once the migration is adopted, or may have been created: cancel it then.',
    )
    .argument('<id>', 'the migration')
    .requiredOption('--reason <text>', 'why; it is shown and journaled');
  callsApi<ReasonOptions>(command, session, (context, options, [id = '']) =>
    act(context, options, {
      id,
      part: 'withdraw',
      body: { reason: options.reason },
      action: `withdraw ${id}`,
      remark: () => 'Its target and folder can be registered again, under another id',
    }),
  );
}

interface Action {
  readonly id: string;
  readonly part: string;
  readonly body: unknown;
  readonly action: string;
  /** What else to say about the new status. */
  readonly remark?: (status: StatusView) => string | undefined;
}

async function act(
  { client, terminal }: ApiContext,
  { json }: ApiOptions,
  { id, part, body, action, remark }: Action,
): Promise<number> {
  const answer = await client.post(action, pathOf(id, part), body);
  const status = readDocument(statusDocument, answer, client.host);
  const more = remark?.(status);
  const next = nextText(status);
  const lines = [
    `${id}: ${status.headline}`,
    ...(next === undefined ? [] : [`Next: ${next}`]),
    ...(more === undefined ? [] : [more]),
  ];
  if (json) printJson(terminal, answer.body);
  else printLines(terminal, lines.map(printable));
  return EXIT_OK;
}

/** The ledger keeps ETags in the quoted form of If-Match; listings and shells lose the quotes. */
function quoted(etag: string): string {
  return `"${etag.replace(/^W\//, '').replaceAll('"', '')}"`;
}
