/** What each step of the night says, with the names filled in; which of them is due is said elsewhere (standing.ts). */
import { shellQuoted } from '../command-line';
import type { PreflightResult } from '../migration/preflight-result';
import type { Registration } from '../migration/registration';
import type { StatusDocument } from '../migration/status-document';
import { migrationRoute, ownCommand, probeCommands, showStatus } from './commands';
import type { RunbookCheck, RunbookCommand, RunbookStepName } from './document';
import { isOfTail } from './go';
import type { RunbookNames } from './names';
import { freezeCommands, tailCommands } from './source-t-sql';
import type { Standing } from './standing';
import { targetAddress, verifyCommands } from './target-t-sql';
import { APPROVES, groupCommands, missingNotes, whoApproves } from './who-approves';
import { windowNotes } from './window-notes';

/** What a step says. */
export interface StepText {
  readonly title: string;
  readonly notes: readonly string[];
  readonly checks?: readonly RunbookCheck[];
  readonly commands: readonly RunbookCommand[];
}

/** What the steps are written from. */
export interface StepContext {
  readonly names: RunbookNames;
  readonly registration: Registration;
  readonly status: StatusDocument;
  readonly standing: Standing;
  readonly preflight: PreflightResult | undefined;
}

/** Every step's text. */
export const STEP_TEXTS: Readonly<Record<RunbookStepName, (context: StepContext) => StepText>> = {
  before,
  freeze,
  tail,
  name,
  catchUp,
  approve,
  complete,
  verify,
  repoint,
  afterwards,
};

function before({ names, status, standing, preflight }: StepContext): StepText {
  const expiresAt = status.engineStatus?.expiresAt;
  return {
    title: 'Go or no go',
    notes: [
      'Go if every row is met or waived; otherwise nothing is gained by freezing the source.',
      ...foundBy(preflight, 'LIM-16', 'The time it takes'),
      ...(expiresAt === undefined ? [] : [`The service ends the migration by itself at ${expiresAt}.`]),
    ],
    checks: standing.go,
    commands: [
      showStatus(names),
      ownCommand(
        'runs the preflight anew',
        ['preflight', names.id],
        migrationRoute('POST', names.id, 'preflight'),
      ),
    ],
  };
}

/** What a row of the preflight found, where it ran. */
function foundBy(preflight: PreflightResult | undefined, id: string, title: string): readonly string[] {
  const row = preflight?.rows.find((one) => one.id === id);
  return row === undefined || row.found === '' ? [] : [`${title} (preflight ${id}): ${row.found}.`];
}

function freeze({ names }: StepContext): StepText {
  const { database, servers } = names;
  const where = servers.length === 0 ? 'the source server' : servers.join(' or ');
  return {
    title: `Freeze ${database} on ${where}`,
    notes: [
      'A tail that is taken before writes stopped is none, and the product cannot see that.',
      'Stop the application first, then disable the jobs; the log backup job too, or its next log ends after your tail. Other backup tools have schedules of their own.',
      'RESTRICTED_USER does not keep out an application whose login is db_owner or sysadmin: disable that login, or end its sessions until none is left.',
      'RESTRICTED_USER and READ_ONLY are settings of the database, which no page of Microsoft promises to leave behind: rehearse with them. On a managed instance ALTER DATABASE cannot change them.',
      ...(servers.length > 1
        ? [
            'In an availability group both settings, and BACKUP LOG WITH NORECOVERY, are refused (error 1468): remove the database from the group on its primary first, or stop the application and take the last log without NORECOVERY.',
          ]
        : []),
    ],
    commands: freezeCommands(names),
  };
}

function tail({ names, standing: { isOffline } }: StepContext): StepText {
  const { tail: named } = names;
  if (named === undefined)
    return {
      title: 'Take the tail',
      notes: [
        'The service cuts over after the backup that was named when it was started, and does not report that name. Take the last log under exactly that name: BACKUP LOG … WITH NORECOVERY, CHECKSUM.',
      ],
      commands: [],
    };
  if (named.known && isOffline)
    return { title: `The tail is ${named.blob}`, notes: ['It is there.'], commands: [] };
  return {
    title: named.known ? `The tail is ${named.blob}` : `Take the tail, ${named.blob}`,
    notes: [
      ...(named.known ? ['It is there. Only to take another one, under a name that was never used:'] : []),
      ...howToWrite(names),
      isOffline
        ? 'The name has to be exactly this: the service cuts over after it, and compares letters.'
        : 'Each tail gets a name that was never used: the service reports files by name alone.',
      'NORECOVERY proves that nothing was written after it: the source is left restoring.',
    ],
    commands: [...tailCommands(names), ...(isOffline ? [] : probeCommands(names, 'source'))],
  };
}

/** Source: Microsoft Learn, "SQL Server backup to URL" (SAS from SQL Server 2016 on, named by the URL of the container). */
function howToWrite({ place, containerUrl }: RunbookNames): readonly string[] {
  if (place.kind === 'share')
    return [
      place.path === undefined
        ? 'Write it to the share that the service reads, which is not registered: put its path in the place of <server> and <share>.'
        : `Write it to the share that the service reads, ${place.path}; the service uploads it.`,
    ];
  return [
    'BACKUP … TO URL needs SQL Server 2016 or newer and a credential for the container, with a SAS that may write. Otherwise take it TO DISK, and upload the file under this name.',
    ...(containerUrl.startsWith('https://')
      ? []
      : ['This container is an emulator on one machine: SQL Server writes to https only.']),
  ];
}

function name({ names, status }: StepContext): StepText {
  const { id, tail: known } = names;
  const proof = status.policy.tailProof;
  const blob = known?.blob ?? '<blob>';
  return {
    title: 'Name the tail',
    notes: [
      proof === 'marked'
        ? 'The policy accepts a mark only: the name ends in .final.trn, or the blob has the metadata tail=true.'
        : proof === 'either'
          ? 'A name that ends in .final.trn, or the metadata tail=true, marks it as well; naming it does no harm.'
          : 'The policy accepts only a tail that is named.',
      'What is named is the backup, with its LSN: an upload over it un-names it.',
      'Wait until the board shows the file, and compare the name.',
    ],
    commands: [
      ownCommand(
        'shows the files, the newest at the end',
        ['board', id],
        migrationRoute('GET', id, 'backups'),
      ),
      ...(known === undefined
        ? []
        : [ownCommand('names it', ['tail', id, blob], migrationRoute('POST', id, 'tail', { blob }))]),
    ],
  };
}

/** How each service counts what is pending: docs/engines.md, "How each check is fed". */
const PENDING = {
  dms: 'The service counts pending logs and differentials; both have to be zero. A count that is missing is unknown, not zero.',
  lrs: 'The service lists its files as Queued, Restoring or Restored: every log has to be Restored or Skipped. In its short answer only "idle after the last uploaded file" proves it.',
  'dms-classic':
    'The service lists backup sets: every active one has to be Restored, up to the tail. It uploads from the share first, which takes a while.',
} as const;

function catchUp({ names, registration, status, standing }: StepContext): StepText {
  const pending = status.engineStatus?.pendingLogs;
  return {
    title: standing.isOffline
      ? 'Wait until the service has begun'
      : 'Wait until the tail is restored and nothing is pending',
    notes: [
      PENDING[registration.engine],
      `Nothing may be pending in ${status.policy.stableReads} readings in a row, 30 s apart. Pending logs, as last read: ${pending ?? 'unknown'}.`,
      `From the tail on, the app assesses every ${status.policy.windowPollSeconds} s; the headline names the first check that is not met.`,
    ],
    checks: status.readiness.checks
      .filter(isOfTail)
      .map(({ code, state, reason }) => ({ code, state, reason })),
    commands: [ownCommand('follows it until it has ended', ['watch', names.id])],
  };
}

function approve({ names, status, standing }: StepContext): StepText {
  const { id, target, tail: known } = names;
  const { mode, approvalMinutes, window } = status.policy;
  const term = window === undefined ? `for ${approvalMinutes} min` : 'until the window closes';
  if (standing.isOffline)
    return {
      title: 'Nothing to approve',
      notes: ['Nothing is sent: the service cuts over by itself.'],
      commands: [],
    };
  const holds = (status.holds ?? []).map(
    ({ number, by, reason }) =>
      `Hold ${number} of ${by} stands: ${reason}. Release it once its reason is gone.`,
  );
  const expectedTail = known?.blob ?? '<blob>';
  const verb = mode === 'approve' ? 'approve' : 'cutover';
  const args = [verb, id, '--tail', expectedTail];
  return {
    title: standing.needsApproval ? 'Approve the cutover' : 'The policy allows the cutover',
    notes: [
      standing.needsApproval
        ? `Mode ${mode}: ${whoApproves(status.policy)} this tail, this operation and this target, ${term}. A file beyond the tail, a hold, or another policy makes an approval void.`
        : 'Mode auto: the app sends the request at the first assessment at which every check is met. To stop it, hold the migration before.',
      'An answer 409 lists every check that is not met, and nothing was sent. After a 202 the app checks everything again, and sends once.',
      ...missingNotes(status),
      ...windowNotes(status.window),
      ...holds,
    ],
    commands: [
      ownCommand('shows what would be sent, and sends nothing', [...args, '--dry-run']),
      ...(standing.needsApproval ? groupCommands(status) : []),
      ...(standing.needsApproval
        ? [
            ownCommand(
              status.group === undefined ? APPROVES[verb] : APPROVES.inGroup,
              [...args, '--confirm', target],
              migrationRoute('POST', id, verb, { confirm: target, expectedTail }),
            ),
          ]
        : []),
    ],
  };
}

/** How long: docs/cutover.md, "Completing". */
const COMPLETES = {
  dms: 'The state goes from Completing to Succeeded.',
  lrs: 'The request names the last file. The status goes from CompletingMigration to Completed, and the database is Online.',
  'dms-classic':
    'The state of the database goes from CUTOVER_IN_PROGRESS to COMPLETED. The other databases of the task go on.',
} as const;

function complete({ names, registration, preflight }: StepContext): StepText {
  return {
    title: 'Wait until the service has completed',
    notes: [
      COMPLETES[registration.engine],
      ...(names.isVirtualMachine
        ? []
        : [
            'Minutes on General Purpose. Business Critical seeds its replicas first: up to an hour for every 220 GB in 90 of 100 cases, and the database cannot be used before.',
          ]),
      ...foundBy(preflight, 'LIM-05', 'Seeding'),
      'Change nothing in the portal. Point nothing at the target before the outcome is confirmed.',
    ],
    commands: [
      ownCommand('follows it; exit code 0 is confirmed, 3 completed without proof', ['watch', names.id]),
    ],
  };
}

function verify({ names, status }: StepContext): StepText {
  const unproven = status.cutover?.state === 'completedUnproven';
  return {
    title: `Verify ${names.target}`,
    notes: [
      'Before anybody writes to it: until the first write the way back costs nothing.',
      ...(unproven
        ? [
            `Part of the proof is missing: ${status.cutover.reason ?? 'see the status'}. Compare with the source.`,
          ]
        : []),
      'Compare row counts with those of the frozen source. The compatibility level is that of the source: raise it later, with tests.',
      'Logins, Agent jobs, linked servers, credentials and other objects of the server do not come along. Create SQL logins with the SID and the password hash of the source, and no user is orphaned; Windows logins become Microsoft Entra logins, or need Windows authentication for Entra principals.',
    ],
    commands: [...probeCommands(names, 'target'), ...verifyCommands(names)],
  };
}

function repoint({ names }: StepContext): StepText {
  const { instance, targetDatabase, targetId, isVirtualMachine } = names;
  return {
    title: `Point the applications at ${targetDatabase} on ${instance}`,
    notes: [
      'Change connection strings, DNS alias or listener, and what else names the source: linked servers, SSIS packages, reports, backups of other tools.',
      ...(isVirtualMachine
        ? []
        : [
            'Within the virtual network the port is 1433; the public endpoint, if it is on, has .public. after the name of the instance, and port 3342.',
          ]),
      'With the first write the target is the only truth. Start one application, look at it, then the others.',
    ],
    commands: [
      ...(isVirtualMachine
        ? []
        : [
            {
              ...({ where: 'shell', language: 'sh', does: 'shows the name to connect to' } as const),
              text: `az sql mi show --ids ${shellQuoted(targetId)} --query fullyQualifiedDomainName --output tsv`,
            },
          ]),
      targetAddress(),
    ],
  };
}

function afterwards({ names }: StepContext): StepText {
  const { id, isVirtualMachine } = names;
  return {
    title: 'Afterwards',
    notes: [
      'Keep the source closed, and its backups, until you would not go back any more; write down who decides that, and when.',
      isVirtualMachine
        ? 'Take a full backup of the target at once, and set its backup schedule up: nobody does that for you.'
        : 'The instance takes its backups by itself, the first soon after the cutover; check the retention.',
      'Keep the evidence with the change.',
    ],
    commands: [
      ownCommand(
        'prints the evidence, to sign and file',
        ['evidence', id, '--markdown'],
        migrationRoute('GET', id, 'evidence'),
      ),
    ],
  };
}
