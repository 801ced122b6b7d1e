/** Why something may stand still: the likeliest cause first, by what is known, each with what shows it. */
import type { EngineTrouble } from '../engine/reading';
import type { Facts } from '../facts/facts';
import { readsShare } from '../migration/estate-notes';
import { registeredServers } from '../migration/source';
import type { StallCause, StallKind } from '../migration/status-document';
import { hasElapsed } from '../timing';
import type { Block } from './block';
import { backupJobs, credentials, lastLogBackups, preferredReplica, recoveryModel } from './look-at-source';
import type { StallMemory } from './stall-memory';

/** What is known of this look beside the facts. */
export interface StallContext {
  /** Of this look (`rememberStalls`). */
  readonly memory: StallMemory;
  readonly block: Block | undefined;
  /** When the newest log came, while the next one is overdue. */
  readonly overdue: string | undefined;
  /** Since when the chain has its gap. */
  readonly gapSince: string | undefined;
  /** When the access of the run ends, where that is known; ISO 8601 UTC. */
  readonly accessEndsAt: string | undefined;
}

/** The causes of one kind. @example causesOf('logOverdue', facts, context)[0]?.cause // 'the log backup job has stopped …' */
export function causesOf(kind: StallKind, facts: Facts, context: StallContext): readonly StallCause[] {
  return CAUSES[kind](facts, context);
}

type Causes = (facts: Facts, context: StallContext) => readonly StallCause[];

const CAUSES: Readonly<Record<StallKind, Causes>> = {
  gap: gapCauses,
  logOverdue: overdueCauses,
  stalled: restoreCauses,
  engineUnreadable: unreadCauses,
  uploadUnfinished: uploadCauses,
  eventsSilent: eventCauses,
};

/** A log that the chain needs was taken, and is not here: somebody or something wrote it elsewhere, or it was not uploaded. */
function gapCauses({ registration }: Facts): readonly StallCause[] {
  const { databaseName } = registration.source;
  return [
    {
      cause:
        'another backup tool, or somebody by hand, takes logs to another place: the missing log is proof that one was taken',
      look: 'see where the last logs were written, by whom, and stop what writes elsewhere',
      command: lastLogBackups(databaseName),
    },
    {
      cause: 'the upload has left a file out, or it was deleted',
      look: 'compare the last logs with the files in the container',
      command: lastLogBackups(databaseName),
    },
  ];
}

/** Several servers are an availability group; a share has rights of its own; the rest is the same everywhere. */
function overdueCauses(facts: Facts): readonly StallCause[] {
  const { registration } = facts;
  const { databaseName } = registration.source;
  const group: StallCause = {
    cause: 'the availability group prefers another replica for backups, or has failed over',
    look: 'see which replica takes the backups, and whether its job runs',
    command: preferredReplica(databaseName),
  };
  const job: StallCause = {
    cause: 'the log backup job has stopped, is disabled, or fails',
    look: 'see when it ran last, and how it ended',
    command: backupJobs(),
  };
  const isGroup = registeredServers(registration.source).length > 1;
  return [
    ...(isGroup ? [group, job] : [job, group]),
    uploadRights(facts),
    {
      cause: 'another backup tool takes the logs to another place; a gap in the chain would prove it',
      look: 'see where the last logs were written, and by whom',
      command: lastLogBackups(databaseName),
    },
    {
      cause: 'the database is no longer in the full recovery model, or is not online',
      look: 'see its recovery model; after a switch from SIMPLE a new full or differential is needed',
      command: recoveryModel(databaseName),
    },
  ];
}

function uploadRights({ registration }: Pick<Facts, 'registration'>): StallCause {
  return readsShare(registration.engine, registration.preflight)
    ? {
        cause: 'the service may no longer read the share: its user, password or rights have changed',
        look: 'check the rights on the share, and the state of the integration runtime in the portal',
      }
    : {
        cause: 'what uploads may no longer write to the container: its SAS or its rights have ended',
        look: 'see when the credential of BACKUP TO URL was renewed (its end is not stored there), or check the log of what uploads',
        command: credentials(),
      };
}

function restoreCauses({ at }: Facts, { block, accessEndsAt }: StallContext): readonly StallCause[] {
  const step = block?.kind === 'stalled' ? block.step.what : 'see what the service does in the portal';
  return [
    ...(accessEndsAt !== undefined && hasElapsed(accessEndsAt, at, 0)
      ? [
          {
            cause: `the SAS that the service reads the backups with ended at ${accessEndsAt}`,
            look: 'cancel the migration, and create it anew with a longer SAS',
          },
        ]
      : []),
    { cause: 'the service does not see what is missing, cannot read it, or waits for something', look: step },
    {
      cause: 'the service may no longer read the container',
      look: 'preflight judges its rights, its network and the firewall of the storage account',
    },
  ];
}

const UNREAD: Readonly<Record<EngineTrouble['code'], StallCause>> = {
  denied: {
    cause: "the app's identity has lost its role",
    look: 'check its role on the target and the migration service, or have the preflight judge it',
  },
  throttled: {
    cause: 'others use up the requests that Azure allows the subscription, or the identity',
    look: 'look for other tools that poll the management API; the app waits as long as it is asked to',
  },
  unreachable: {
    cause: 'the app does not reach the management API',
    look: 'check its outgoing network, DNS and firewall, and the part managementApi of the health',
  },
  serverError: {
    cause: 'the management API fails',
    look: 'check Azure Service Health for the region',
  },
  unreadable: {
    cause: 'the service answers with something that this version does not understand',
    look: 'read the message; check for a newer version',
  },
};

function unreadCauses({ engine }: Facts): readonly StallCause[] {
  if (engine.kind !== 'trouble') return [];
  const others = Object.entries(UNREAD).filter(([code]) => code !== engine.code && code !== 'unreadable');
  return [UNREAD[engine.code], ...others.map(([, cause]) => cause)];
}

function uploadCauses({ registration }: Facts): readonly StallCause[] {
  const { databaseName } = registration.source;
  return [
    {
      cause: 'the upload broke off, or the backup was cancelled',
      look: 'see whether the backup ended, then upload the file again; delete or exclude what is left of it',
      command: lastLogBackups(databaseName),
    },
    uploadRights({ registration }),
    {
      cause:
        'a large file is still being uploaded: storage tells of a change only when a part of it is committed',
      look: 'check the progress of what uploads',
    },
  ];
}

function eventCauses(): readonly StallCause[] {
  return [
    {
      cause: 'the event subscription is gone, disabled, or does not cover the container',
      look: 'check the subscription and its topic in the portal: delivered and failed events',
    },
    {
      cause: 'the function that receives the events fails, or is disabled',
      look: 'check the functions backupArrived and blobCreated in the log of the app',
    },
  ];
}
