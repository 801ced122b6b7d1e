/** Where a migration's backups lie, as container and folder, and whether a service that tells its place means the same. */
import { isLoopback } from '../loopback';
import type { Registration } from './registration';

type Location = Registration['backups'];

/**
 * Container and folder in one text, without a slash at the end.
 *
 * @example placeOf({ containerUrl: 'https://a.blob.core.windows.net/sql-backups', prefix: 'shop/' }) // 'sql-backups/shop'
 */
export function placeOf({ containerUrl, prefix }: Location): string {
  return trimmed(`${containerOf(containerUrl)}/${prefix}`);
}

/**
 * One text for one container, whatever the spelling of its URL: case, a port that is the scheme's own, a slash at the end,
 * a private endpoint's host (`acct.privatelink.blob.core.windows.net` is a name of `acct.blob.core.windows.net`; Microsoft
 * Learn, "Azure private endpoint private DNS zone values"), and the names of this machine.
 *
 * @example containerKey('https://ACCT.privatelink.blob.core.windows.net/b/') // 'acct.blob.core.windows.net/b'
 */
export function containerKey(containerUrl: string): string {
  const { hostname, port, pathname } = new URL(containerUrl);
  const name = hostname.replace(/\.$/, '').replace('.privatelink.', '.');
  const host = isLoopback({ hostname: name }) ? '127.0.0.1' : name;
  return `${host}${port === '' ? '' : `:${port}`}${pathname.replace(/\/+$/, '')}`.toLowerCase();
}

/** Name of the container that a URL leads to. @example containerOf('https://a.blob.core.windows.net/sql-backups') // 'sql-backups' */
export function containerOf(containerUrl: string): string {
  return trimmed(containerUrl).slice(trimmed(containerUrl).lastIndexOf('/') + 1);
}

/**
 * Name of the storage account that a URL leads to; its host where that does not begin with one. An emulator has it in the
 * path.
 *
 * @example accountOf('https://acct.blob.core.windows.net/sql-backups') // 'acct'
 */
export function accountOf(containerUrl: string): string {
  const { host, pathname } = new URL(containerUrl);
  const [first = '', second] = pathname.split('/').filter((part) => part !== '');
  if (second !== undefined) return first;
  return /^([a-z0-9]{3,24})\.(?:z\d+\.)?(?:privatelink\.)?blob\./.exec(host)?.[1] ?? host;
}

/** Names that the Log Replay Service takes for neither a container nor a folder (Microsoft Learn, "Limitations of Log Replay Service"). */
const RESERVED: readonly string[] = ['backup', 'backups'];

/**
 * The container or folder that the Log Replay Service does not read because of its name.
 *
 * @example reservedPart({ containerUrl: 'https://a.blob.core.windows.net/sql', prefix: 'Shop/Backups/' }) // 'Backups'
 */
export function reservedPart({ containerUrl, prefix }: Location): string | undefined {
  return [containerOf(containerUrl), ...prefix.split('/')].find((part) =>
    RESERVED.includes(part.toLowerCase()),
  );
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
