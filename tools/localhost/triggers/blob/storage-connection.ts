import { BlobServiceClient } from '@azure/storage-blob';
import { HostError } from '../../errors';
import type { FunctionDefinition } from '../../registered/function-definition';

/** The name of the setting that holds a blob function's storage connection. */
export function connectionName({ trigger }: FunctionDefinition): string {
  const { connection = '' } = trigger as { connection?: string };
  return connection === '' ? 'AzureWebJobsStorage' : connection;
}

/**
 * The connection string a setting holds; the SDK knows that `UseDevelopmentStorage=true` means Azurite's well-known address.
 * @throws {HostError} OPTION_INVALID when the setting is missing or asks for an identity.
 */
export function connectionString(definition: FunctionDefinition, env: NodeJS.ProcessEnv): string {
  const name = connectionName(definition);
  const value = env[name] ?? env[`AzureWebJobs${name}`] ?? '';
  if (value !== '') return value;
  const byIdentity = Object.keys(env).some((key) => key.startsWith(`${name}__`));
  const reason = byIdentity
    ? `connection '${name}' is by identity, which the local host does not support; give it a connection string`
    : `there is no setting '${name}' with its storage connection`;
  throw new HostError('OPTION_INVALID', `Cannot start function '${definition.name}': ${reason}`);
}

/** The storage addresses the blob functions use, without their secrets. */
export function storageInUse(blobFunctions: FunctionDefinition[], env: NodeJS.ProcessEnv): string[] {
  const addresses = blobFunctions.map((definition) => {
    const { url } = BlobServiceClient.fromConnectionString(connectionString(definition, env));
    return `${connectionName(definition)}: ${url.replace(/\?.*/, '')}`;
  });
  return addresses.length === 0 ? ['none'] : [...new Set(addresses)];
}
