/** An operator's `exclude` and `include`: one version of a blob is ignored, and counts again. */
import type { ChainFileState } from '../../core/chain/verdict';
import { type Lsn, formatLsn } from '../../core/lsn';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow, Exclusion } from '../../core/migration/control';
import { gatherFacts } from '../assess/gather-facts';
import type { Capabilities } from '../capabilities';
import { ingestByName } from '../ingest/ingest-blob';
import { didYouMean } from '../ingest/near-blobs';
import {
  type ActionOutcome,
  type Operator,
  act,
  done,
  entry,
  inTheWay,
  KEEP,
  pauseAuto,
  refuse,
  withoutApproval,
} from '../operator-actions';

/** Exclusions of one migration at most: they are part of the control row. */
const MOST_EXCLUSIONS = 100;

/**
 * Ignores one version of a blob that the ledger has recorded.
 *
 * A usable log of this database that the chain uses, or that ends after the tail, may hold what nothing else holds: its last
 * LSN is typed to exclude it, also when it has been deleted.
 *
 * @param given its `etag` with or without quotation marks, empty for an upload that is not committed
 */
export async function excludeBlob(
  caps: Capabilities,
  operator: Operator,
  given: {
    readonly blob: string;
    readonly etag: string;
    readonly reason: string;
    readonly confirm?: string;
  },
): Promise<ActionOutcome> {
  const versions = await caps.ledger.backupVersions(operator.id, given.blob);
  const version = versions.find((one) => bareEtag(one.etag) === bareEtag(given.etag));
  if (version === undefined) return unknownVersion(caps, operator.id, given.blob, versions);
  const upload = version.etag === '' ? await uploadNow(caps, operator.id, given.blob) : undefined;
  if (version.etag === '' && upload === undefined)
    return { kind: 'refused', refusal: `Cannot exclude ${given.blob}: its upload is no longer open` };
  const control = await caps.ledger.control(operator.id);
  const busy = control && inTheWay(control.value, 'exclude a blob');
  if (busy !== undefined) return { kind: 'refused', refusal: busy };
  const unconfirmed = await confirmationOf(caps, operator.id, version, given.confirm);
  if (unconfirmed !== undefined) return { kind: 'mistyped', field: 'confirm', reason: unconfirmed };
  const { blob, reason } = given;
  const exclusion = { blob, reason, etag: version.etag, ...(upload !== undefined && { upload }) };
  return act(caps, operator, (control, at) => {
    const busy = inTheWay(control, 'exclude a blob');
    if (busy !== undefined) return refuse(busy);
    const same = control.exclusions.find((one) => one.blob === exclusion.blob && one.etag === exclusion.etag);
    if (same?.reason === exclusion.reason && same.upload === upload) return KEEP;
    const others = control.exclusions.filter((one) => one !== same);
    if (others.length >= MOST_EXCLUSIONS)
      return refuse(`Cannot exclude a blob: ${MOST_EXCLUSIONS} are excluded; move the others away instead`);
    const without: ControlRow = {
      ...control,
      exclusions: [...others, { ...exclusion, by: operator.by, at }],
    };
    const { control: next, entries } = withoutApproval(
      without,
      operator,
      at,
      `${operator.by} excluded ${exclusion.blob}`,
    );
    const text = `Excluded ${exclusion.blob}: ${exclusion.reason}`;
    const facts = { blob: exclusion.blob, etag: exclusion.etag };
    return done(next, entry(at, 'excluded', operator, text, facts), ...entries);
  });
}

/** What to type for a log that may be needed; undefined when it was typed, or nothing is. */
async function confirmationOf(
  caps: Capabilities,
  id: string,
  { name, etag }: { readonly name: string; readonly etag: string },
  typed: string | undefined,
): Promise<string | undefined> {
  const gathered = await gatherFacts(caps, { id, look: 'whole', stabilityBefore: undefined });
  const whole = gathered?.whole;
  const record = whole?.records.find((one) => one.name === name && one.etag === etag);
  const tailLsn = gathered?.facts.tail.kind === 'one' ? gathered.facts.tail.tail.lastLsn : undefined;
  if (record?.state === 'removed') return confirmationOfDeleted(record, tailLsn, typed);
  const set = whole?.sets.find(
    ({ type, stripes }) => type === 'log' && stripes.some((row) => row.file === name),
  );
  if (gathered === undefined || whole === undefined || record?.state !== 'read' || set === undefined)
    return undefined;
  const { tail } = gathered.facts;
  const isBeyond = tail.kind === 'one' && set.lastLsn > tail.tail.lastLsn;
  const place = whole.verdict.files.find((file) => file.file === name)?.state;
  if (!isBeyond && (place === undefined || !NEEDED.includes(place))) return undefined;
  const lsn = formatLsn(set.lastLsn);
  if (typed === lsn) return undefined;
  const why = isBeyond ? 'ends after the tail: it may be the newest one' : 'the chain needs';
  return `${name} is a log of this database that ${why}; type its last LSN, ${lsn}, to exclude it anyway`;
}

/** A log that is gone counts beyond the tail only; while no tail is known, any may be needed. */
function confirmationOfDeleted(
  { name, sets }: Pick<BackupRecord, 'name' | 'sets'>,
  tailLsn: Lsn | undefined,
  typed: string | undefined,
): string | undefined {
  const log = sets.find(
    ({ type, lastLsn }) => type === 'log' && (tailLsn === undefined || lastLsn > tailLsn),
  );
  if (log === undefined || typed === formatLsn(log.lastLsn)) return undefined;
  return `${name} is a log that was deleted, and ${tailLsn === undefined ? 'may be needed' : 'ended after the tail: it may be the newest one'}; type its last LSN, ${formatLsn(log.lastLsn)}, to exclude it anyway`;
}

/** Places in the chain of what nothing else replaces. */
const NEEDED: readonly ChainFileState[] = ['inChain', 'beyondGap', 'awaitingStripes'];

/**
 * Takes exclusions of a blob back, so that it counts again; where none stands nothing changes. It never sends: mode auto is
 * paused until an operator lets it go on.
 *
 * @param etag of the version, with or without quotation marks; absent: all versions
 */
export async function includeBlob(
  caps: Capabilities,
  operator: Operator,
  { blob, etag }: { readonly blob: string; readonly etag?: string },
): Promise<ActionOutcome> {
  const isKnown = (await caps.ledger.backupVersions(operator.id, blob)).length > 0;
  const registration = isKnown ? undefined : await caps.ledger.registration(operator.id);
  const hint = registration === undefined ? '' : await didYouMean(caps, registration, blob);
  return act(caps, operator, (control, at) => {
    const busy = inTheWay(control, 'include a blob');
    if (busy !== undefined) return refuse(busy);
    const isMeant = (one: Exclusion): boolean =>
      one.blob === blob && (etag === undefined || bareEtag(one.etag) === bareEtag(etag));
    const exclusions = control.exclusions.filter((one) => !isMeant(one));
    if (exclusions.length === control.exclusions.length)
      return isKnown ? KEEP : refuse(`Cannot include ${blob}: the ledger knows no such blob${hint}`);
    const changed: ControlRow = { ...control, exclusions };
    const what = `${operator.by} included ${blob}`;
    const { control: next, note } = pauseAuto(changed, operator, at, what);
    const { control: without, entries } = withoutApproval(next, operator, at, what);
    return done(
      without,
      entry(at, 'included', operator, `Included again: ${blob}${note}`, { blob }),
      ...entries,
    );
  });
}

/** Which upload of a name is open now, by storage itself: what the ledger recorded may be an earlier one. */
async function uploadNow(caps: Capabilities, id: string, blob: string): Promise<string | undefined> {
  const registration = await caps.ledger.registration(id);
  if (registration === undefined) return undefined;
  const found = await ingestByName(caps, registration, blob);
  return found.kind === 'gone' ? undefined : found.record.upload;
}

/** Storage shows ETags bare in listings and quoted in headers. */
function bareEtag(etag: string): string {
  return etag.replace(/^W\//, '').replaceAll('"', '');
}

async function unknownVersion(
  caps: Capabilities,
  id: string,
  blob: string,
  versions: readonly { readonly etag: string }[],
): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(id);
  if (registration === undefined) return { kind: 'unknownMigration' };
  const known = versions.slice(0, 5).map((one) => (one.etag === '' ? 'one not committed' : one.etag));
  const reason =
    known.length === 0
      ? `the ledger knows no such blob${await didYouMean(caps, registration, blob)}`
      : `the ledger has no version with this ETag; it has ${known.join(', ')}`;
  return { kind: 'refused', refusal: `Cannot exclude ${blob}: ${reason}` };
}
