/** Where a preflight's answers come from: the management API, or a folder of what it answered. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TokenCredential } from '@azure/core-auth';
import { z } from 'zod';
import type * as ArmClients from '../../shared/adapters/arm/arm-client';
import type * as ArmTokens from '../../shared/adapters/arm/arm-token';
import type * as SignIns from '../../shared/adapters/arm/signed-in';
import type { EstateSource } from '../../shared/adapters/estate/arm-estate-reader';
import { armEstateSource, keepingSource } from '../../shared/adapters/estate/arm-estate-source';
import {
  EstateFolderError,
  REGISTRATION_FILE,
  type RecordedEstate,
  openRecordedEstate,
} from '../../shared/adapters/estate/recorded-estate';
import { sameResourceId } from '../../shared/core/engine/resource-id';
import { accountOf } from '../../shared/core/migration/backup-place';
import type { Caller, SignedIn } from '../../shared/core/preflight/caller';
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

/** What is judged: the registration's file and its target. */
export interface EstateSubject {
  readonly file: string;
  readonly managedInstanceId: string;
  /** Of the container with the backups. */
  readonly containerUrl: string;
}

/** Where answers come from, and who asks; a folder does not tell. */
export interface OpenEstate {
  readonly source: EstateSource;
  readonly caller?: Caller;
}

/**
 * Opens the source of answers.
 *
 * @param keep where answers of the management API go, too
 * @throws {CliError} When the folder to be judged is no estate, or that of another instance.
 */
export async function openEstate(
  { estate }: EstateOptions,
  env: Readonly<Record<string, string | undefined>>,
  of: EstateSubject,
  keep: Parameters<typeof keepingSource>[1] | undefined,
): Promise<OpenEstate> {
  if (estate !== undefined) return { source: openFolder(estate, of) };
  const { arm, signedIn } = await openArm(env);
  const live = armEstateSource(arm);
  return {
    source: keep === undefined ? live : keepingSource(live, keep),
    caller: { runs: 'command', ...signedIn },
  };
}

function openFolder(folder: string, of: EstateSubject): EstateSource {
  const estate = openRecorded(folder);
  if (estate.instances.some((id) => sameResourceId(id, of.managedInstanceId))) {
    refuseOtherAccount(estate, folder, of);
    return estate;
  }
  const held = estate.instances.map((id) => `'${id}'`).join(', ') || 'no managed instance';
  throw new CliError(
    `Cannot check '${of.file}': estate '${folder}' has no reading of its instance '${of.managedInstanceId}'; it holds ${held}. ` +
      `Judge the registration that was exported with it ('${join(folder, REGISTRATION_FILE)}'), or export an estate for this one`,
  );
}

/** What an export could not find is in none of its readings: its own registration is judged all the same. */
function refuseOtherAccount(
  { accounts }: RecordedEstate,
  folder: string,
  { file, containerUrl }: EstateSubject,
): void {
  const account = accountOf(containerUrl).toLowerCase();
  const known = [...accounts, ...exportedAccount(folder)];
  if (accounts.length === 0 || known.includes(account)) return;
  throw new CliError(
    `Cannot check '${file}': estate '${folder}' has no reading of its storage account '${account}'; it holds ${accounts.map((name) => `'${name}'`).join(', ')}. ` +
      `Correct backups.containerUrl, judge the registration that was exported with it ('${join(folder, REGISTRATION_FILE)}'), or export an estate for this one`,
  );
}

const exported = z.looseObject({ backups: z.looseObject({ containerUrl: z.url() }) });

function exportedAccount(folder: string): readonly string[] {
  try {
    const { backups } = exported.parse(JSON.parse(readFileSync(join(folder, REGISTRATION_FILE), 'utf8')));
    return [accountOf(backups.containerUrl).toLowerCase()];
  } catch {
    return [];
  }
}

function openRecorded(folder: string): RecordedEstate {
  try {
    return openRecordedEstate(folder);
  } catch (error) {
    throw error instanceof EstateFolderError ? new CliError(error.message) : error;
  }
}

/** Loaded only when the management API is asked: it is half of what the command would load. */
async function openArm(
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly arm: ArmClients.ArmClient; readonly signedIn: SignedIn | undefined }> {
  const given = env.ArmEndpoint ?? '';
  const endpoint = given === '' ? PUBLIC_CLOUD : given;
  const { createArmClient } = load('../../shared/adapters/arm/arm-client') as typeof ArmClients;
  const { signedInAs } = load('../../shared/adapters/arm/signed-in') as typeof SignIns;
  const credential = await credentialFor(endpoint);
  const arm = createArmClient({ endpoint, credential });
  return { arm, signedIn: await signedInAs(credential, endpoint) };
}

async function credentialFor(endpoint: string): Promise<TokenCredential> {
  if (isLoopbackUrl(endpoint)) {
    const { loopbackCredential } = load('../../shared/adapters/arm/arm-token') as typeof ArmTokens;
    return loopbackCredential();
  }
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential();
}
