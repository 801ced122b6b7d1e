/** What the SAS says of itself that a creation uses; the token stays in its setting. */
import type { Registration } from '../core/migration/registration';
import { isSecretSetting } from '../core/migration/secret-setting';
import { type SasFacts, readSas } from '../core/preflight/sas';
import type { Capabilities } from './capabilities';

/** Its facts; undefined where the registration names none, and when the setting is none for secrets (G5) or holds none that can be read. */
export function sasOf(
  { secret }: Pick<Capabilities, 'secret'>,
  { create }: Pick<Registration, 'create'>,
): SasFacts | undefined {
  const setting = create?.engine === 'lrs' ? create.sasTokenSetting : undefined;
  return setting !== undefined && isSecretSetting(setting) ? readSas(secret(setting) ?? '') : undefined;
}
