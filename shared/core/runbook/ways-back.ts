/** The way back from each situation of the night, and what it costs. */
import { hasEnded } from '../migration/phase';
import type { StatusDocument } from '../migration/status-document';
import { holdFirst, migrationRoute, onTarget, ownCommand, showStatus } from './commands';
import { RUNBOOK_SITUATIONS, type RunbookCommand, type RunbookWayBack } from './document';
import { type RunbookNames, quotedTarget } from './names';
import { reopenCommands } from './source-t-sql';
import type { Standing } from './standing';

type Situation = RunbookWayBack['situation'];
type Way = Omit<RunbookWayBack, 'situation' | 'applies'>;

/** All ways, in the order of the night; where the migration stands is told by `applies`. */
export function waysBack(
  names: RunbookNames,
  status: StatusDocument,
  standing: Standing,
): readonly RunbookWayBack[] {
  const applying = situationsOf(status, standing);
  const ways = waysOf(names, standing);
  return RUNBOOK_SITUATIONS.map((situation) => ({
    situation,
    applies: applying[situation] ?? 'no',
    ...ways[situation],
  }));
}

/** After the cutover nothing that is read shows whether the target was written to. */
function situationsOf(
  status: StatusDocument,
  { passed }: Standing,
): Partial<Record<Situation, 'yes' | 'unknown'>> {
  if (status.phase === 'completed') return { targetUnwritten: 'unknown', targetWritten: 'unknown' };
  if (status.phase === 'exported') return {};
  if (hasEnded(status)) return { endedWithoutCutover: 'yes' };
  if (passed.passed === 'yes') return { requestSent: 'yes' };
  if (passed.passed === 'unknown') return { requestUnclear: 'yes' };
  return status.tail === undefined
    ? { sourceUntouched: 'unknown', tailTaken: 'unknown' }
    : { tailTaken: 'yes' };
}

function waysOf(names: RunbookNames, { isOffline }: Standing): Readonly<Record<Situation, Way>> {
  return { ...waysBefore(names, isOffline), ...waysAfter(names) };
}

const JOBS = 'Enable the Agent jobs again, with the statements that were kept, and start the application.';

function waysBefore(
  names: RunbookNames,
  isOffline: boolean,
): Readonly<Record<'sourceUntouched' | 'tailTaken' | 'requestUnclear', Way>> {
  const reopen = reopenCommands(names);
  return {
    sourceUntouched: {
      title: 'Before the tail: nothing is lost',
      notes: [`The migration goes on: the next log continues the chain. ${JOBS}`],
      commands: reopen,
    },
    tailTaken: {
      title: 'After the tail, before the request: the source goes on',
      notes: afterTheTail(names, isOffline),
      commands: [...(isOffline ? [] : [holdFirst(names)]), ...reopen, cancel(names)],
    },
    requestUnclear: {
      title: isOffline ? 'The service may begin at any moment' : 'The request may be on its way',
      notes: [
        'Leave the source closed: two databases that both take writes cannot be merged again.',
        isOffline
          ? 'Only a cancel stops it, and it may come too late: it is refused once the service has begun.'
          : 'Nothing is repeated: the outcome is observed. Wait until the status shows it; open the source only if it ends without a cutover.',
      ],
      commands: [showStatus(names), ...(isOffline ? [cancel(names)] : [])],
    },
  };
}

function waysAfter(
  names: RunbookNames,
): Readonly<Record<Exclude<Situation, 'sourceUntouched' | 'tailTaken' | 'requestUnclear'>, Way>> {
  const reopen = reopenCommands(names);
  return {
    requestSent: {
      title: 'The service completes the cutover: there is no way back until it has',
      notes: [
        'A hold and a cancel are refused now. Leave the source closed, and change nothing in the portal.',
        'If it ends as failed or canceled, the source is the truth again: see the last row.',
      ],
      commands: [showStatus(names)],
    },
    targetUnwritten: {
      title: 'After the cutover, before the first write to the target',
      notes: [
        'Source and target are the same: open the source, and leave the applications there. Nothing is lost but the migration: to move again, begin with a new full backup, under another id.',
        'Keep everybody out of the target, or delete it, so that nobody writes to it by mistake.',
      ],
      commands: [sessionsOnTarget(names), ...reopen],
    },
    targetWritten: {
      title: 'After the first write to the target: it is the only truth',
      notes: afterTheFirstWrite(names),
      commands: [],
    },
    endedWithoutCutover: {
      title: 'It ended without a cutover: the source is the truth',
      notes: [
        `Make sure that nobody uses ${names.target}; then open the source. ${JOBS}`,
        'To migrate again, begin with the full backup, under another id.',
      ],
      commands: reopen,
    },
  };
}

/** A source that is recovered begins another recovery fork (rules K1 to K5, docs/lsn-chain.md). */
function afterTheTail({ place }: RunbookNames, isOffline: boolean): readonly string[] {
  return [
    isOffline
      ? 'Once the tail is there the service may cut over at any moment: open the source only after a cancel that is confirmed.'
      : 'Hold the migration first: an approval becomes void, and mode auto waits.',
    `From the first write on, that tail is none. ${JOBS}`,
    'After RESTORE … WITH RECOVERY the source may be on another recovery fork: the board shows whether its next logs continue the chain. If they do not, begin again with a new full backup.',
    ...(place.kind === 'share'
      ? ['Take the tail off the share before the service uploads it, if it has not yet.']
      : []),
    'A cancel gives the migration up: the target database is lost, the source is not touched.',
  ];
}

function cancel({ id, target }: RunbookNames): RunbookCommand {
  return ownCommand(
    'only to give the migration up: THE TARGET DATABASE IS LOST',
    ['cancel', id, '--confirm', target],
    migrationRoute('POST', id, 'cancel', { confirm: target }),
  );
}

/**
 * Source: Microsoft Learn, "Update policy" and "T-SQL differences" (backups of an instance are COPY_ONLY, to a URL, and need a
 * key of your own where the database is encrypted).
 */
function afterTheFirstWrite({ isVirtualMachine }: RunbookNames): readonly string[] {
  return [
    'Opening the source now loses everything that was written to the target. Going back is a migration of its own, with its own downtime.',
    isVirtualMachine
      ? 'A backup of the target restores on a source of the same or a newer version of SQL Server, on none older.'
      : 'A COPY_ONLY backup of the target restores on SQL Server only where the update policy of the instance is that of its version (2022 or 2025), and not if a service-managed key encrypts it. For older sources the data has to be copied: BACPAC, transactional replication, or your own tools.',
    'Decide before the first write how long you would go back, and who decides it.',
  ];
}

function sessionsOnTarget(names: RunbookNames): RunbookCommand {
  const { text } = quotedTarget(names);
  return onTarget(
    'lists who is connected to the target, and since when',
    'SELECT session_id, login_name, host_name, program_name, login_time, last_request_end_time, writes',
    'FROM sys.dm_exec_sessions',
    `WHERE database_id = DB_ID(${text}) AND is_user_process = 1 AND session_id <> @@SPID;`,
  );
}
