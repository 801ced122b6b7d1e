/** Verifies a zip of evidences: every journal by its hashes, every file by the index, and the index by a hash that was noted. */
import { z } from 'zod';
import { INDEX_FORMAT, sha256 } from '../evidence-zip';
import { CliError } from '../exit-codes';
import { printable } from '../render/paint';
import { parseEvidence, requestsText, type Verified, verify } from '../evidence-file';
import { readZip, ZipProblemError } from '../zip-entries';

/** Bytes that a zip may unfold to. */
const MOST_BYTES = 1024 ** 3;

const INDEX = 'index.json';

const text = z.string();
const index = z.looseObject({
  format: z.literal(INDEX_FORMAT),
  group: z.looseObject({ id: text, standing: text, late: z.array(text), dropped: z.array(text) }).optional(),
  migrations: z.array(z.looseObject({ id: text, state: text, head: text.optional() })),
  /** Absent in archives of older versions. */
  files: z.record(text, text).optional(),
});

/** What came of it. */
export interface VerifiedZip {
  readonly verified: boolean;
  readonly group?: z.infer<typeof index>['group'];
  readonly migrations: readonly Verified[];
  /** What was altered, removed or added, a sentence each. */
  readonly findings: readonly string[];
  /** Hash of the index, and how it stands to the one that was given. */
  readonly index: string;
  readonly noted?: 'same' | 'other';
}

/** True for the bytes of a zip. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/**
 * Verifies it.
 *
 * @param given hash of the index that was noted elsewhere
 * @throws {CliError} When it is no zip of evidences, or cannot be read.
 */
export function verifyZip(file: string, bytes: Uint8Array, given: string | undefined): VerifiedZip {
  const { files, doubles } = unzip(file, bytes);
  const stored = files.get(INDEX);
  const parsed = index.safeParse(parseJson(stored));
  if (stored === undefined || !parsed.success)
    throw new CliError(
      `Cannot verify "${printable(file)}": it has no ${INDEX} of an archive of evidences: it is none, or was altered`,
    );
  const { group, migrations, files: hashes } = parsed.data;
  const findings = doubles.map((name) => `${name} stands in it twice, so readers may see either`);
  if (hashes === undefined) findings.push('The index has no hashes of files: an older version wrote it');
  else findings.push(...fileFindings(files, hashes));
  const verified = migrations.flatMap((row) => {
    const found = verifyRow(files, row);
    if (typeof found === 'string') findings.push(found);
    return typeof found === 'string' ? [] : [found];
  });
  findings.push(
    ...rowFindings(files, migrations),
    ...headFindings(migrations, verified),
    ...memberFindings(files, migrations, group?.id),
  );
  const hash = sha256(stored);
  const noted = given === undefined ? undefined : given.trim().toLowerCase() === hash ? 'same' : 'other';
  return {
    verified: findings.length === 0 && noted !== 'other' && verified.every((one) => one.verified),
    ...(group && { group }),
    ...{ migrations: verified, findings, index: hash },
    ...(noted && { noted }),
  };
}

function unzip(
  file: string,
  bytes: Uint8Array,
): { readonly files: ReadonlyMap<string, Uint8Array>; readonly doubles: readonly string[] } {
  try {
    const entries = readZip(bytes, MOST_BYTES);
    const files = new Map(entries.map(({ name, content }) => [name, content]));
    const doubles = entries.filter(({ name, content }) => files.get(name) !== content);
    return { files, doubles: [...new Set(doubles.map(({ name }) => name))] };
  } catch (error) {
    if (!(error instanceof ZipProblemError)) throw error;
    throw new CliError(
      `Cannot verify "${printable(file)}": it is no zip, or was damaged or altered: ${error.message}`,
    );
  }
}

function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function fileFindings(
  files: ReadonlyMap<string, Uint8Array>,
  hashes: Readonly<Record<string, string>>,
): readonly string[] {
  const listed = Object.entries(hashes).flatMap(([name, hash]) => {
    const content = files.get(name);
    if (content === undefined) return [`${name} was removed`];
    return sha256(content) === hash ? [] : [`${name} was altered`];
  });
  const added = [...files.keys()].filter((name) => name !== INDEX && !Object.hasOwn(hashes, name));
  return [...listed, ...added.map((name) => `${name} was added`)];
}

function verifyRow(
  files: ReadonlyMap<string, Uint8Array>,
  { id, state }: { readonly id: string; readonly state: string },
): Verified | string {
  const name = `${id}/evidence.json`;
  const content = files.get(name);
  if (content === undefined)
    return state === 'missing'
      ? `${id}: there was no evidence when the archive was written`
      : `${id}: its evidence is not in the archive`;
  try {
    const evidence = parseEvidence(new TextDecoder().decode(content), name);
    return evidence.migration.id === id ? verify(evidence, undefined) : `${name} is of another migration`;
  } catch (error) {
    if (error instanceof CliError) return error.message;
    throw error;
  }
}

/** Evidences that the index does not name, or names twice: of the journals of the first nothing is verified. */
function rowFindings(
  files: ReadonlyMap<string, Uint8Array>,
  rows: readonly { readonly id: string }[],
): readonly string[] {
  const ids = rows.map(({ id }) => id);
  const unnamed = [...files.keys()].filter(
    (name) => name.endsWith('/evidence.json') && !ids.includes(name.slice(0, -'/evidence.json'.length)),
  );
  return [
    ...unnamed.map((name) => `${name} is of a migration that the index does not name`),
    ...ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `The index names ${id} twice`),
  ];
}

function headFindings(
  rows: readonly { readonly id: string; readonly head?: string }[],
  verified: readonly Verified[],
): readonly string[] {
  const heads = new Map(rows.map(({ id, head }) => [id, head]));
  return verified
    .filter(({ migration, head }) => heads.get(migration) !== head)
    .map(({ migration }) => `${migration}: the head of its journal is not the one of the index`);
}

/** Members of the group that the index leaves out. */
function memberFindings(
  files: ReadonlyMap<string, Uint8Array>,
  rows: readonly { readonly id: string }[],
  group: string | undefined,
): readonly string[] {
  if (group === undefined) return [];
  const board = z
    .looseObject({ id: text, members: z.array(z.looseObject({ id: text })) })
    .safeParse(parseJson(files.get('group.json')));
  if (!board.success || board.data.id !== group) return [`group.json is not that of group ${group}`];
  const ids = new Set(rows.map(({ id }) => id));
  return board.data.members
    .filter(({ id }) => !ids.has(id))
    .map(({ id }) => `${id} is a member, and is not in the index`);
}

/** What came of it, a line each. */
export function zipLines({
  verified,
  group,
  migrations,
  findings,
  index: hash,
  noted,
}: VerifiedZip): readonly string[] {
  return [
    ...migrations.map(
      (one) =>
        `${one.migration}: journal ${one.verified ? 'as it was written' : 'NOT proven as it was written'}, ${one.entries} entries, of them ${requestsText(one.requests)}`,
    ),
    ...migrations.flatMap((one) => one.findings.map((finding) => `  ${one.migration}: ${finding.text}`)),
    ...findings.map((finding) => `  ${finding}`),
    ...(group
      ? [
          `Group ${group.id}: ${group.standing}${namedText('late', group.late)}${namedText('dropped', group.dropped)}`,
        ]
      : []),
    verified ? 'The archive is as it was written' : 'The archive is NOT proven as it was written',
    `  index    ${hash}`,
    `  ${notedText(noted)}`,
  ];
}

function namedText(word: string, ids: readonly string[]): string {
  return ids.length === 0 ? '' : `; ${word}: ${ids.join(', ')}`;
}

function notedText(noted: VerifiedZip['noted']): string {
  if (noted === undefined) return 'No hash of the index that was noted elsewhere was given: --head <hash>';
  return noted === 'same'
    ? 'The hash of the index is the one that was noted'
    : 'The hash of the index is NOT the one that was noted: it was written anew';
}
