/** Which credential speaks to which endpoint. */
import type { TokenCredential } from '@azure/core-auth';
import { DefaultAzureCredential } from '@azure/identity';
import { parseArmEndpoint } from './arm-endpoint';
import { loopbackCredential } from './arm-token';

/**
 * Gives the credential for an endpoint: for an emulator on this machine a fixed word, so that no real token goes
 * there; for Azure the identity of the host (managed identity, or the developer's login).
 *
 * @param managedIdentityClientId client id of a user-assigned identity; the system-assigned one when absent
 * @throws {InvalidArmEndpointError} When the endpoint is not one a token may be sent to.
 */
export function armCredential(endpoint: string, managedIdentityClientId?: string): TokenCredential {
  if (parseArmEndpoint(endpoint).loopback) return loopbackCredential();
  return new DefaultAzureCredential(managedIdentityClientId === undefined ? {} : { managedIdentityClientId });
}
