/** Where a preflight's answers come from: the management API, or a folder of what it answered. */
import { promises as fs, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as ArmClients from '../../shared/adapters/arm/arm-client';
import type * as ArmTokens from '../../shared/adapters/arm/arm-token';
import type { EstateSource } from '../../shared/adapters/estate/arm-estate-reader';
import { armEstateSource, keepingSource } from '../../shared/adapters/estate/arm-estate-source';
import { type RecordedAnswer, openRecordedEstate } from '../../shared/adapters/estate/recorded-estate';
import { isLoopbackUrl } from '../../shared/core/loopback';
import { CliError } from '../exit-codes';
import { pathReason } from '../system-error';

/** The folder to judge, or the one to write. */
export interface EstateOptions {
  readonly estate?: string;
  readonly export?: string;
}

const load = createRequire(__filename);

const PUBLIC_CLOUD = 'https://management.azure.com';

/**
 * Opens the source of answers.
 *
 * @throws {CliError} When the options exclude each other, or the folder to be written exists.
 * @throws {EstateFolderError} When the folder to be judged is no estate.
 */
export async function openEstate(
  { estate, export: folder }: EstateOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<EstateSource> {
  if (estate !== undefined && folder !== undefined)
    throw new CliError('Cannot check: --estate judges what --export has written; give one of them');
  if (estate !== undefined) return openRecordedEstate(estate);
  const live = armEstateSource(await armClient(env));
  return folder === undefined ? live : keepingSource(live, await answerWriter(folder));
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

/** A folder that exists is not written into: its files would be taken for answers. */
async function answerWriter(folder: string): Promise<(recorded: RecordedAnswer) => void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    throw new CliError(`Cannot write the estate to "${folder}": ${pathReason(error)}`);
  }
  let count = 0;
  return (recorded) => {
    count += 1;
    writeFileSync(
      join(folder, `${String(count).padStart(3, '0')}.json`),
      `${JSON.stringify(recorded, null, 2)}\n`,
    );
  };
}
