import { HostError } from '../../errors';
import type { FunctionDefinition } from '../../registered/function-definition';

const standardConnection = 'AzureWebJobsStorage';

const azuriteConnectionString =
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;' +
  'AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;' +
  'BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;';

/** The name of the setting that holds a blob function's storage connection. */
export function connectionName({ trigger }: FunctionDefinition): string {
  const { connection } = trigger as { connection?: string };
  return connection === undefined || connection === '' ? standardConnection : connection;
}

/**
 * The connection string a setting holds; `UseDevelopmentStorage=true` means Azurite's well-known address and account.
 * @throws {HostError} OPTION_INVALID when the setting is missing or asks for an identity.
 */
export function connectionString(definition: FunctionDefinition, env: NodeJS.ProcessEnv): string {
  const name = connectionName(definition);
  const value = env[name] ?? env[`AzureWebJobs${name}`];
  if (value === undefined || value === '') {
    const byIdentity = Object.keys(env).some((key) => key.startsWith(`${name}__`));
    const reason = byIdentity
      ? `connection '${name}' is by identity, which the local host does not support; give it a connection string`
      : `there is no setting '${name}' with its storage connection`;
    throw new HostError('OPTION_INVALID', `Cannot start function '${definition.name}': ${reason}`);
  }
  return /^UseDevelopmentStorage=true;?$/i.test(value.trim()) ? azuriteConnectionString : value;
}

/** The storage addresses the blob functions use, without their secrets. */
export function storageInUse(blobFunctions: FunctionDefinition[], env: NodeJS.ProcessEnv): string[] {
  const addresses = blobFunctions.map((definition) => {
    return `${connectionName(definition)}: ${addressIn(connectionString(definition, env))}`;
  });
  return addresses.length === 0 ? ['none'] : [...new Set(addresses)];
}

function addressIn(text: string): string {
  const part = (name: string) => new RegExp(`(?:^|;)${name}=([^;]+)`, 'i').exec(text)?.[1];
  return (
    part('BlobEndpoint') ??
    `https://${part('AccountName') ?? '?'}.blob.${part('EndpointSuffix') ?? 'core.windows.net'}`
  );
}
