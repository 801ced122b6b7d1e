/** An operator's `exclude`: one version of a blob is ignored. */
import type { ControlRow } from '../core/migration/control';
import type { Capabilities } from './capabilities';
import { ingestByName } from './ingest-blob';
import type { ActionOutcome, Actor, Refusal } from './operator-actions';
import { act, done, entry, inTheWay, KEEP, refuse, withoutApproval } from './operator-actions';

/** Exclusions of one migration at most: they are part of the control row. */
const MOST_EXCLUSIONS = 100;

/**
 * Takes one version of a blob out of consideration; the version is one the ledger has recorded.
 *
 * @param exclusion its `etag` with or without quotation marks, empty for an upload that is not committed
 */
export async function excludeBlob(
  caps: Capabilities,
  actor: Actor,
  given: { readonly blob: string; readonly etag: string; readonly reason: string },
): Promise<ActionOutcome> {
  const versions = await caps.ledger.backupVersions(actor.id, given.blob);
  const version = versions.find((one) => bareEtag(one.etag) === bareEtag(given.etag));
  if (version === undefined)
    return (await caps.ledger.control(actor.id))
      ? { kind: 'refused', refusal: unknownVersion(given.blob, versions) }
      : { kind: 'unknownMigration' };
  const upload = version.etag === '' ? await uploadNow(caps, actor.id, given.blob) : undefined;
  if (version.etag === '' && upload === undefined)
    return { kind: 'refused', refusal: `Cannot exclude ${given.blob}: no upload of it is open any more` };
  const exclusion = { ...given, etag: version.etag, ...(upload !== undefined && { upload }) };
  return act(caps, actor, (control, at) => {
    const busy = inTheWay(control, 'exclude a blob');
    if (busy !== undefined) return refuse(busy);
    const same = control.exclusions.find((one) => one.blob === exclusion.blob && one.etag === exclusion.etag);
    if (same?.reason === exclusion.reason && same.upload === upload) return KEEP;
    const others = control.exclusions.filter((one) => one !== same);
    if (others.length >= MOST_EXCLUSIONS)
      return refuse(`Cannot exclude a blob: ${MOST_EXCLUSIONS} are excluded; move the others away instead`);
    const without: ControlRow = { ...control, exclusions: [...others, { ...exclusion, by: actor.by, at }] };
    const { control: next, entries } = withoutApproval(
      without,
      actor,
      at,
      `${actor.by} excluded ${exclusion.blob}`,
    );
    const text = `Excluded ${exclusion.blob}: ${exclusion.reason}`;
    const facts = { blob: exclusion.blob, etag: exclusion.etag };
    return done(next, entry(at, 'excluded', actor, text, facts), ...entries);
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

function unknownVersion(blob: string, versions: readonly { readonly etag: string }[]): Refusal {
  const known = versions.slice(0, 5).map((one) => (one.etag === '' ? 'one not committed' : one.etag));
  return known.length === 0
    ? `Cannot exclude ${blob}: the ledger knows no such blob`
    : `Cannot exclude ${blob}: the ledger has no version with this ETag; it has ${known.join(', ')}`;
}
