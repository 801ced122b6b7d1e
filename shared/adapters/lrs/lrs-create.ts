/** The request that starts a restore. */
import { z } from 'zod';
import type { LrsCreateSpec } from '../../ports/migration-engine';
import type { ArmClient } from '../arm/arm-client';
import { toTrouble } from '../arm/engine-answers';
import { SQL_API_VERSION } from '../sql/managed-database';

/** What to send, and which values of it must never be seen again. */
export interface CreateBody {
  readonly body: unknown;
  readonly secrets: readonly string[];
}

/** Collation of a restored database when none is asked for; the backup's own decides in the end. */
const DEFAULT_COLLATION = 'SQL_Latin1_General_CP1_CI_AS';

/** Says what a specification lacks, or nothing when it can be sent. */
export function createSpecProblem(spec: LrsCreateSpec): string | undefined {
  if (!URL.canParse(spec.containerUri) || /[?#@]/.test(spec.containerUri))
    return 'Cannot start the restore: the container is not a plain address like https://account.blob.core.windows.net/container/folder (give a SAS separately)';
  if (spec.sasToken !== undefined && toToken(spec.sasToken) === '')
    return 'Cannot start the restore: the SAS token is empty';
  if (spec.autoComplete?.lastBackupName.trim() === '')
    return 'Cannot start the restore: one that completes by itself needs the name of the last backup';
  return undefined;
}

/**
 * Builds the PUT body (Microsoft.Sql 2023-08-01, `createMode` RestoreExternalBackup).
 *
 * The container is read with a SAS token without its question mark, or with the instance's managed identity.
 *
 * @param location region of the instance
 */
export function toCreateBody(location: string, spec: LrsCreateSpec): CreateBody {
  const { containerUri, collation = DEFAULT_COLLATION, autoComplete } = spec;
  const token = spec.sasToken === undefined ? undefined : toToken(spec.sasToken);
  const access =
    token === undefined
      ? { storageContainerIdentity: 'ManagedIdentity' }
      : { storageContainerSasToken: token };
  const properties = {
    createMode: 'RestoreExternalBackup',
    collation,
    storageContainerUri: containerUri,
    ...access,
    autoCompleteRestore: autoComplete !== undefined,
    ...(autoComplete !== undefined && { lastBackupName: autoComplete.lastBackupName }),
  };
  return { body: { location, properties }, secrets: token === undefined ? [] : secretsOf(token) };
}

const instanceSchema = z.looseObject({ location: z.string().min(1) });

/** Reads the region of an instance, or says why it is not known. */
export async function readInstanceLocation(
  arm: ArmClient,
  instanceId: string,
): Promise<
  | { readonly kind: 'location'; readonly location: string }
  | { readonly kind: 'none'; readonly reason: string }
> {
  const answer = await arm.read(`${instanceId}?api-version=${SQL_API_VERSION}`);
  const what = 'the region of the managed instance';
  if (answer.kind === 'noResponse') return { kind: 'none', reason: toTrouble(answer, what).message };
  const instance = instanceSchema.safeParse(answer.json);
  if (answer.status !== 200 || !instance.success)
    return { kind: 'none', reason: toTrouble(answer, what).message };
  return { kind: 'location', location: instance.data.location };
}

function toToken(text: string): string {
  return text.trim().replace(/^\?/, '');
}

/** The token, and its signature in both spellings: a service may repeat either alone. */
function secretsOf(token: string): string[] {
  const raw = /(?:^|&)sig=([^&]+)/.exec(token)?.[1];
  const decoded = new URLSearchParams(token).get('sig');
  return [token, raw, decoded].filter((one) => one !== undefined && one !== null);
}
