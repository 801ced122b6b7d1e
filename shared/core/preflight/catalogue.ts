/** The preflight catalogue: every requirement of the source documents, in the order in which it is shown. */
import { FIREWALL_ROWS } from './firewall-rows';
import { NETWORK_ROWS } from './network-rows';
import { NSG_ROWS } from './nsg-rows';
import { ROUTE_ROWS } from './route-rows';
import type { PreflightRow } from './row';
import { SERVICE_ROWS } from './service-rows';
import { TOPOLOGY_ROWS } from './topology';

/** All rows. */
export const PREFLIGHT_ROWS: readonly PreflightRow[] = [
  ...TOPOLOGY_ROWS,
  ...NETWORK_ROWS,
  ...ROUTE_ROWS,
  ...NSG_ROWS,
  ...FIREWALL_ROWS,
  ...SERVICE_ROWS,
];
