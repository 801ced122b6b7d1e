/** Where a preflight's answers come from: the management API, or a folder of what it answered. */
import { createRequire } from 'node:module';
import type * as ArmClients from '../../shared/adapters/arm/arm-client';
import type * as ArmTokens from '../../shared/adapters/arm/arm-token';
import type { EstateSource } from '../../shared/adapters/estate/arm-estate-reader';
import { armEstateSource, keepingSource } from '../../shared/adapters/estate/arm-estate-source';
import { EstateFolderError, openRecordedEstate } from '../../shared/adapters/estate/recorded-estate';
import { isLoopbackUrl } from '../../shared/core/loopback';
import { CliError } from '../exit-codes';

/** The folder to judge, or the one to write; `mask` hides the names in it. */
export interface EstateOptions {
  readonly estate?: string;
  readonly export?: string;
  readonly mask?: true;
}

const load = createRequire(__filename);

const PUBLIC_CLOUD = 'https://management.azure.com';

/**
 * Opens the source of answers.
 *
 * @param keep where answers of the management API go, too
 * @throws {CliError} When the folder to be judged is no estate.
 */
export async function openEstate(
  { estate }: EstateOptions,
  env: Readonly<Record<string, string | undefined>>,
  keep: Parameters<typeof keepingSource>[1] | undefined,
): Promise<EstateSource> {
  if (estate !== undefined) return openFolder(estate);
  const live = armEstateSource(await armClient(env));
  return keep === undefined ? live : keepingSource(live, keep);
}

function openFolder(folder: string): EstateSource {
  try {
    return openRecordedEstate(folder);
  } catch (error) {
    throw error instanceof EstateFolderError ? new CliError(error.message) : error;
  }
}

/** Loaded only when the management API is asked: it is half of what the command would load. */
async function armClient(env: Readonly<Record<string, string | undefined>>): Promise<ArmClients.ArmClient> {
  const endpoint = env.ArmEndpoint ?? '';
  const { createArmClient } = load('../../shared/adapters/arm/arm-client') as typeof ArmClients;
  const { loopbackCredential } = load('../../shared/adapters/arm/arm-token') as typeof ArmTokens;
  if (endpoint !== '' && isLoopbackUrl(endpoint))
    return createArmClient({ endpoint, credential: loopbackCredential() });
  const { DefaultAzureCredential } = await import('@azure/identity');
  return createArmClient({
    endpoint: endpoint === '' ? PUBLIC_CLOUD : endpoint,
    credential: new DefaultAzureCredential(),
  });
}
