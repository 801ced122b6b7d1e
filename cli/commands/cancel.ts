/** `cancel <id>`: gives the migration up; what is restored so far goes with it. */
import type { Command } from 'commander';
import { hasEnded } from '../../shared/core/migration/phase';
import type { OperatorVerb } from '../../shared/operator-verbs/verb';
import { confirmedName, targetOf } from '../confirm';
import { readDocument, statusDocument, storedAlone, type StatusView } from '../documents';
import { cancelEffectOf } from '../engine-words';
import { EXIT_OK } from '../exit-codes';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { callsApi, pathOf, printJson, printLines, type ApiOptions } from './api-command';
import { flagsOf } from './verb-flags';

interface CancelOptions extends ApiOptions {
  readonly confirm?: string;
}

/** Shows what the cancel would do, asks for the target's name, and sends it. */
export function runCancel(command: Command, session: Session, verb: OperatorVerb): void {
  callsApi<CancelOptions>(command, session, async ({ client, terminal }, { json, confirm }, [id = '']) => {
    const action = `cancel ${id}`;
    const path = pathOf(id, 'cancel');
    const status = readDocument(statusDocument, await client.get(action, pathOf(id)), client.host);
    const asks = confirm === undefined && terminal.inIsTty;
    if (!hasEnded(status) && (asks || !json)) terminal.err(`${printable(consequence(status))}\n`);
    const target = targetOf(status);
    const name = await confirmedName(terminal, { action, given: confirm, target });
    const answer = await client.post(action, path, { confirm: name }, flagsOf(verb));
    const headline = storedAlone(answer) ?? readDocument(statusDocument, answer, client.host).headline;
    if (json) printJson(terminal, answer.body);
    else printLines(terminal, [printable(`Cancellation requested. ${id}: ${headline}`)]);
    return EXIT_OK;
  });
}

/** What the cancel would do, in the words of the engine; nothing is sent yet. */
function consequence({ id, engine, target }: StatusView): string {
  const lost = target ? `${target.database} on instance ${target.instance}` : 'not known';
  return `To cancel ${id} means: the service ${cancelEffectOf(engine)}. Target database: ${lost}. That cannot be undone.`;
}
