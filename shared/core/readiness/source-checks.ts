/** The readiness check that the backups are those of the registered database. */
import type { BackupSource, Facts } from '../facts/facts';
import { type SourceMatch, describeNames, describeSource, matchSource } from '../migration/source';
import { type CheckRow, type Outcome, met, unknown, unmet } from './check';

/** Rows about whose backups these are. */
export const SOURCE_CHECKS = [
  {
    code: 'source.matches',
    evaluate: sourceMatches,
    next: {
      who: 'operator',
      what: 'check whose backups the reason names: move those of another database away or, if they belong to the source, accept their names',
      action: 'acceptSource',
    },
    demands:
      'the header of every set on the path, and of the tail, names the registered database and, where `source.serverNames` lists any, a listed server; or an operator accepted the names in it',
    remedy:
      'the reason has both names and the files. Wrong folder or wrong database: hold, and correct it before anything is sent. A renamed database, or another replica: `POST …/accept-source` with the names as the header has them',
  },
] as const satisfies readonly CheckRow[];

/** Sets whose names are not the registered ones, and not accepted. */
export interface OtherSource {
  readonly source: BackupSource;
  readonly match: Extract<SourceMatch, { kind: 'other' | 'untold' }>;
}

/**
 * What does not fit the registration: sources on the path and of the tail. While the path is empty, files of another
 * database count where there is none of the registered one.
 *
 * @example otherSources(facts)[0]?.source.databaseName // 'ODS_Hard'
 */
export function otherSources(facts: Facts): readonly OtherSource[] {
  const judged = judge(facts);
  const others = judged.flatMap(({ source, match }): readonly OtherSource[] =>
    match.kind === 'other' || match.kind === 'untold' ? [{ source, match }] : [],
  );
  return facts.chain.pathFiles === 0 && others.length < judged.length ? [] : others;
}

/** Judges the check; another name outweighs one that is not told: an operator can settle it. */
export function sourceMatches(facts: Facts): Outcome {
  const others = otherSources(facts);
  const named = others.filter(({ match }) => match.kind === 'other');
  if (named.length > 0)
    return unmet(
      `${describeSource(facts.registration.source)} is registered, but ${named.map(whose).join('; ')}`,
    );
  const [untold] = others;
  if (untold?.match.kind === 'untold')
    return unknown(`the header of ${filesText(untold.source)} has no ${untold.match.what}`, 'sourceName');
  if (facts.chain.pathFiles === 0) return unknown('no backup is known yet', 'noBackup');
  return met(judge(facts).map(matchText).join('; '));
}

function judge({ chain, tail, registration, control }: Facts) {
  const ofTail = tail.kind === 'one' ? [{ ...tail.source, files: tail.files.slice(0, 1), sets: 1 }] : [];
  const onPath = chain.sources.some((source) =>
    ofTail.some((one) => describeNames(one) === describeNames(source)),
  );
  return [...chain.sources, ...(onPath ? [] : ofTail)].map((source) => ({
    source,
    match: matchSource(source, registration.source, control.acceptedSources),
  }));
}

function whose({ source }: OtherSource): string {
  return `${filesText(source)} ${source.sets === 1 ? 'is' : 'are'} of ${describeNames(source)}`;
}

function matchText({
  source,
  match,
}: {
  readonly source: BackupSource;
  readonly match: SourceMatch;
}): string {
  const text = `${source.sets === 1 ? '1 backup' : `${source.sets} backups`} of ${describeNames(source)}`;
  return match.kind === 'accepted'
    ? `${text}, accepted by ${match.accepted.by} at ${match.accepted.at}`
    : text;
}

/** Each file by name, as far as they are kept. */
function filesText({ files, sets }: BackupSource): string {
  const more = sets - files.length;
  return `${files.join(', ')}${more > 0 ? ` (and ${more} more)` : ''}`;
}
