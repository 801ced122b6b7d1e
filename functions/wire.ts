/** From settings to ports: every adapter is chosen here. */
import { randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import { announcingLedger } from '../shared/adapters/announcing-ledger';
import { type ArmClient, createArmClient } from '../shared/adapters/arm/arm-client';
import { systemClock } from '../shared/adapters/arm/arm-clock';
import { armHealth } from '../shared/adapters/arm/arm-health';
import { loopbackCredential } from '../shared/adapters/arm/arm-token';
import { AzureBackupContainers } from '../shared/adapters/azure-backup-containers';
import { withBoundedAnswers } from '../shared/adapters/bounded-answers';
import { createClassicEngine } from '../shared/adapters/dms-classic/classic-engine';
import { createDmsEngine } from '../shared/adapters/dms/dms-engine';
import { signedInAs } from '../shared/adapters/arm/signed-in';
import { createEstateReader } from '../shared/adapters/estate/arm-estate-reader';
import { armEstateSource } from '../shared/adapters/estate/arm-estate-source';
import { withExplainedReasons } from '../shared/adapters/failures/explained-reasons';
import { invocationLog } from '../shared/adapters/invocation-log';
import { createLrsEngine } from '../shared/adapters/lrs/lrs-engine';
import { httpNotifier } from '../shared/adapters/notify/http-notifier';
import { readBackupFile } from '../shared/adapters/read-backup-file';
import { entraSignIn } from '../shared/adapters/sign-in/entra-sign-in';
import { CLOSED_SIGN_IN, localSignIn } from '../shared/adapters/sign-in/without-tokens';
import { connectTableLedger, openTableLedger } from '../shared/adapters/table-ledger/open-table-ledger';
import type { Config } from '../shared/config';
import type { EngineKind } from '../shared/core/engine/engine-status';
import { isLoopbackUrl } from '../shared/core/loopback';
import type { HealthProbes } from '../shared/ports/health-probes';
import type { Ledger } from '../shared/ports/ledger';
import type { MigrationEngine } from '../shared/ports/migration-engine';
import type { SignIn } from '../shared/ports/sign-in';
import { createReadsOfRound } from '../shared/use-cases/assess/reads-of-round';
import type { Capabilities } from '../shared/use-cases/capabilities';
import { deliveryTimes } from '../shared/core/notify/delivery-times';
import type { NotifyCapabilities } from '../shared/use-cases/notify/lane';
import { sharing } from '../shared/use-cases/preflight/estate-readers';

/**
 * Every engine on one client, so that all reads of a subscription share one budget: a 429 to one engine is a pause
 * for the others, whose requests the management API counts together (docs/engines.md, "Reads share a budget").
 */
export function createEngines(arm: ArmClient): Readonly<Record<EngineKind, MigrationEngine>> {
  return {
    dms: decorated(createDmsEngine(arm)),
    'dms-classic': decorated(createClassicEngine(arm)),
    lrs: decorated(createLrsEngine(arm)),
  };
}

function decorated(engine: MigrationEngine): MigrationEngine {
  return withBoundedAnswers(withExplainedReasons(engine));
}

/** Builds the capabilities from the settings; nothing is asked of the network yet. */
export function wire(config: Config, env: Readonly<Record<string, string | undefined>>): Capabilities {
  const credential = new DefaultAzureCredential();
  const arm = createArmClient({
    endpoint: config.armEndpoint,
    credential: credentialFor(config.armEndpoint, credential),
  });
  const engines = createEngines(arm);
  // On the engines' client: its reads count against the same budget.
  const estate = createEstateReader(armEstateSource(arm));
  const { backupStorage } = config;
  const events = invocationLog(console);
  const ledger = announcingLedger(openLedger(config, credential), events, systemClock);
  return {
    ledger,
    containers: new AzureBackupContainers({
      hosts: config.backupHosts,
      credential,
      ...(backupStorage.kind === 'connectionString' && { emulatorConnectionString: backupStorage.value }),
    }),
    engine: (kind) => engines[kind],
    readBackup: readBackupFile,
    readsOfRound: createReadsOfRound(ledger, systemClock),
    estate,
    sharedEstate: sharing(estate, systemClock),
    ownIdentity: () => signedInAs(credentialFor(config.armEndpoint, credential), config.armEndpoint),
    events,
    clock: systemClock,
    timing: config.timing,
    secret: (settingName) => env[settingName],
    newToken: randomUUID,
  };
}

/** What receivers are told with; undefined where there are none. */
export function wireNotify(
  { notifications }: Config,
  { ledger, clock, timing, secret }: Capabilities,
): NotifyCapabilities | undefined {
  if (notifications === undefined) return undefined;
  const { hosts } = notifications;
  const limit = deliveryTimes(timing.notifyEvery).answer * 1_000;
  const notifier = httpNotifier({ hosts, secret, credential: new DefaultAzureCredential(), clock, limit });
  return { ledger, clock, timing, notifier, notifications };
}

/** What health asks beside the capabilities. */
export function wireProbes(config: Config): HealthProbes {
  const { armEndpoint, backupContainer } = config;
  const credential = credentialFor(armEndpoint, new DefaultAzureCredential());
  return {
    homeContainerUrl: `${backupAccountUrl(config).replace(/\/$/, '')}/${backupContainer}`,
    ...armHealth({ endpoint: armEndpoint, credential }),
  };
}

function credentialFor(armEndpoint: string, credential: TokenCredential): TokenCredential {
  return isLoopbackUrl(armEndpoint) ? loopbackCredential() : credential;
}

/** How callers prove who they are. */
export function wireSignIn({ local, localUser, signIn, armEndpoint }: Config): SignIn {
  if (signIn) return entraSignIn(signIn, systemClock);
  return local ? localSignIn(localUser, isLoopbackUrl(armEndpoint)) : CLOSED_SIGN_IN;
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
