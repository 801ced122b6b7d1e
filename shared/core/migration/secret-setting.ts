/** App settings that hold secrets for registrations to name: known by their prefix, so that no other one can be named (G5). */

/** What their names begin with. */
export const SECRET_PREFIX = 'CutoverSecret_';

const SECRET_SETTING = new RegExp(`^${SECRET_PREFIX}[A-Za-z0-9_]{1,80}$`);

/** True for a setting that a registration may name. @example isSecretSetting('CutoverSecret_ShopKey') // true */
export function isSecretSetting(name: string): boolean {
  return SECRET_SETTING.test(name);
}
