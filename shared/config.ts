/** The settings: read once at start, every bad key named. */
import { z } from 'zod';
import type { Timing } from './core/timing';
import { AZURE_TIMING } from './core/timing';

/** The settings in their read form. */
export interface Config {
  /** True on a developer's machine: identities are `local:<user>`, and the clock's floors may be lowered. */
  readonly local: boolean;
  /** User name shown as `local:<user>`. */
  readonly localUser: string;
  /** True when the platform authenticates callers (App Service authentication). */
  readonly authenticationConfigured: boolean;
  /** Storage that backups land in: a connection string, or identity with the account of each container URL. */
  readonly backupStorage: StorageSetting;
  readonly backupContainer: string;
  readonly ledgerStorage: StorageSetting;
  readonly ledgerTablePrefix: string;
  readonly armEndpoint: string;
  readonly timing: Timing;
}

/** How a storage account is reached. */
export type StorageSetting =
  | { readonly kind: 'connectionString'; readonly value: string }
  | { readonly kind: 'identity'; readonly serviceUri: string };

/** One or more settings are wrong; the message lists every one. */
export class InvalidSettingsError extends Error {
  readonly code = 'InvalidSettings';
  constructor(readonly problems: readonly { readonly setting: string; readonly message: string }[]) {
    super(
      `Cannot start: ${problems.length === 1 ? 'a setting is' : `${problems.length} settings are`} wrong\n${problems.map((one) => `  ${one.setting}: ${one.message}`).join('\n')}`,
    );
    this.name = 'InvalidSettingsError';
  }
}

const TIMING_SETTINGS = {
  StableReadGapSeconds: 'stableReadGap',
  NotReceivedFirstSeconds: 'notReceivedFirst',
  NotReceivedGapSeconds: 'notReceivedGap',
  SenderSeconds: 'senderValid',
  ObserveSeconds: 'observeFirst',
  LeastPollSeconds: 'leastPoll',
} as const satisfies Record<string, keyof Timing>;

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

const armEndpoint = z
  .string()
  .default('https://management.azure.com')
  .refine((text) => URL.canParse(text), { error: 'expected an absolute URL' })
  .refine((text) => !URL.canParse(text) || new URL(text).protocol === 'https:' || isLoopback(text), {
    error: 'https is needed, except for an endpoint on this machine',
  });

const settings = z.object({
  BackupContainer: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/, 'the name of the container that backups land in'),
  LedgerTablePrefix: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]{0,40}$/, 'letters and digits, beginning with a letter')
    .default('SqlMiCutover'),
  ArmEndpoint: armEndpoint,
  ...(Object.fromEntries(
    Object.keys(TIMING_SETTINGS).map((name) => [name, z.coerce.number().positive().optional()]),
  ) as Record<keyof typeof TIMING_SETTINGS, z.ZodOptional<z.ZodCoercedNumber>>),
});

/**
 * Reads the settings.
 *
 * @param env the environment
 * @throws {InvalidSettingsError} Listing every bad key.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: { setting: string; message: string }[] = [];
  const parsed = settings.safeParse(env);
  if (!parsed.success)
    problems.push(
      ...parsed.error.issues.map((issue) => ({ setting: issue.path.join('.'), message: issue.message })),
    );
  const backupStorage = storageSetting(env, 'BackupStorage', 'blobServiceUri', problems);
  const ledgerStorage = storageSetting(env, 'LedgerStorage', 'tableServiceUri', problems);
  const timing = parsed.success ? timingFrom(parsed.data, problems) : AZURE_TIMING;
  if (!parsed.success || !backupStorage || !ledgerStorage || problems.length > 0)
    throw new InvalidSettingsError(problems);
  return {
    local: env.AZURE_FUNCTIONS_ENVIRONMENT === 'Development' && env.WEBSITE_INSTANCE_ID === undefined,
    localUser: env.USER ?? env.USERNAME ?? 'unknown',
    authenticationConfigured: env.WEBSITE_AUTH_ENABLED?.toLowerCase() === 'true',
    backupStorage,
    backupContainer: parsed.data.BackupContainer,
    ledgerStorage,
    ledgerTablePrefix: parsed.data.LedgerTablePrefix,
    armEndpoint: parsed.data.ArmEndpoint,
    timing,
  };
}

/** True when a URL's host is this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.includes(new URL(url).hostname);
}

function storageSetting(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  uriName: string,
  problems: { setting: string; message: string }[],
): StorageSetting | undefined {
  const connectionString = env[name];
  if (connectionString !== undefined && connectionString !== '')
    return { kind: 'connectionString', value: connectionString };
  const serviceUri = env[`${name}__${uriName}`];
  if (serviceUri !== undefined && URL.canParse(serviceUri)) return { kind: 'identity', serviceUri };
  problems.push({
    setting: name,
    message: `set ${name} to a connection string, or ${name}__${uriName} to the service's URL for access by identity`,
  });
  return undefined;
}

/** The floors of the waiting times hold wherever a real service is asked. */
function timingFrom(
  data: z.output<typeof settings>,
  problems: { setting: string; message: string }[],
): Timing {
  const timing: Record<keyof Timing, number> = { ...AZURE_TIMING };
  for (const [setting, field] of Object.entries(TIMING_SETTINGS) as [
    keyof typeof TIMING_SETTINGS,
    keyof Timing,
  ][]) {
    const value = data[setting];
    if (value === undefined) continue;
    if (value < AZURE_TIMING[field] && !isLoopback(data.ArmEndpoint))
      problems.push({
        setting,
        message: `at least ${AZURE_TIMING[field]} unless the management API is on this machine`,
      });
    timing[field] = value;
  }
  return timing;
}
