/** From a registration to what is asked of the engine: secrets are looked up, container and folder put together. */
import type { DmsCreateRequest, LrsCreateRequest, Registration } from '../../core/migration/registration';
import { isSecretSetting, SECRET_PREFIX } from '../../core/migration/secret-setting';
import { registeredServers } from '../../core/migration/source';
import { ContainerUnavailableError } from '../../ports/backup-container';
import type { CreateSpec, DmsCreateSpec } from '../../ports/migration-engine';
import type { Capabilities } from '../capabilities';

/** The specification, or the setting that is missing. */
export type SpecResult =
  | { readonly kind: 'spec'; readonly spec: CreateSpec }
  | { readonly kind: 'missing'; readonly reason: string };

type Secrets = Pick<Capabilities, 'secret' | 'containers'>;

/** Builds the specification of a registration that asks for creation. */
export function createSpecOf(secrets: Secrets, registration: Registration): SpecResult {
  const { create } = registration;
  if (create === undefined)
    return { kind: 'missing', reason: 'the registration does not say what to create' };
  const forbidden = containerObjection(secrets, registration);
  if (forbidden !== undefined) return { kind: 'missing', reason: forbidden };
  return create.engine === 'lrs'
    ? lrsSpec(secrets, registration, create)
    : dmsSpec(secrets, registration, create);
}

/** The service is sent to the container, by the Log Replay Service's request with a token for it. */
function containerObjection(
  { containers }: Pick<Secrets, 'containers'>,
  { backups }: Registration,
): string | undefined {
  try {
    containers.at(backups.containerUrl);
    return undefined;
  } catch (error) {
    if (error instanceof ContainerUnavailableError) return error.message;
    throw error;
  }
}

function dmsSpec(secrets: Secrets, registration: Registration, create: DmsCreateRequest): SpecResult {
  const { sourceSqlConnection: source, accountKeySetting, ...rest } = create;
  const accountKey = look(secrets, accountKeySetting);
  if (accountKey.kind === 'missing') return accountKey;
  const password = look(secrets, source?.passwordSetting);
  if (password.kind === 'missing') return password;
  const { pathname } = new URL(registration.backups.containerUrl);
  const container = pathname.slice(pathname.lastIndexOf('/') + 1);
  const folder = folderOf(registration);
  return {
    kind: 'spec',
    spec: {
      ...rest,
      accountKey: accountKey.value,
      sourceDatabaseName: registration.source.databaseName,
      sourceServerName: registeredServers(registration.source)[0],
      containerName: folder === '' ? container : `${container}/${folder}`,
      sourceSqlConnection: connectionOf(source, password.value),
    },
  };
}

function connectionOf(
  source: DmsCreateRequest['sourceSqlConnection'],
  password: string | undefined,
): DmsCreateSpec['sourceSqlConnection'] {
  if (source === undefined || password === undefined) return undefined;
  const { dataSource, authentication, userName, encryptConnection, trustServerCertificate } = source;
  return { dataSource, authentication, userName, password, encryptConnection, trustServerCertificate };
}

function lrsSpec(secrets: Secrets, registration: Registration, create: LrsCreateRequest): SpecResult {
  const sasToken = look(secrets, create.sasTokenSetting);
  if (sasToken.kind === 'missing') return sasToken;
  const folder = folderOf(registration);
  const { containerUrl } = registration.backups;
  return {
    kind: 'spec',
    spec: {
      engine: 'lrs',
      containerUri: folder === '' ? containerUrl : `${containerUrl}/${folder}`,
      ...(sasToken.value !== undefined && { sasToken: sasToken.value.replace(/^\?/, '') }),
      ...(create.collation !== undefined && { collation: create.collation }),
      ...(create.autoComplete !== undefined && { autoComplete: create.autoComplete }),
    },
  };
}

function look(
  { secret }: Secrets,
  setting: string | undefined,
): { readonly kind: 'value'; readonly value?: string } | (SpecResult & { kind: 'missing' }) {
  if (setting === undefined) return { kind: 'value' };
  if (!isSecretSetting(setting))
    return {
      kind: 'missing',
      reason: `the app setting ${setting} is not a setting for secrets: their names begin with ${SECRET_PREFIX}. Withdraw this registration, and register again with such a setting`,
    };
  const value = secret(setting);
  return value === undefined || value === ''
    ? { kind: 'missing', reason: `the app setting ${setting} is not set` }
    : { kind: 'value', value };
}

function folderOf({ backups }: Registration): string {
  return backups.prefix.replace(/\/$/, '');
}
