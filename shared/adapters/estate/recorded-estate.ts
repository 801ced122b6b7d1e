/**
 * An estate in a folder: one JSON file for each answer of the management API, as `preflight --export` writes them.
 *
 * `{ "request": "/subscriptions/…?api-version=…", "status": 200, "asOf": "2026-11-30T08:00:00Z", "body": { … } }`; names of
 * files do not matter, but for the two files that an export puts beside the answers. Requests are compared without regard to case.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalResourceId } from '../../core/engine/resource-id';
import type { ArmAnswer, NoResponse } from '../arm/arm-answer';
import type { EstateSource } from './arm-estate-reader';

/** One recorded answer. */
const recordedAnswerSchema = z.strictObject({
  request: z.string().startsWith('/'),
  status: z.number().int().min(100).max(599),
  asOf: z.iso.datetime(),
  body: z.unknown(),
});

/** One recorded answer. */
export type RecordedAnswer = z.infer<typeof recordedAnswerSchema>;

/** The registration that an export was made for. */
export const REGISTRATION_FILE = 'registration.json';
/** What an export keeps of backups and token. */
export const FACTS_FILE = 'facts.json';

/** A folder that is no estate. */
export class EstateFolderError extends Error {
  readonly code = 'ESTATE_INVALID';
}

const envelope = z.looseObject({ error: z.looseObject({ code: z.string(), message: z.string().catch('') }) });

/** An estate in a folder. */
export interface RecordedEstate extends EstateSource {
  /** ARM ids of the managed instances that it has readings of. */
  readonly instances: readonly string[];
  /** Names of the storage accounts that it has readings of, in lower case. */
  readonly accounts: readonly string[];
}

/**
 * Opens a folder of recorded answers.
 *
 * @throws {EstateFolderError} naming the file, and what is wrong with it
 */
export function openRecordedEstate(folder: string): RecordedEstate {
  const answers = readRecordedAnswers(folder);
  const recorded = new Map(answers.map((one) => [keyOf(one.request), one]));
  return {
    instances: instancesIn(answers),
    accounts: accountsIn(answers),
    read: (path) => {
      const found = recorded.get(keyOf(path));
      return Promise.resolve(
        found === undefined
          ? { answer: NOT_RECORDED, asOf: new Date(0).toISOString() }
          : { answer: toAnswer(found), asOf: found.asOf },
      );
    },
  };
}

const INSTANCE =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Sql\/managedInstances\/[^/?]+/i;

function instancesIn(answers: readonly RecordedAnswer[]): readonly string[] {
  const ids = answers.flatMap(({ request }) => INSTANCE.exec(localPath(request)) ?? []);
  return [...new Map(ids.map((id) => [canonicalResourceId(id), id])).values()];
}

const ACCOUNT = /\/providers\/Microsoft\.Storage\/storageAccounts(?:\/([^/?]+))?/i;
const accountList = z.looseObject({ value: z.array(z.looseObject({ name: z.string() })) });

/** Those that were asked for by name, and those of a list. */
function accountsIn(answers: readonly RecordedAnswer[]): readonly string[] {
  const names = answers.flatMap(({ request, body }) => {
    const asked = ACCOUNT.exec(localPath(request));
    if (asked === null) return [];
    if (asked[1] !== undefined) return [asked[1]];
    const list = accountList.safeParse(body);
    return list.success ? list.data.value.map(({ name }) => name) : [];
  });
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

const NOT_RECORDED: NoResponse = {
  kind: 'noResponse',
  certainlyNotSent: true,
  code: 'unreachable',
  reason: 'the estate folder has no reading of it',
};

/**
 * All answers of a folder.
 *
 * @throws {EstateFolderError} naming the file, and what is wrong with it
 */
export function readRecordedAnswers(folder: string): readonly RecordedAnswer[] {
  const files = namesIn(folder).filter(
    (name) => name.endsWith('.json') && name !== REGISTRATION_FILE && name !== FACTS_FILE,
  );
  if (files.length === 0)
    throw new EstateFolderError(
      `Cannot read the estate '${folder}': it has no JSON file; folders in it are not read`,
    );
  return files.map((name) => readRecorded(join(folder, name), name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { encoding: 'utf8', withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOTDIR'
        ? 'it is a file, not the folder that --export has written'
        : 'it is no folder that can be listed';
    throw new EstateFolderError(`Cannot read the estate '${folder}': ${why}`, { cause: error });
  }
}

function readRecorded(path: string, name: string): RecordedAnswer {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new EstateFolderError(`Cannot read '${name}' of the estate: it is no JSON`, { cause: error });
  }
  const parsed = recordedAnswerSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new EstateFolderError(
    `Cannot read '${name}' of the estate: ${where === '' ? 'a recorded answer' : where} ${issue?.message ?? ''}`,
  );
}

function toAnswer({ status, body }: RecordedAnswer): ArmAnswer {
  const error = envelope.safeParse(body);
  return {
    kind: 'answer',
    status,
    json: body,
    emptyBody: body === undefined || body === null,
    bodyText: JSON.stringify(body ?? ''),
    ...(error.success && { error: { code: error.data.error.code, message: error.data.error.message } }),
  };
}

/** The path without host and without slashes at its end, and the query's parts in order, in lower case. */
function keyOf(request: string): string {
  const [path = '', query = ''] = localPath(request).toLowerCase().split('?');
  const parts = decodeURIComponent(query).split('&').sort();
  return `${path.replace(/\/+$/, '')}?${parts.join('&')}`;
}

/** The path and query of a request; links to further pages are whole addresses. */
export function localPath(request: string): string {
  if (!URL.canParse(request)) return request;
  const { pathname, search } = new URL(request);
  return `${pathname}${search}`;
}
