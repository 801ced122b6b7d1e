/**
 * Storage hosts that the app's identity may be sent to. A registration names a container URL, and the identity's token
 * goes wherever that URL points: so the deployment says where, never the registration (G5).
 */
import { isLoopback } from '../loopback';

/** The hosts that a deployment allows. */
export interface BackupHosts {
  /** Lower case, with a port where it is not 443; `*` in the first label stands for any letters and digits. */
  readonly patterns: readonly string[];
  /** True when containers on this machine may be read: the configured backup storage is on it. */
  readonly loopback: boolean;
}

/** True when the app may send its identity to the host of this URL. @example isAllowedHost('https://a.blob.core.windows.net/b', { patterns: ['a.blob.core.windows.net'], loopback: false }) // true */
export function isAllowedHost(containerUrl: string, { patterns, loopback }: BackupHosts): boolean {
  if (!URL.canParse(containerUrl)) return false;
  const url = new URL(containerUrl);
  return isLoopback(url) ? loopback : patterns.some((pattern) => matches(url.host, pattern));
}

/** The star stands within one label: storage account names are 3 to 24 letters and digits (Microsoft Learn, "Storage account overview"). */
function matches(host: string, pattern: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.[\]\\^$+?(){}|]/g, '\\$&'))
    .join('[a-z0-9]*');
  return new RegExp(`^${source}$`).test(host);
}

/** Writes the allowed hosts for people, at most five. @example describeHosts({ patterns: [], loopback: true }) // 'storage on this machine' */
export function describeHosts({ patterns, loopback }: BackupHosts): string {
  const all = [...(loopback ? ['storage on this machine'] : []), ...patterns];
  const more = all.length - 5;
  return `${all.slice(0, 5).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** Public suffixes of blob storage by the management endpoint of their cloud (Microsoft Learn, "Compare Azure Government and global Azure", "Azure China developer guide"). */
const SUFFIXES: Readonly<Record<string, string>> = {
  'management.azure.com': 'blob.core.windows.net',
  'management.usgovcloudapi.net': 'blob.core.usgovcloudapi.net',
  'management.chinacloudapi.cn': 'blob.core.chinacloudapi.cn',
};

/** The suffix of the cloud that a management endpoint belongs to; undefined when it is not one of the public ones. @example blobSuffix('https://management.azure.com') // 'blob.core.windows.net' */
export function blobSuffix(armEndpoint: string): string | undefined {
  if (!URL.canParse(armEndpoint)) return undefined;
  const { hostname } = new URL(armEndpoint);
  return SUFFIXES[isLoopback({ hostname }) ? 'management.azure.com' : hostname];
}

const ACCOUNT = /^[a-z0-9*]{1,24}$/;
const HOST = /^[a-z0-9*-]{1,63}(?:\.[a-z0-9-]{1,63}){2,}(?::\d{1,5})?$/;

/**
 * Reads one entry of the list of accounts: an account's name, a pattern of names, or a host.
 *
 * @param suffix of the configured cloud, for a name without one
 * @returns the host pattern; undefined when the entry is none, or a bare name where the cloud's suffix is unknown
 * @example hostPattern('prod*', 'blob.core.windows.net') // 'prod*.blob.core.windows.net'
 */
export function hostPattern(entry: string, suffix: string | undefined): string | undefined {
  const text = entry.toLowerCase();
  if (ACCOUNT.test(text)) return suffix && `${text}.${suffix}`;
  return HOST.test(text) ? text.replace(/:443$/, '') : undefined;
}
