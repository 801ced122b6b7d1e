/** Options of the emulator with their defaults. */
import type { BackupReader } from './engine/backup-reader';
import type { EngineSettings } from './engine/engine-settings';
import type { SetIds } from './wire/backup-set-body';
import type { DetailsShape } from './wire/status-details';

/** What callers may set; everything has a default. */
export interface EmulatorOptions extends Partial<EmulatorSettings> {
  /** Port on 127.0.0.1; 0 takes a free one. Default 7075. */
  readonly port?: number;
  /** Connection string of the storage that stands for every account. Default Azurite's `UseDevelopmentStorage=true`. */
  readonly storage?: string;
  /** Folder for the state; without it the state ends with the process. */
  readonly stateFolder?: string;
  /** Real time in epoch milliseconds; the emulator's clock is based on it. Default `Date.now`. */
  readonly realNow?: () => number;
  /** The estate around the migrations: a name, or a folder of answers. Default: whatever is asked for exists, in order. */
  readonly estate?: string;
  /** Reads containers in place of `storage` (tests). */
  readonly backupReader?: BackupReader;
}

/** Form of restoreDetails: as the version has it, or short, as an older file of the stable 2023-08-01 lists it. */
export type RestoreDetailsForm = 'byVersion' | 'short';

/** Settings in force. */
export interface EmulatorSettings extends EngineSettings {
  /** How often containers are scanned, real milliseconds; 0: only on `POST /_control/scan` and clock changes. */
  readonly scanIntervalMs: number;
  /** How much `migrationStatusDetails` tells. */
  readonly details: DetailsShape;
  /** Whose ids backup sets are shown under. */
  readonly setIds: SetIds;
  /** Form of the Log Replay Service's restoreDetails. */
  readonly restoreDetails: RestoreDetailsForm;
  /** `Retry-After` of PUT, POST, DELETE and operation results, seconds. The service says 15. */
  readonly retryAfterSeconds: number;
  /** Items on a page of a list. */
  readonly pageSize: number;
  /** Azure region shown in ids and resources. */
  readonly location: string;
  /** Containers that stand for file shares: UNC path to `container` or `container/folder`. */
  readonly shares: Readonly<Record<string, string>>;
}

/** What holds when nothing is set: fast enough for a demo, behaviour as recorded. */
export const DEFAULT_SETTINGS: EmulatorSettings = {
  creatingMs: 500,
  databaseMs: 50,
  restoreMsPerFile: 300,
  restoreBytesPerSecond: 0,
  completingMs: 2000,
  cancelingMs: 2000,
  deletingMs: 1000,
  requireChecksums: false,
  failOnSeveralDatabases: false,
  cutoverVariant: 'restoreRest',
  overwritten: 'readAgain',
  readyForCutover: false,
  scanIntervalMs: 1000,
  details: 'sets',
  setIds: 'header',
  restoreDetails: 'byVersion',
  retryAfterSeconds: 15,
  pageSize: 50,
  location: 'eastus',
  shares: {},
};

/** Fills in the defaults; an option given as undefined counts as not given. */
export function settingsFrom(options: EmulatorOptions): EmulatorSettings {
  const given = Object.entries(options).filter(
    ([key, value]) => key in DEFAULT_SETTINGS && value !== undefined,
  );
  return { ...DEFAULT_SETTINGS, ...(Object.fromEntries(given) as Partial<EmulatorSettings>) };
}
