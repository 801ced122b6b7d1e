/** Masks what an export writes: answers, the registration, and what was read of backups. */
import type { RecordedAnswer } from '../../shared/adapters/estate/recorded-estate';
import type { QuestionKind } from '../../shared/core/preflight/question';
import {
  maskHost,
  maskId,
  maskLink,
  maskName,
  maskRequest,
  maskServer,
  maskShare,
  maskText,
  maskUrl,
} from './mask-texts';
import type { Pseudonyms } from './pseudonyms';

type MaskText = (text: string, give: Pseudonyms) => string;

/** How the texts of a member are masked; those of all others by their form. */
type Members = Readonly<Record<string, MaskText>>;

const named =
  (type: string): MaskText =>
  (text, give) =>
    maskName(text, type, give);
const asPath: MaskText = (text, give) => give.path(text);
const same: MaskText = (text) => text;
const nothing: MaskText = () => '';

const IN_ANSWERS: Members = {
  nextLink: maskLink,
  fqdn: maskHost,
  prefixMatch: asPath,
  condition: () => 'condition',
  message: nothing,
};

/** What `name` names in the answer to a question; in everything below it, what the member says that it is in. */
const NAMES: Partial<Record<QuestionKind, string>> = {
  managedDatabases: 'databases',
  serviceMigrations: 'databases',
  storageAccount: 'storageAccounts',
  storageAccounts: 'storageAccounts',
  managedInstance: 'managedInstances',
  virtualNetwork: 'virtualNetworks',
};
const NAMES_BELOW: Readonly<Record<string, string>> = {
  subnets: 'subnets',
  virtualNetworkPeerings: 'peerings',
  securityRules: 'rules',
  defaultSecurityRules: '',
  routes: 'routes',
  rules: 'rules',
  caller: 'users',
  sku: '',
};

/** One answer; of a refusal only the code is kept. */
export function maskAnswer(
  { request, status, asOf, body }: RecordedAnswer,
  kind: QuestionKind,
  give: Pseudonyms,
): RecordedAnswer {
  const name = kind === 'blobContainers' ? asPath : named(NAMES[kind] ?? kind);
  const masked = mask(body, { ...IN_ANSWERS, name }, give);
  return { request: maskRequest(request, give), status, asOf, body: masked };
}

function mask(value: unknown, members: Members, give: Pseudonyms, by: MaskText = maskText): unknown {
  if (typeof value === 'string') return by(value, give);
  if (Array.isArray(value)) return value.map((one) => mask(one, members, give, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const below = NAMES_BELOW[key];
      const inside = below === undefined ? members : { ...members, name: below === '' ? same : named(below) };
      return [maskText(key, give), mask(one, inside, give, members[key] ?? maskText)];
    }),
  );
}

const IN_REGISTRATION: Members = {
  databaseName: named('databases'),
  serverName: maskServer,
  serverNames: maskServer,
  dataSource: maskServer,
  userName: named('users'),
  managedInstanceId: maskId,
  containerUrl: maskUrl,
  prefix: asPath,
  lastBackupName: asPath,
  path: maskShare,
  sasTokenSetting: () => 'CutoverSecret_Masked',
  accountKeySetting: () => 'CutoverSecret_Masked',
  passwordSetting: () => 'CutoverSecret_Masked',
};
/** What a preflight reads of a registration. */
const JUDGED = ['engine', 'source', 'target', 'taskId', 'backups', 'start', 'create', 'preflight'];

/** A registration with what a preflight reads of it; of the policy the mode, which must fit the rest. */
export function maskRegistration(registration: unknown, give: Pseudonyms): unknown {
  const { policy, ...given } = registration as Readonly<Record<string, unknown>>;
  const kept = Object.fromEntries(Object.entries(given).filter(([key]) => JUDGED.includes(key)));
  const { mode } = (policy ?? {}) as { readonly mode?: unknown };
  return {
    ...(mask(kept, IN_REGISTRATION, give) as object),
    ...(typeof mode === 'string' && { policy: { mode } }),
  };
}

const IN_FACTS: Members = {
  containerUrl: maskUrl,
  prefix: asPath,
  name: asPath,
  databaseName: named('databases'),
  serverName: maskServer,
  familyGuid: (text, give) => give.guid(text),
  objectId: (text, give) => give.guid(text),
  runs: same,
  mediaSetGuid: (text, give) => give.guid(text),
  reason: () => 'hidden',
  summary: () => 'hidden',
};

/** What was read of backups and of a token; sentences are left out. */
export function maskFacts<Facts>(facts: Facts, give: Pseudonyms): Facts {
  return mask(facts, IN_FACTS, give) as Facts;
}
