/** Where a migration's backups lie, as container and folder, and whether a service that tells its place means the same. */
import type { Registration } from './registration';

type Location = Registration['backups'];

/**
 * Container and folder in one text, without a slash at the end.
 *
 * @example placeOf({ containerUrl: 'https://a.blob.core.windows.net/sql-backups', prefix: 'shop/' }) // 'sql-backups/shop'
 */
export function placeOf({ containerUrl, prefix }: Location): string {
  return trimmed(`${containerUrl.slice(containerUrl.lastIndexOf('/') + 1)}/${prefix}`);
}

/**
 * True when the place that a service tells is the registered one: container and folder, or the container without telling
 * the folder. Case does not matter, as to the services.
 */
export function isSamePlace(told: string, backups: Location): boolean {
  return isPlace(told, placeOf(backups)) || tellsContainerOnly(told, backups);
}

/** True when a folder is registered and the service names the container alone: only a file it restored can show that it is the same. */
export function tellsContainerOnly(told: string, backups: Location): boolean {
  return backups.prefix !== '' && isPlace(told, placeOf({ ...backups, prefix: '' }));
}

function isPlace(told: string, place: string): boolean {
  return trimmed(told).toLowerCase() === place.toLowerCase();
}

function trimmed(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
