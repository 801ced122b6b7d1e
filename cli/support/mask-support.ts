/**
 * Masks the API's documents for people who help: names become pseudonyms, and of every other text only what this product defines stays.
 *
 * What is not listed here is not kept. Texts of the service and of operators may have any name in them, and a hash can be guessed at by
 * trying names, so neither is.
 */
import type { ChainStatus } from '../../shared/core/chain/verdict';
import { ATTEMPT_STATES } from '../../shared/core/migration/control';
import { EVENTS } from '../../shared/core/migration/events';
import { TERMINAL_PHASES } from '../../shared/core/migration/phase';
import type { Pseudonyms } from '../preflight/pseudonyms';
import { maskId, maskName, maskServer, maskUrl } from '../preflight/mask-texts';

type Mask = (text: string, give: Pseudonyms) => string;

const named =
  (type: string): Mask =>
  (text, give) =>
    maskName(text, type, give);
const asPath: Mask = (text, give) => give.path(text);

/** The addresses of a private network say where a server stands, too. */
const withoutAddresses =
  (mask: Mask): Mask =>
  (text, give) =>
    mask(text, { ...give, address: (address) => give.name(address, 'address') });
/** An ARM id, or `<instance>/<database>` as people write it. */
const asTarget: Mask = (text, give) => {
  if (/^\/subscriptions\//i.test(text)) return maskId(text, give);
  const [instance = '', ...databases] = text.split('/');
  return [
    maskName(instance, 'managedInstances', give),
    ...databases.map((one) => maskName(one, 'databases', give)),
  ].join('/');
};

/** Who writes journal lines besides operators. */
const OWN = new Set(['watch', 'sender', 'ingest', 'sweep', 'service', 'ledger', 'policy:auto']);
const identity: Mask = (text, give) => (OWN.has(text) ? text : give.name(text, 'operator'));

/** What members hold names, and how those are masked. */
const NAMES: Readonly<Record<string, Mask>> = {
  ...Object.fromEntries(
    [
      ...['name', 'blob', 'file', 'lastFile', 'anchor', 'lastGoodFile', 'nextFile', 'lastRestoredFile'],
      ...['restoringFile', 'lastUploadedFile', 'lastBackupName', 'container', 'prefix', 'path', 'full'],
      ...['differential', 'tail'],
    ].map((member) => [member, asPath]),
  ),
  ...Object.fromEntries(['by', 'requestedBy', 'registeredBy'].map((member) => [member, identity])),
  ...Object.fromEntries(['servers', 'sourceServers'].map((member) => [member, withoutAddresses(maskServer)])),
  id: named('migrations'),
  source: named('databases'),
  database: named('databases'),
  sourceDatabase: named('databases'),
  targetDatabase: named('databases'),
  instance: named('managedInstances'),
  targetInstance: named('managedInstances'),
  account: named('storageAccounts'),
  operationId: named('operations'),
  target: asTarget,
  containerUrl: withoutAddresses(maskUrl),
};

/** Members whose texts are words of this product or of the service's contract. */
const WORDS = new Set([
  ...['phase', 'state', 'kind', 'code', 'engine', 'mode', 'tailProof', 'proof', 'who', 'action', 'setType'],
  ...['engineState', 'check', 'part', 'version', 'stripe', 'block', 'as', 'stopping'],
]);
const CHAIN_STATUSES: Readonly<Record<ChainStatus, true>> = {
  ...{ complete: true, gap: true, 'no-full': true, 'incomplete-set': true, forked: true },
  ...{ 'simple-recovery': true, damaged: true, unverified: true },
};
/** Members that have no other words than these. */
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  event: Object.keys(EVENTS),
  outcome: ['none', 'begunByService', ...TERMINAL_PHASES, ...ATTEMPT_STATES],
  status: [...Object.keys(CHAIN_STATUSES), 'up', 'degraded', 'down', 'unknown'],
};
/** A row of the preflight: `NET-01`. */
const ROW = /^[A-Z]{2,10}-\d\d$/;
const WORD = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,60}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const LSN_MEMBER = /lsn$/i;

/** Masks a document. @param member the member that it is the value of */
export function maskSupport(value: unknown, give: Pseudonyms, member = ''): unknown {
  if (typeof value === 'string') return maskText(value, give, member);
  if (Array.isArray(value)) return value.map((one) => maskSupport(one, give, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      MEMBER.test(name) ? name : give.name(name, 'member'),
      maskSupport(one, give, name),
    ]),
  );
}

/** What a member may be called; keys of any other form are names. */
const MEMBER = /^[a-z][A-Za-z]{0,40}$/;

function maskText(text: string, give: Pseudonyms, member: string): string {
  if (TIME.test(text)) return text;
  const mask = Object.hasOwn(NAMES, member) ? NAMES[member] : undefined;
  if (mask !== undefined) return mask(text, give);
  if (WORDS.has(member) && WORD.test(text)) return text;
  if (Object.hasOwn(CLOSED, member) && CLOSED[member]?.includes(text)) return text;
  if (member === 'row' && ROW.test(text)) return text;
  if (LSN_MEMBER.test(member) && /^\d{1,25}$/.test(text)) return text;
  return `[${text.length} characters]`;
}
