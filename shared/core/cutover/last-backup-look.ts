/** Whether an offline migration ends with the right backup, at each look. */
import { knownStatus } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { lastBackupDoubt, isBeyondRestore, isOffline } from '../migration/offline';
import { lastBackupToTell } from './service-cutover';

/**
 * Why the backup that the service was told to end with may be the wrong one; undefined once it ends with it, and for an
 * online migration.
 *
 * @example doubtAtLook(facts) // 'the service is told to cut over after log8.trn, but log9.trn ends after it: …'
 */
export function doubtAtLook(facts: Facts): string | undefined {
  const { control, chain, tail, engine, registration } = facts;
  const status = knownStatus(engine);
  const name = lastBackupToTell(facts);
  if (!isOffline(control) || control.ended || name === undefined) return undefined;
  if (status !== undefined && isBeyondRestore(status)) return undefined;
  const { prefix } = registration.backups;
  const tailFiles = tail.kind === 'one' ? tail.files : [];
  const isNamed = tail.kind === 'one' && tailFiles.includes(`${prefix}${name}`);
  const isBehind = isNamed && chain.chainEnd !== undefined && chain.chainEnd > tail.tail.lastLsn;
  return lastBackupDoubt({
    name,
    prefix,
    files: [...tailFiles, ...chain.lastFiles],
    ...(isBehind &&
      chain.lastFile !== undefined && { newer: { file: chain.lastFile, how: 'ends after it' } }),
  });
}
