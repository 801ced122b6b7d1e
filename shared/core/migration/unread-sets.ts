import type { BackupRecord } from './backup-record';

/**
 * Says which sets of a file no service reads: all but the first (rule S4).
 *
 * @returns undefined when the file holds one set
 * @example unreadSets({ name: 'device.trn', sets: [first, second] }) // 'set 2 of device.trn is not read by the service: …'
 */
export function unreadSets({ name, sets }: Pick<BackupRecord, 'name' | 'sets'>): string | undefined {
  const positions = sets.map(({ position }) => position).filter((position) => position > 1);
  const [first] = positions;
  if (first === undefined) return undefined;
  const which =
    positions.length === 1
      ? `set ${first} of ${name} is`
      : `sets ${first} to ${Math.max(...positions)} of ${name} are`;
  return `${which} not read by the service: write each backup to its own file`;
}
