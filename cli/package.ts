/** The package that this program is part of. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Its folder. */
export const PACKAGE_FOLDER = packageFolder(__dirname);

/** Its version. */
export function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'));
  const isNamed = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  return isNamed ? String(parsed.version) : 'unknown';
}

function packageFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageFolder(dirname(folder));
}
