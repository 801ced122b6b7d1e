/** Where a migration found at the service is not the one that the operator described. */
import { isSamePlace, placeOf } from '../../core/migration/backup-place';
import type { PolicyMode } from '../../core/migration/policy';
import type { DiscoveryRequest } from '../../core/migration/registration';
import { isSameName } from '../../core/names';
import type { FoundMigration } from './ask-engines';

/** A field of the request that the migration at the service contradicts. */
export interface Contradiction {
  readonly field: string;
  readonly message: string;
}

/** What the migration at the service says otherwise than the request: each field, what was found, what to do. */
export function contradictionsOf(
  request: Pick<DiscoveryRequest, 'source' | 'backups' | 'policy'>,
  { engine, migration }: FoundMigration,
  source: string,
): readonly Contradiction[] {
  const wanted = request.source?.databaseName;
  const { containerName, online } = migration;
  return [
    ...(wanted !== undefined && !isSameName(wanted, source)
      ? [
          {
            field: 'source.databaseName',
            message: `engine ${engine} migrates database ${source} there, but ${wanted} is given: name ${source}, or the migration of ${wanted}`,
          },
        ]
      : []),
    ...(containerName !== undefined && !isSamePlace(containerName, request.backups)
      ? [otherPlace(containerName, request.backups)]
      : []),
    ...modeContradiction(online, request.policy.mode),
  ];
}

function modeContradiction(online: boolean | undefined, mode: PolicyMode): readonly Contradiction[] {
  if (online === false && mode !== 'offline')
    return [
      {
        field: 'policy.mode',
        message: `the migration is offline, the service cuts over by itself, but the mode given is ${mode}: use offline to watch and confirm it`,
      },
    ];
  return online === true && mode === 'offline'
    ? [
        {
          field: 'policy.mode',
          message:
            'the migration is online, but the mode given is offline, so nobody would cut it over: use manual, approve or auto',
        },
      ]
    : [];
}

/** The container differs, or only the folder in it. */
function otherPlace(told: string, backups: DiscoveryRequest['backups']): Contradiction {
  const path = told.replace(/\/$/, '');
  const [container = '', ...folders] = path.split('/');
  const own = folders.length === 0 ? 'the top of the container' : `folder ${folders.join('/')}/`;
  if (isSameName(container, placeOf({ ...backups, prefix: '' })))
    return {
      field: 'backups.prefix',
      message: `the migration reads ${own}, not ${backups.prefix === '' ? 'the top of the container' : `folder ${backups.prefix}`}: give the migration's own folder`,
    };
  return {
    field: 'backups.containerUrl',
    message: `the migration reads container ${path}, not ${placeOf(backups)}: give the migration's own container and folder`,
  };
}
