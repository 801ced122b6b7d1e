/** The preflight catalogue: every requirement of the source documents, in the order in which it is shown. */
import { BACKUP_ROWS } from './backup-rows';
import { DATABASE_ROWS } from './database-rows';
import { FIREWALL_ROWS } from './firewall-rows';
import { LIMIT_ROWS } from './limit-rows';
import { NETWORK_ROWS } from './network-rows';
import { NSG_ROWS } from './nsg-rows';
import { PERMISSION_ROWS } from './permission-rows';
import { PROVIDER_ROWS } from './provider-rows';
import { ROUTE_ROWS } from './route-rows';
import type { PreflightRow } from './row';
import { RUNTIME_ROWS } from './runtime-rows';
import { SERVICE_ROWS } from './service-rows';
import { SHARE_ROWS } from './share-rows';
import { STORAGE_ACCESS_ROWS } from './storage-access-rows';
import { STORAGE_NETWORK_ROWS } from './storage-network-rows';
import { STORAGE_ROWS } from './storage-rows';
import { TARGET_ROWS } from './target-rows';
import { TOPOLOGY_ROWS } from './topology';

/** Areas in the order in which people meet them. */
const AREAS = ['TOP', 'NET', 'NSG', 'STO', 'BKP', 'RES', 'SHIR', 'PERM', 'LIM'];

/** All rows, by area and number. */
export const PREFLIGHT_ROWS: readonly PreflightRow[] = [
  ...TOPOLOGY_ROWS,
  ...NETWORK_ROWS,
  ...ROUTE_ROWS,
  ...NSG_ROWS,
  ...FIREWALL_ROWS,
  ...STORAGE_NETWORK_ROWS,
  ...STORAGE_ACCESS_ROWS,
  ...STORAGE_ROWS,
  ...SHARE_ROWS,
  ...BACKUP_ROWS,
  ...DATABASE_ROWS,
  ...PROVIDER_ROWS,
  ...SERVICE_ROWS,
  ...TARGET_ROWS,
  ...RUNTIME_ROWS,
  ...PERMISSION_ROWS,
  ...LIMIT_ROWS,
].sort((a, b) => placeOf(a.id) - placeOf(b.id));

/** @example placeOf('STO-03') // 303 */
function placeOf(id: string): number {
  const [area = '', number] = id.split('-');
  return AREAS.indexOf(area) * 100 + Number(number);
}
