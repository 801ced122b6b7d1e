/** From settings to ports: every adapter is chosen here. */
import { randomUUID } from 'node:crypto';
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import { createArmClient } from '../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../shared/adapters/arm/arm-token';
import { AzureBackupContainers } from '../shared/adapters/azure-backup-containers';
import { createDmsEngine } from '../shared/adapters/dms/dms-engine';
import { readBackupFile } from '../shared/adapters/read-backup-file';
import { connectTableLedger, openTableLedger } from '../shared/adapters/table-ledger/open-table-ledger';
import type { Config } from '../shared/config';
import { isLoopback } from '../shared/config';
import type { EngineKind } from '../shared/core/engine/engine-status';
import type { Ledger } from '../shared/ports/ledger';
import type { Capabilities } from '../shared/use-cases/capabilities';

/** Engines this deployment drives. */
export const ENGINES: readonly EngineKind[] = ['dms'];

/** Builds the capabilities from the settings; nothing is asked of the network yet. */
export function wire(config: Config, env: Readonly<Record<string, string | undefined>>): Capabilities {
  const credential = new DefaultAzureCredential();
  const arm = createArmClient({
    endpoint: config.armEndpoint,
    credential: isLoopback(config.armEndpoint) ? loopbackCredential() : credential,
  });
  const dms = createDmsEngine(arm);
  const { backupStorage } = config;
  return {
    ledger: openLedger(config, credential),
    containers: new AzureBackupContainers(
      backupStorage.kind === 'connectionString'
        ? { credential, emulatorConnectionString: backupStorage.value }
        : { credential },
    ),
    engine: (kind) => (kind === 'dms' ? dms : undefined),
    readBackup: readBackupFile,
    clock: { now: () => new Date() },
    timing: config.timing,
    secret: (settingName) => env[settingName],
    newToken: randomUUID,
  };
}

function openLedger(config: Config, credential: DefaultAzureCredential): Ledger {
  const { ledgerStorage, ledgerTablePrefix: tablePrefix } = config;
  return ledgerStorage.kind === 'connectionString'
    ? connectTableLedger(ledgerStorage.value, { tablePrefix })
    : openTableLedger(ledgerStorage.serviceUri, credential, { tablePrefix });
}

/** URL of the blob service that the blob trigger's connection names. */
export function backupAccountUrl(config: Config): string {
  const { backupStorage } = config;
  return backupStorage.kind === 'identity'
    ? backupStorage.serviceUri
    : BlobServiceClient.fromConnectionString(backupStorage.value).url;
}
