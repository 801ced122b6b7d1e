/** What an export keeps beside the answers: what was read of the backups and of the token, so that it need not be read again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FACTS_FILE } from '../../shared/adapters/estate/recorded-estate';
import type { RecordedBackups } from '../../shared/core/preflight/backup-facts';
import type { Caller } from '../../shared/core/preflight/caller';
import type { SasFacts } from '../../shared/core/preflight/sas';
import { CliError } from '../exit-codes';
import { systemCode } from '../system-error';

/** The facts that a plan has beside the estate. */
export interface KeptFacts {
  /** Who read the estate: the rows about rights judge what this identity may do. */
  readonly caller?: Caller;
  readonly sas?: SasFacts;
  readonly backups?: RecordedBackups;
}

const text = z.string().optional();
const count = z.number().optional();
const flag = z.boolean().optional();

const setSchema = z.object({
  position: z.number().int(),
  type: z.enum(['full', 'differential', 'log', 'other']),
  databaseName: text,
  serverName: text,
  familyGuid: text,
  mediaSetGuid: text,
  familyCount: count,
  familySequenceNumber: count,
  recoveryModel: z.enum(['full', 'bulk-logged', 'simple']).optional(),
  hasBackupChecksums: flag,
  isEncrypted: flag,
  startedAt: text,
  compressed: flag,
  softwareVersion: text,
  databaseFiles: z.array(z.object({ type: z.enum(['D', 'L', 'S', '?']), size: z.number() })).optional(),
});

const fileSchema = z.object({
  name: z.string(),
  state: z.enum(['read', 'growing', 'unreadable', 'notABackup', 'unusable', 'removed']),
  reason: text,
  size: count,
  tier: text,
  lastModified: text,
  sets: z.array(setSchema),
});

const factsSchema = z.object({
  caller: z.strictObject({ runs: z.enum(['app', 'command']), objectId: text, name: text }).optional(),
  sas: z
    .strictObject({
      rights: z.string(),
      startsAt: text,
      expiresAt: text,
      hasPolicy: z.boolean(),
      httpsOnly: z.boolean(),
    })
    .optional(),
  backups: z
    .strictObject({
      readFrom: z.enum(['container', 'elsewhere']),
      place: z.strictObject({ containerUrl: z.url(), prefix: z.string() }).optional(),
      files: z.array(fileSchema),
      chain: z
        .strictObject({
          status: z.enum([
            'complete',
            'gap',
            'no-full',
            'incomplete-set',
            'forked',
            'simple-recovery',
            'damaged',
            'unverified',
          ]),
          summary: z.string(),
        })
        .optional(),
    })
    .optional(),
});

/** The members that are kept; a header's row has more. */
export function keptFacts(facts: KeptFacts): KeptFacts {
  return factsSchema.parse(facts);
}

/**
 * Reads the facts of a folder; undefined when it has no file of them.
 *
 * @throws {CliError} When the file is there and cannot be read as facts.
 */
export function readKeptFacts(folder: string): KeptFacts | undefined {
  let content: string;
  try {
    content = readFileSync(join(folder, FACTS_FILE), 'utf8');
  } catch (error) {
    // What is no folder is refused when its answers are read.
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw new CliError(`Cannot read '${FACTS_FILE}' of the estate: it cannot be opened`);
  }
  try {
    return factsSchema.parse(JSON.parse(content));
  } catch {
    throw new CliError(
      `Cannot read '${FACTS_FILE}' of the estate: it does not have the form that --export writes`,
    );
  }
}
