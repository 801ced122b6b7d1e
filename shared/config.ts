/** The settings: read once at start, every bad key named. */
import { z } from 'zod';
import type { Grant } from './core/access/reach';
import { type SignInSettings, readSignIn } from './core/access/sign-in-settings';
import { isLoopback, isLoopbackUrl } from './core/loopback';
import { type BackupHosts, blobSuffix, hostPattern } from './core/migration/backup-hosts';
import type { Notifications } from './core/notify/receivers';
import { type Timing, AZURE_TIMING } from './core/timing';
import { readNotify } from './notify-setting';
import { readReach } from './reach-setting';

/** The settings in their read form. */
export interface Config {
  /** True on a developer's machine: identities are `local:<user>`, and the clock's floors may be lowered. */
  readonly local: boolean;
  /** User name shown as `local:<user>`. */
  readonly localUser: string;
  /** Whose tokens are accepted; undefined: nobody's, which closes the API except on a developer's machine. */
  readonly signIn?: SignInSettings;
  /** Where roles count, for whom; undefined: everywhere. */
  readonly limits?: readonly Grant[];
  /** Names by which callers reach the API, lower case; a local one is reached by those of this machine, too. */
  readonly apiHosts: readonly string[];
  /** Storage that backups land in: a connection string, or identity with the account of each container URL. */
  readonly backupStorage: StorageSetting;
  readonly backupContainer: string;
  /** Storage that registrations may name: the account of `backupStorage`, and those listed. */
  readonly backupHosts: BackupHosts;
  readonly ledgerStorage: StorageSetting;
  readonly ledgerTablePrefix: string;
  readonly armEndpoint: string;
  readonly timing: Timing;
  /** Who is told of events; undefined: nobody. */
  readonly notifications?: Notifications;
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
  AbsenceSeconds: 'absence',
  ClocksApartSeconds: 'clocksApart',
  WatchLateSeconds: 'watchLate',
  SenderSeconds: 'senderValid',
  ObserveSeconds: 'observeFirst',
  LeastPollSeconds: 'leastPoll',
  NotifySeconds: 'notifyEvery',
} as const satisfies Record<string, keyof Timing>;

const NAME_OF_CONTAINER = /^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/;
const TABLE_PREFIX = /^[A-Za-z][A-Za-z0-9]{0,40}$/;
const MOST_SECONDS = 3_600;

type Env = Readonly<Record<string, string | undefined>>;

interface SettingProblem {
  readonly setting: string;
  readonly message: string;
}

/** The settings that are a single text, each judged by itself. */
const TEXTS = {
  BackupContainer: z
    .string('the name of the container of the backups')
    .regex(NAME_OF_CONTAINER, 'the name of the container of the backups'),
  LedgerTablePrefix: z
    .string()
    .regex(TABLE_PREFIX, 'letters and digits, beginning with a letter, at most 41')
    .default('SqlMiCutover'),
  ArmEndpoint: z
    .string()
    .default('https://management.azure.com')
    .superRefine((text, context) => {
      const message = serviceUrlProblem(text);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    }),
} as const;

/**
 * Reads the settings; an empty one counts as not set. Messages name the key, never its value (G5).
 *
 * @param env the environment
 * @throws {InvalidSettingsError} Listing every bad key.
 */
export function loadConfig(env: Env): Config {
  const problems: SettingProblem[] = [];
  const backupContainer = textSetting(env, 'BackupContainer', problems);
  const ledgerTablePrefix = textSetting(env, 'LedgerTablePrefix', problems);
  const armEndpoint = textSetting(env, 'ArmEndpoint', problems);
  const backupStorage = storageSetting(env, 'BackupStorage', 'blobServiceUri', problems);
  const ledgerStorage = storageSetting(env, 'LedgerStorage', 'tableServiceUri', problems);
  const listed = backupAccounts(env, armEndpoint, problems);
  const apiHosts = hostList(env, problems);
  const signIn = signInSettings(env, problems);
  const limits = reachSetting(env, problems);
  const timing = readTiming(env, armEndpoint, problems);
  const notifications = notifySettings(env, apiHosts[0], problems);
  if (problems.length > 0 || !backupStorage || !ledgerStorage) throw new InvalidSettingsError(problems);
  return {
    local: isLocal(env),
    localUser: env.USER ?? env.USERNAME ?? 'unknown',
    ...(signIn && { signIn }),
    ...(limits && { limits }),
    apiHosts,
    backupStorage,
    backupContainer,
    backupHosts: backupHostsOf(backupStorage, listed),
    ledgerStorage,
    ledgerTablePrefix,
    armEndpoint,
    timing,
    ...(notifications && { notifications }),
  };
}

/**
 * A developer's machine: the Functions tools say Development, and no sign of a host in Azure is there (G6).
 *
 * `CONTAINER_NAME` is common outside of Azure, too, so it counts only together with the site's name.
 */
function isLocal(env: Env): boolean {
  const signs = ['WEBSITE_INSTANCE_ID', 'WEBSITE_POD_NAME', 'CONTAINER_APP_NAME'];
  const inAzure =
    signs.some((name) => env[name] !== undefined) ||
    (env.CONTAINER_NAME !== undefined && env.WEBSITE_SITE_NAME !== undefined);
  return env.AZURE_FUNCTIONS_ENVIRONMENT === 'Development' && !inAzure;
}

/** One setting; empty when it is wrong, which its problem then tells. */
function textSetting(env: Env, name: keyof typeof TEXTS, problems: SettingProblem[]): string {
  const parsed = TEXTS[name].safeParse(valueOf(env, name));
  if (parsed.success) return parsed.data;
  problems.push({ setting: name, message: parsed.error.issues[0]?.message ?? 'it is not valid' });
  return '';
}

function valueOf(env: Env, name: string): string | undefined {
  return env[name] === '' ? undefined : env[name];
}

/** Why a service must not be asked at this URL; undefined when it may. */
function serviceUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'expected an absolute URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    return 'https is needed, except for an endpoint on this machine';
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text))
    return 'a URL without user, query and fragment: access is by identity';
  return undefined;
}

function storageSetting(
  env: Env,
  name: string,
  uriName: string,
  problems: SettingProblem[],
): StorageSetting | undefined {
  const connectionString = valueOf(env, name);
  if (connectionString !== undefined) {
    if (/^UseDevelopmentStorage=true|AccountName=|Endpoint=/i.test(connectionString))
      return { kind: 'connectionString', value: connectionString };
    problems.push({ setting: name, message: 'not a connection string of a storage account' });
    return undefined;
  }
  const serviceUri = valueOf(env, `${name}__${uriName}`);
  if (serviceUri === undefined) {
    problems.push({
      setting: name,
      message: `set ${name} to a connection string, or ${name}__${uriName} to the service's URL for access by identity`,
    });
    return undefined;
  }
  const message = serviceUrlProblem(serviceUri);
  if (message === undefined) return { kind: 'identity', serviceUri };
  problems.push({ setting: `${name}__${uriName}`, message });
  return undefined;
}

const HOST = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*(?::\d{1,5})?$/;

/** The name that the platform gave the app (Microsoft Learn, "Environment variables and app settings in Azure App Service"), and those listed. */
function hostList(env: Env, problems: SettingProblem[]): readonly string[] {
  const listed = listOf(env, 'ApiHosts');
  const bad = listed.findIndex((host) => !HOST.test(host));
  if (bad >= 0)
    problems.push({
      setting: 'ApiHosts',
      message: `entry ${bad + 1} is not a host name, like cutover.example.com; without https:// and path`,
    });
  const own = isLocal(env) ? undefined : valueOf(env, 'WEBSITE_HOSTNAME')?.toLowerCase();
  return own === undefined ? listed : [own, ...listed];
}

/** The entries of a list in lower case; commas, semicolons and white space separate them. */
function listOf(env: Env, name: string): readonly string[] {
  return (valueOf(env, name) ?? '')
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((entry) => entry !== '');
}

function signInSettings(env: Env, problems: SettingProblem[]): SignInSettings | undefined {
  const texts = {
    SignInTenant: valueOf(env, 'SignInTenant'),
    SignInAudience: valueOf(env, 'SignInAudience'),
    SignInAuthority: valueOf(env, 'SignInAuthority'),
  };
  const reading = readSignIn(texts, isLocal(env));
  if (reading.kind === 'wrong') problems.push(...reading.problems);
  return reading.kind === 'on' ? reading.settings : undefined;
}

/** Without tokens nobody has groups: then the setting would let nobody in. */
function reachSetting(env: Env, problems: SettingProblem[]): readonly Grant[] | undefined {
  const setting = 'SignInReach';
  const text = valueOf(env, setting);
  if (text === undefined) return undefined;
  if (valueOf(env, 'SignInAudience') === undefined)
    problems.push({ setting, message: 'only with SignInTenant and SignInAudience: groups are in tokens' });
  const reading = readReach(text);
  if (reading.kind === 'rows') return reading.rows;
  problems.push(...reading.messages.map((message) => ({ setting, message })));
  return undefined;
}

function notifySettings(
  env: Env,
  appHost: string | undefined,
  problems: SettingProblem[],
): Notifications | undefined {
  const reading = readNotify({
    NotifyReceivers: valueOf(env, 'NotifyReceivers'),
    NotifyRules: valueOf(env, 'NotifyRules'),
    NotifyHosts: listOf(env, 'NotifyHosts'),
  });
  if (reading.kind === 'wrong') problems.push(...reading.problems);
  if (reading.kind !== 'on') return undefined;
  const { receivers, rules, hosts } = reading;
  return { receivers, rules, hosts, ...(appHost !== undefined && { appHost }) };
}

const MOST_ACCOUNTS = 100;

/** Host patterns of the accounts listed beside the one of `BackupStorage`. */
function backupAccounts(env: Env, armEndpoint: string, problems: SettingProblem[]): readonly string[] {
  const suffix = blobSuffix(armEndpoint);
  const entries = listOf(env, 'BackupAccounts');
  const setting = 'BackupAccounts';
  if (entries.length > MOST_ACCOUNTS)
    problems.push({ setting, message: `at most ${MOST_ACCOUNTS} entries; use a pattern, like prod*` });
  return entries.flatMap((entry, index) => {
    const pattern = hostPattern(entry, suffix);
    if (pattern !== undefined) return [pattern];
    const message = `entry ${index + 1} is neither a storage account's name, nor a pattern of names (prod*), nor a host (account.blob.core.windows.net)${suffix === undefined ? '; with this ArmEndpoint only a host is valid' : ''}`;
    problems.push({ setting, message });
    return [];
  });
}

/** The configured account may always be read, and the storage emulator where it is the configured one. */
function backupHostsOf(storage: StorageSetting, listed: readonly string[]): BackupHosts {
  const own = blobServiceOf(storage);
  const loopback = own !== undefined && isLoopbackUrl(own);
  const patterns = own === undefined || loopback ? listed : [new URL(own).host, ...listed];
  return { patterns: [...new Set(patterns)], loopback };
}

/** URL of the blob service that a storage setting names (Microsoft Learn, "Configure Azure Storage connection strings"). */
function blobServiceOf(storage: StorageSetting): string | undefined {
  if (storage.kind === 'identity') return storage.serviceUri;
  const parts = new Map(
    storage.value.split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()];
    }),
  );
  if (parts.get('usedevelopmentstorage') === 'true') return 'http://127.0.0.1:10000';
  const account = parts.get('accountname');
  const url =
    parts.get('blobendpoint') ??
    (account && `https://${account}.blob.${parts.get('endpointsuffix') ?? 'core.windows.net'}`);
  return url !== undefined && URL.canParse(url) ? url : undefined;
}

/** The floors of the waiting times hold wherever a real service is asked. */
function readTiming(env: Env, endpoint: string, problems: SettingProblem[]): Timing {
  const timing: Record<keyof Timing, number> = { ...AZURE_TIMING };
  for (const [setting, field] of Object.entries(TIMING_SETTINGS)) {
    const text = valueOf(env, setting);
    if (text === undefined) continue;
    const seconds = Number(text);
    if (!(seconds > 0 && seconds <= MOST_SECONDS))
      problems.push({ setting, message: `a number of seconds, more than 0, at most ${MOST_SECONDS}` });
    else if (seconds < AZURE_TIMING[field] && !isLoopbackUrl(endpoint))
      problems.push({
        setting,
        message: `at least ${AZURE_TIMING[field]} unless the management API is on this machine`,
      });
    timing[field] = seconds;
  }
  return timing;
}
