/** Where a migration found at the service is not the one that the operator described. */
import type { EngineKind } from '../core/engine/engine-status';
import type { DiscoveryOrder } from '../core/migration/discovery-order';
import type { DiscoveredMigration } from '../ports/migration-engine';

/** A migration with the engine that runs it. */
export interface FoundMigration {
  readonly engine: EngineKind;
  readonly migration: DiscoveredMigration;
}

/** A field of the order that the migration at the service contradicts. */
export interface Contradiction {
  readonly field: string;
  readonly message: string;
}

/** What the migration at the service says otherwise than the order: each field, what was found, what to do. */
export function contradictionsOf(
  order: DiscoveryOrder,
  { engine, migration }: FoundMigration,
  source: string,
): readonly Contradiction[] {
  const wanted = order.source?.databaseName;
  const { containerName, online } = migration;
  const place = placeOf(order.backups);
  const isOffline = order.policy.mode === 'offline';
  return [
    ...(wanted !== undefined && !isSameName(wanted, source)
      ? [{ field: 'source.databaseName', message: `engine ${engine} migrates database ${source} there` }]
      : []),
    ...(containerName !== undefined && !readsPlace(containerName, order.backups)
      ? [
          {
            field: 'backups.containerUrl',
            message: `the migration reads container ${containerName}, given is ${place}: give the migration's own container and folder`,
          },
        ]
      : []),
    ...(online === false && !isOffline
      ? [
          {
            field: 'policy.mode',
            message:
              'the migration is offline, the service cuts over by itself: say "offline", so that it is watched and confirmed only',
          },
        ]
      : []),
    ...(online === true && isOffline
      ? [{ field: 'policy.mode', message: 'the migration is online: say manual, approve or auto' }]
      : []),
  ];
}

function placeOf({ containerUrl, prefix }: DiscoveryOrder['backups']): string {
  return `${containerUrl.slice(containerUrl.lastIndexOf('/') + 1)}/${prefix}`.replace(/\/$/, '');
}

/** The told container is the given one with its folder, or without telling the folder. */
function readsPlace(told: string, backups: DiscoveryOrder['backups']): boolean {
  const path = told.replace(/\/$/, '');
  return isSameName(path, placeOf(backups)) || isSameName(path, placeOf({ ...backups, prefix: '' }));
}

/** Database and container names are compared without regard to case, as the services do. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
