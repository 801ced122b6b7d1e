/** Masks the texts of answers and registrations: what identifies somebody becomes a pseudonym, what Azure defines stays. */
import { parsePrefix } from '../../shared/core/preflight/spans';
import type { Pseudonyms } from './pseudonyms';

/** Names that Azure gives, and rows look for. */
const AZURE_NAMES = new Set([
  'default',
  'gatewaysubnet',
  'azurefirewallsubnet',
  'azurebastionsubnet',
  'routeserversubnet',
  'master',
  'model',
  'msdb',
  'tempdb',
  'ssisdb',
  'localhost',
  '',
]);
/** Types whose names say what Azure defines: `SQL_WestEurope_MI_1`. */
const AZURE_TYPES = new Set(['publicmaintenanceconfigurations', 'locations']);
/** Labels of Azure's host names. */
const HOST_LABELS = new Set(
  'blob file dfs queue table core database windows net privatelink servicebus azure com cn chinacloudapi usgovcloudapi local internal lan'.split(
    ' ',
  ),
);
/** What follows a host is kept only if it is a port. */
const HOST_WITH_PORT = /^([^:]*)(:\d{1,5})$/;
/** A data source as SqlClient and sqlcmd read it. */
const SERVER = /^(tcp:|np:|lpc:|admin:)?([^,;=]+)(,\d{1,5})?$/i;
const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** A term of Azure: a state, a tier, a type, a service tag, a port, a right, a time. */
const TERM = /^[A-Za-z0-9_.*:+/,@ -]{0,120}$/;

/** A name of its kind: `resourceGroups` names a `resourcegroup`. */
export function maskName(original: string, type: string, give: Pseudonyms): string {
  const kind = type.toLowerCase();
  if (AZURE_NAMES.has(original.toLowerCase()) || AZURE_TYPES.has(kind)) return original;
  if (new RegExp(`^${GUID.source}$`, 'i').test(original)) return give.guid(original);
  return give.name(
    original,
    kind
      .replace(/ies$/, 'y')
      .replace(/s$/, '')
      .replaceAll(/[^a-z]/g, ''),
  );
}

/** An ARM id, or the path of a request: types stay, names do not. */
export function maskId(id: string, give: Pseudonyms): string {
  const segments = id.split('/');
  let isNamespace = false;
  let type: string | undefined;
  return segments
    .map((segment, at) => {
      if (segment === '' && at === 0) return segment;
      if (isNamespace) {
        isNamespace = false;
        return segment;
      }
      if (type === undefined) {
        if (segment.toLowerCase() === 'providers') isNamespace = true;
        else type = segment;
        return segment;
      }
      const masked = maskSegment(segment, type, segments, give);
      type = undefined;
      return masked;
    })
    .join('/');
}

/** Containers are named in addresses and in lifecycle rules, too. */
function maskSegment(segment: string, type: string, all: readonly string[], give: Pseudonyms): string {
  return type.toLowerCase() === 'containers' && all.includes('blobServices')
    ? give.path(segment)
    : maskName(segment, type, give);
}

/** A host: Azure's own labels stay. The first label of a storage account's host is the account's name. */
export function maskHost(host: string, give: Pseudonyms): string {
  const [, name = host, port = ''] = HOST_WITH_PORT.exec(host) ?? [];
  if (/[^A-Za-z0-9._-]/.test(name)) return give.name(host, 'host');
  if (parsePrefix(name) !== undefined) return `${give.address(name)}${port}`;
  const labels = name
    .split('.')
    .map((label, at, all) =>
      HOST_LABELS.has(label.toLowerCase()) && at > 0
        ? label
        : maskName(label, at === 0 && all[1] === 'blob' ? 'storageAccounts' : 'hosts', give),
    );
  return `${labels.join('.')}${port}`;
}

/**
 * A server, which may name a protocol, an instance and a port: `tcp:SQL01\\SALES,1433`. A text of any other form, such as several
 * servers or a whole connection string, becomes one pseudonym.
 */
export function maskServer(server: string, give: Pseudonyms): string {
  const [, protocol = '', names = '', port = ''] = SERVER.exec(server) ?? [];
  if (names === '') return give.name(server, 'host');
  const [host = names, ...instances] = names.split('\\');
  const masked = [maskHost(host, give), ...instances.map((one) => maskName(one, 'sqlinstances', give))].join(
    '\\',
  );
  return `${protocol}${masked}${port}`;
}

/** A share: `\\\\host\\share\\folder`; a folder may be called as its database is. */
export function maskShare(path: string, give: Pseudonyms): string {
  const [, , host = '', ...folders] = path.split('\\');
  return ['', '', maskHost(host, give), ...folders.map((folder) => maskName(folder, 'folders', give))].join(
    '\\',
  );
}

/** An address of a container or an endpoint; a query is not kept. */
export function maskUrl(address: string, give: Pseudonyms): string {
  if (!URL.canParse(address)) return give.name(address, 'address');
  const { protocol, host, hostname, pathname } = new URL(address);
  const [, first = '', ...rest] = pathname.split('/').map(decodeURIComponent);
  // The emulator of a storage account has the account's name in the path.
  const isAccount = parsePrefix(hostname) !== undefined && rest.length > 0;
  const parts = [
    isAccount ? maskName(first, 'storageAccounts', give) : give.path(first),
    ...rest.map((one) => give.path(one)),
  ];
  return `${protocol}//${maskHost(host, give)}/${parts.join('/')}`;
}

/** A request as it is recorded: path and query. */
export function maskRequest(request: string, give: Pseudonyms): string {
  const [path = '', query = ''] = request.split('?');
  const parts = query.split('&').map((part) => {
    const [key = '', ...value] = part.split('=');
    const text = decodeURIComponent(value.join('='));
    return key.toLowerCase() === 'api-version'
      ? part
      : `${key}=${encodeURIComponent(maskQuery(key, text, give))}`;
  });
  return `${maskId(path, give)}?${parts.join('&')}`;
}

function maskQuery(key: string, text: string, give: Pseudonyms): string {
  if (key.toLowerCase() === '$filter') return text.replaceAll(GUID, (one) => give.guid(one));
  return give.name(text, 'page');
}

/** A link to the next page, which the next request repeats. */
export function maskLink(link: string, give: Pseudonyms): string {
  if (!URL.canParse(link)) return maskRequest(link, give);
  const { pathname, search } = new URL(link);
  return `https://management.azure.com${maskRequest(`${pathname}${search}`, give)}`;
}

/** A text that no member tells more about: ids, addresses and GUIDs by their form, Azure's terms stay. */
export function maskText(text: string, give: Pseudonyms): string {
  if (/^\/+(?:subscriptions|providers)\//i.test(text)) return maskId(text, give);
  if (text.includes('://')) return maskUrl(text, give);
  if (parsePrefix(text) !== undefined) return give.address(text);
  if (/^[0-9a-f]*:[0-9a-f:.]+(?:\/\d+)?$/i.test(text) && !/^\d{1,2}:/.test(text)) return '2001:db8::/32';
  if (new RegExp(GUID.source, 'i').test(text)) return text.replaceAll(GUID, (one) => give.guid(one));
  return TERM.test(text) ? text : give.name(text, 'text');
}
