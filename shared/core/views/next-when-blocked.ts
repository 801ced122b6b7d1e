/** What an operator does about a block. */
import { commandLine } from '../command-line';
import type { FruitlessCause } from '../cutover/fruitless';
import { formatLsn } from '../lsn';
import type { NextStep } from '../migration/status-document';
import { storageRemedy } from '../migration/storage-trouble';
import { SOURCE_CHECKS } from '../readiness/source-checks';
import { type UnknownCause, unknownRow } from '../readiness/unknowns';
import { type Block, type ForBlock, forBlock } from '../watch/block';

/** The step that a block asks for. @example nextStepFor({ kind: 'tailAmbiguous', blobs: ['a', 'b'] }).action // 'board' */
export function nextStepFor(block: Block): NextStep {
  return forBlock(NEXT_STEPS, block);
}

const NEXT_STEPS: ForBlock<NextStep> = {
  adoptionRefused: (block) => operator(forRefusedAdoption(block)),
  creationFailed: (block) => operator(`remove the cause, then retry it${orWithdraw(block)}`, 'retry'),
  preflightStops: (block) => operator(forPreflight(block), 'preflight'),
  engineUnreadable: (block) =>
    operator(
      `let the app read the service again: rights, network, its health${
        block.canWithdraw
          ? orWithdraw(block)
          : '; if it is gone for good, find out what became of the migration, and settle it as completed or canceled'
      }`,
    ),
  watchStuck: () => ({
    who: 'app',
    what: 'nudges the watch with every sweep, then restarts it; if that does not help within half an hour, restart the app',
  }),
  frozen: () =>
    operator(
      `nothing is sent for any migration until an administrator thaws the ledger: ${commandLine(['admin', 'thaw'])}`,
      'thaw',
    ),
  adoptionWaits: (block) =>
    operator(
      `check the migration in the portal, and on the board whether its last restored file is in the registered folder; upload what is missing there. The migration is adopted as soon as the service reports enough; if it never does, ask Microsoft support${orWithdraw(block)}`,
      'board',
    ),
  stateLasts: forLastingState,
  nothingToAdopt: (block) =>
    operator(`start the migration at the service; it is then adopted${orWithdraw(block)}`),
  migrationGone: () =>
    operator(
      'find out in the portal what became of the migration, starting with the target database; then settle it as completed or canceled',
      'settle',
    ),
  completingLong: () =>
    operator(
      'if the target is Business Critical and that time has not passed, wait; otherwise ask Microsoft support, with the operation id. Change nothing in the portal. Once the database is certainly in use, settle it as completed',
      'settle',
    ),
  awaitsRetry: forRetry,
  serviceFailed: (block) =>
    operator(block.failure.remedy ?? 'read the message of the service and its link; ask Microsoft support'),
  cutoverStuck: (block) => operator(forStuck(block), 'settle'),
  anotherOperation: () =>
    operator(
      'find out who restarted it, and finish or cancel that operation by hand (nothing is sent here); then settle this registration: as completed once the target database is online, otherwise as canceled',
      'settle',
    ),
  serviceBlocked: () => operator('do what the reason says; the service then continues by itself'),
  checkUnknown: forUnknown,
  fileRefused: forRefused,
  stalled: (block) => (block.cause === undefined ? block.step : forUnknown({ ...block, cause: block.cause })),
  storageUnreadable: (block) => operator(storageRemedy(block.trouble, block.canWithdraw)),
  restoredElsewhere: (block) => operator(forElsewhere(block)),
  chainError: (block) => operator(block.message, 'board'),
  chainBroken: (block) => operator(forChain(block), 'board'),
  otherSource: () => operator(SOURCE_CHECKS[0].next.what, SOURCE_CHECKS[0].next.action),
  offlineTailDiffers: (block) =>
    operator(
      `name ${block.told} as the tail if it is the last backup; if it is not, cancel, and start an offline migration that ends with the right one: the service restores nothing after ${block.told}`,
      'tail',
    ),
  lastBackupDoubtful: () =>
    operator(
      'compare the name with the last backup that you mean. If it is another, cancel, and start an offline migration that ends with the right one by its exact name; if the name is right, move newer files away before the service reads them',
      'board',
    ),
  tailUnnamed: (block) =>
    operator(`compare what ${block.blob} holds now with what you mean, and name the tail again`, 'tail'),
  tailVersionUnproven: (block) => operator(forUnprovenVersion(block), 'tail'),
  tailAmbiguous: (block) => operator(`choose one of ${block.blobs.join(', ')}: name it as the tail`, 'tail'),
  approvalLapsed: () =>
    operator('compare the tail with the approved one; then approve the cutover again', 'cutover'),
  windowOver: (block) =>
    operator(
      `give the policy another window, or none: ${commandLine(['policy', 'set', block.migration, '--window', 'window.json'])}`,
    ),
  attemptObjected: () =>
    operator('remove the cause; then approve the cutover again, or cancel the migration', 'cutover'),
  attemptsFail: (block) => operator(FOR_FAILURE[block.run.cause]),
};

/** A question needs an answer, anything else a remedy; a waiver is the way past either. */
function forPreflight(block: Extract<Block, { kind: 'preflightStops' }>): string {
  const { migration, rows } = block;
  const questions = rows.filter(({ state }) => state === 'forYou').map(({ id }) => id);
  const others = rows.filter(({ state }) => state !== 'forYou').map(({ id }) => id);
  const tick = commandLine(['preflight', 'tick', migration, ...questions.slice(0, MOST_ROWS)]);
  const [first = ''] = [...others, ...questions];
  const again = commandLine(['preflight', migration]);
  const waive = commandLine(['preflight', 'waive', migration, first, '--reason', 'WHY']);
  return [
    ...(others.length === 0 ? [] : [`do what the preflight says of each row, and run it again: ${again}`]),
    ...(questions.length === 0 ? [] : [`answer its questions with yes once it is so: ${tick}`]),
    `to create the migration in spite of a row: ${waive}${orWithdraw(block)}`,
  ].join('; ');
}

/** Questions that one command names. */
const MOST_ROWS = 12;

/** It goes on trying: whoever has removed the cause has nothing else to do. */
const FOR_FAILURE: Readonly<Record<FruitlessCause, string>> = {
  notSent:
    'find out why the app cannot send its request: check its identity, its roles at the service, the network, and the load of the host. The next attempt follows by itself',
  busy: 'find out in the portal what the service is busy with (another change of the instance or the database, a request limit), and let it finish; the next attempt follows by itself. If nothing runs there, ask Microsoft support, with the operation id',
  slow: 'make the last assessment faster: storage or the service responds slowly, the host is too small, or the folder has very many files. The next attempt follows by itself',
  clock: 'correct the clock of the host; the next attempt follows by itself',
  changed:
    'find out in the journal what keeps changing this migration (a script, a second app on this ledger), and stop it; the next attempt follows by itself',
  unmet:
    'examine the check that the reason names: it is met at one assessment and not at the next. The next attempt follows by itself',
  unfinished:
    "check the app's log for what stops the run that is to send it, and restart the app; nothing was sent",
};

/** A new name is the way that is always open: the service restores it, and nothing lay under it before. */
function forUnprovenVersion({
  blob,
  migration,
  canConfirm,
}: Extract<Block, { kind: 'tailVersionUnproven' }>): string {
  const anew = `upload the log that ${blob} contains now under a name never used before, and name that one as the tail; if the service ignores it as a copy, take one more log`;
  if (!canConfirm) return anew;
  const confirm = commandLine(['tail', migration, blob, '--unchanged']);
  return `if ${blob} was uploaded only once, confirm that by its last LSN: ${confirm}; otherwise ${anew}`;
}

function forLastingState({ state }: Extract<Block, { kind: 'stateLasts' }>): NextStep {
  return state === 'canceling'
    ? operator(
        'check in the portal whether the target database still exists (it is lost in any case); ask Microsoft support to end the cancel, with the operation id. Once the database is gone, settle it as canceled',
        'settle',
      )
    : operator(
        'check the migration in the portal; if it is not set up there, ask Microsoft support, with the operation id, or cancel it and start again',
      );
}

/** It was called wrong under its name, and a copy under that name may stay so. */
function forRefused({ refused: { file, type, isTail } }: Extract<Block, { kind: 'fileRefused' }>): NextStep {
  const anew = `compare ${file} with the file on the source, and upload that file, complete and readable by the service, under a name never used before`;
  if (isTail)
    return operator(
      `${anew}; then name it as the tail. If it is also damaged on the source, take one more log`,
      'tail',
    );
  const instead = type === 'log' ? '; or upload a differential that goes beyond it' : '';
  return operator(`${anew}${instead}`, 'board');
}

/** What no reading settles: the verb, or that there is none and what to do instead. */
function forUnknown({ cause }: { readonly cause: UnknownCause }): NextStep {
  const { wayOut } = unknownRow(cause);
  const what =
    wayOut.kind === 'verb' ? wayOut.how : `no reading has settled it, and no command can: ${wayOut.instead}`;
  return operator(what, wayOut.kind === 'verb' && wayOut.verb === 'settle' ? 'settle' : undefined);
}

/** Once a creation may have arrived, nobody can say that nothing was changed at the service. */
function forRefusedAdoption(block: Extract<Block, { kind: 'adoptionRefused' }>): string {
  const remedy = block.failure?.remedy === undefined ? '' : `${block.failure.remedy} Then `;
  const unchanged = block.canWithdraw ? '; nothing was changed at the service' : '';
  return `${remedy}correct what the reason names${orWithdraw(block)}${unchanged}`;
}

/** The way out of a registration that names the wrong thing. Once a creation may have arrived, nothing here ends what runs. */
function orWithdraw({ canWithdraw }: { readonly canWithdraw: boolean }): string {
  return canWithdraw
    ? '; or withdraw this registration, and register what you meant under another id'
    : '; or cancel what was created in the portal, settle this registration as canceled, and register what you meant under another id';
}

/** Nothing is tried before it is certain what the service does. */
function forStuck({ byService, restores }: Extract<Block, { kind: 'cutoverStuck' }>): string {
  const look = 'check the migration in the portal, and ask Microsoft support before you try anything';
  const lost = byService
    ? 'that the service continues to restore, settle it as notReceived: the watch then continues, and it can be cancelled'
    : 'that the request was not accepted, settle it as notReceived, and approve another attempt';
  return restores
    ? `${look}; once it is certain ${lost}`
    : `${look}; once it is certain what became of it, settle it as completed or canceled, or, if the service continues to restore, as notReceived`;
}

function forElsewhere({
  file,
  account,
  container,
  foundIn,
  canWithdraw,
}: Extract<Block, { kind: 'restoredElsewhere' }>): string {
  const anew = canWithdraw
    ? 'withdraw this registration, and register'
    : 'cancel what was created in the portal, settle this registration as canceled, and register';
  return foundIn === undefined
    ? `find out which storage account, container and folder the service reads; ${anew} that place; if ${file} was there and was deleted, upload it again to container ${container} of storage account ${account}`
    : `${anew} container ${container} of storage account ${foundIn}`;
}

function forRetry({ retry, failure }: Extract<Block, { kind: 'awaitsRetry' }>): NextStep {
  switch (retry?.state) {
    case 'intended':
    case 'sending':
      return { who: 'app', what: 'asks the service to retry' };
    case 'sent':
    case 'unknown':
      return { who: 'app', what: `checks whether the retry of ${retry.at} took effect` };
    case 'refused':
    case 'withdrawn':
    case undefined:
      return operator(`${failure?.remedy ?? 'Remove the cause.'} Then retry it, within 8 hours`, 'retry');
  }
}

/** At once, grace or not: what is missing may exist on the source only. */
function forChain({ status, gap, summary }: Extract<Block, { kind: 'chainBroken' }>): string {
  if (status === 'no-full')
    return 'upload the full backup that the service restored again, with all stripes and under its old name: the service has restored it, but this app needs its header to prove a chain';
  if (status !== 'gap' || gap === undefined) return summary;
  return gap.cause !== undefined && gap.reason !== undefined
    ? gap.reason
    : `upload the log backup that contains LSN ${formatLsn(gap.needLsn)}, taken after ${gap.lastGoodFile}; or a differential that goes beyond it`;
}

function operator(what: string, action?: NextStep['action']): NextStep {
  return action === undefined ? { who: 'operator', what } : { who: 'operator', what, action };
}
