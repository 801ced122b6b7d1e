/** Short forms of what is pasted, and what no step makes of its own. */
import { commandLine } from '../command-line';
import type { ProbeSide } from '../migration/probe-reading';
import type { RunbookCommand, RunbookRequest } from './document';
import type { RunbookNames } from './names';

/** T-SQL for the source server; lines. */
export function onSource(does: string, ...lines: readonly string[]): RunbookCommand {
  return { where: 'source', language: 'sql', does, text: lines.join('\n') };
}

/** T-SQL for the target server; lines. */
export function onTarget(does: string, ...lines: readonly string[]): RunbookCommand {
  return { where: 'target', language: 'sql', does, text: lines.join('\n') };
}

/** A command of the product, with the route that does the same. */
export function ownCommand(does: string, args: readonly string[], request?: RunbookRequest): RunbookCommand {
  return {
    ...{ where: 'shell', language: 'sh', does, text: commandLine(args) },
    ...(request !== undefined && { request }),
  };
}

/** A route of the migration. @example migrationRoute('POST', 'shop', 'hold', { reason: 'not now' }).path // '/api/migrations/shop/hold' */
export function migrationRoute(
  method: RunbookRequest['method'],
  id: string,
  part?: string,
  body?: RunbookRequest['body'],
): RunbookRequest {
  const path = `/api/migrations/${id}${part === undefined ? '' : `/${part}`}`;
  return { method, path, ...(body !== undefined && { body }) };
}

/** Shows where the migration stands. */
export function showStatus({ id }: RunbookNames): RunbookCommand {
  return ownCommand('shows every check and the next step', ['status', id], migrationRoute('GET', id));
}

/** Asks a server what it says of itself, and gives its answer to the product. */
export function probeCommands({ id }: RunbookNames, side: ProbeSide): readonly RunbookCommand[] {
  return [
    ownCommand(
      `prints T-SQL for the ${side}, which only reads: run it there, and keep its answer`,
      ['probe', id, '--side', side],
      migrationRoute('GET', id, 'probe'),
    ),
    ownCommand('gives the answer, and shows what it proves', [
      ...['probe', id, '--side', side],
      ...['--result', 'answer.txt'],
    ]),
  ];
}

/** Keeps the app from sending while the source is opened again. */
export function holdFirst({ id }: RunbookNames): RunbookCommand {
  const reason = 'going back to the source';
  return ownCommand(
    'first: nothing is sent while it is held',
    ['hold', id, '--reason', reason],
    migrationRoute('POST', id, 'hold', { reason }),
  );
}
