/** `admin notify-test` and `admin notify-status`: receivers of notifications. */
import type { Command } from 'commander';
import { readDocument } from '../documents';
import { EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { receiverList, receiverTest, type ReceiversDocument } from '../notify-documents';
import { printable } from '../render/paint';
import { timeText } from '../render/times';
import type { Session } from '../session';
import { callsApi, printJson, printLines } from './api-command';

/** Adds the commands. */
export function addNotify(admin: Command, session: Session): void {
  addNotifyTest(admin, session);
  const command = admin
    .command('notify-status')
    .description(
      'Shows of each receiver of notifications what it took last, whether it is behind, and why; ends with 2 if one is.',
    );
  callsApi(command, session, async ({ client, terminal }, { json }) => {
    const answer = await client.get('show how receivers stand', 'notifications');
    const { items } = readDocument(receiverList, answer, client.host);
    if (json) printJson(terminal, answer.body);
    else printLines(terminal, items.length === 0 ? ['There are no receivers'] : items.flatMap(linesOf));
    const isTrouble = items.some(({ behind, failingSince }) => (behind ?? failingSince ?? null) !== null);
    return isTrouble ? EXIT_NOT_READY : EXIT_OK;
  });
}

function addNotifyTest(admin: Command, session: Session): void {
  const command = admin
    .command('notify-test')
    .argument('<receiver>', 'a name of the setting NotifyReceivers')
    .description('Sends a test message to a receiver of notifications; ends with 2 if it is not taken.');
  callsApi(command, session, async ({ client, terminal }, { json }, [receiver = '']) => {
    const answer = await client.post(`test receiver ${receiver}`, 'notifications/test', { receiver });
    const { id, delivered, code, text } = readDocument(receiverTest, answer, client.host);
    if (json) printJson(terminal, answer.body);
    else {
      const line = delivered
        ? `${receiver} took the message ${id}`
        : `${receiver} did not take the message ${id}: ${text ?? 'no reason given'} (${code ?? 'unknown'})`;
      printLines(terminal, [printable(line)]);
    }
    return delivered ? EXIT_OK : EXIT_NOT_READY;
  });
}

type ReceiverItem = ReceiversDocument['items'][number];

function linesOf(item: ReceiverItem) {
  const { name, kind, lastTaken, behind, failingSince, lastFailure, refusedDigest, nextAt } = item;
  const lines = [
    lastTaken
      ? `took ${lastTaken.id} at ${timeText(lastTaken.at)}`
      : 'took no message of a migration or a group yet',
    ...(behind
      ? [`behind since ${timeText(behind.since)}: ${behind.waiting} migrations or groups wait`]
      : []),
    ...(lastFailure ? [failureText(lastFailure, failingSince)] : []),
    ...(refusedDigest
      ? [
          `refused the digest ${refusedDigest.id} for good at ${timeText(refusedDigest.at)}: ${refusedDigest.text} (${refusedDigest.code}); its events are told one by one`,
        ]
      : []),
    ...(nextAt ? [`tried again at ${timeText(nextAt)}`] : []),
  ];
  return [`${name} (${kind})`, ...lines.map((line) => `  ${line}`)].map(printable);
}

function failureText(
  { code, text, migration, at }: NonNullable<ReceiverItem['lastFailure']>,
  failingSince: string | null | undefined,
): string {
  const when = at ? ` at ${timeText(at)}` : '';
  const since = failingSince ? `fails since ${timeText(failingSince)}; ` : '';
  return `${since}last failure${when}, of ${migration}: ${text} (${code})`;
}
