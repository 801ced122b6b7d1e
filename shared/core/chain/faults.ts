/** Why a set cannot be restored as it stands, and what to do, in one sentence (rules S1, S4, S6, S9). */
import type { BackupSetRow } from '../backup-set-row';
import { type BackupSet, stripeText } from './collect-sets';

/** Why a set with a fault cannot be used, and what to do. */
export function faultReason(set: BackupSet): string {
  switch (set.fault) {
    case 'appended':
      return `set ${String(set.head.position)} of ${set.head.file} is not read by the service: write each backup to its own file.`;
    case 'damaged':
      return `${set.label} is marked as damaged (it was written past errors). Take a new full or differential backup.`;
    case 'unnumbered':
      return unnumberedReason(set);
    case 'unsupported':
    case undefined:
      return `${set.label} is a snapshot, file or partial backup, which Azure SQL Managed Instance does not restore. Take a full, differential or log backup.`;
  }
}

/** Tells whether a set may yet become whole: stripes are missing, or nobody knows whether they are. */
export function isAwaited(set: BackupSet): boolean {
  return set.fault === 'unnumbered' || (set.fault === undefined && !set.isComplete);
}

/** What an awaited set lacks, and what to do. */
export function awaitedReason(set: BackupSet): string {
  return set.fault === 'unnumbered'
    ? unnumberedReason(set)
    : `${stripeText(set)} of the ${set.type} backup ${set.label}: upload the rest.`;
}

const FAMILY_COLUMNS: readonly { readonly field: keyof BackupSetRow; readonly name: string }[] = [
  { field: 'familyCount', name: 'FamilyCount (msdb: media_family_count)' },
  { field: 'familySequenceNumber', name: 'FamilySequenceNumber (msdb: family_sequence_number)' },
];

function unnumberedReason({ stripes, type }: BackupSet): string {
  const files = stripes.map((row) => row.file).join(', ');
  const missing = FAMILY_COLUMNS.filter(({ field }) => stripes.some((row) => row[field] === undefined));
  const names = missing.map(({ name }) => name).join(' and ');
  return `${files} hold the same ${type} backup, and nothing shows whether they are its stripes or copies of it: ${names} ${missing.length === 1 ? 'is' : 'are'} missing.`;
}
