/** Writes a folder that `--estate` judges: the answers, the registration, and what was read of the backups. */
import { randomBytes } from 'node:crypto';
import { promises as fs, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutKeys } from '../../shared/adapters/estate/kept-body';
import {
  FACTS_FILE,
  REGISTRATION_FILE,
  type RecordedAnswer,
} from '../../shared/adapters/estate/recorded-estate';
import type { QuestionKind } from '../../shared/core/preflight/question';
import { CliError } from '../exit-codes';
import { pathReason } from '../system-error';
import { type KeptFacts, keptFacts } from './kept-facts';
import { maskAnswer, maskFacts, maskRegistration } from './mask-estate';
import type { EstateOptions } from './open-estate';
import { type Pseudonyms, createPseudonyms } from './pseudonyms';

/** An export in progress. */
export interface EstateExport {
  readonly keep: (recorded: RecordedAnswer, kind: QuestionKind) => void;
  /**
   * Writes what stands beside the answers.
   *
   * @param registration as it was given
   * @returns the file that tells what pseudonyms stand for, when names are masked
   */
  finish(registration: unknown, facts: KeptFacts): string | undefined;
}

/**
 * Begins an export where one is wanted. A folder that exists is not written into: its files would be taken for answers.
 *
 * @throws {CliError} When the options exclude each other, or the folder cannot be made.
 */
export async function beginExport({
  estate,
  export: folder,
  mask,
}: EstateOptions): Promise<EstateExport | undefined> {
  if (estate !== undefined && folder !== undefined)
    throw new CliError('Cannot check: --estate judges what --export has written; give one of them');
  if (folder === undefined) {
    if (mask) throw new CliError('Cannot mask names: --mask belongs to --export');
    return undefined;
  }
  try {
    await fs.mkdir(folder);
  } catch (error) {
    throw new CliError(`Cannot write the estate to "${folder}": ${pathReason(error)}`);
  }
  return exportInto(folder, mask ? createPseudonyms(randomBytes(32)) : undefined);
}

/** @param give hides names; absent when they are written as they are */
function exportInto(folder: string, give: Pseudonyms | undefined): EstateExport {
  const write = (name: string, value: unknown) => writeNew(join(folder, name), value);
  let count = 0;
  return {
    keep(recorded, kind) {
      count += 1;
      const name = `${String(count).padStart(3, '0')}.json`;
      write(name, give === undefined ? recorded : maskAnswer(recorded, kind, give));
    },
    finish(registration, given) {
      const facts = keptFacts(given);
      write(
        REGISTRATION_FILE,
        give === undefined ? hideKeys(registration) : maskRegistration(registration, give),
      );
      write(FACTS_FILE, give === undefined ? hideKeys(facts) : maskFacts(facts, give));
      if (give === undefined) return undefined;
      const names = namesBeside(folder);
      writeNew(names, give.table());
      return names;
    },
  };
}

/** Beside the folder, never in it: whoever gets the folder does not get the names. */
function namesBeside(folder: string): string {
  return `${folder.replace(/[\\/]+$/, '')}-names.json`;
}

/** Only its owner can read it. */
function writeNew(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
}

function hideKeys(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, one: unknown) =>
    typeof one === 'string' ? withoutKeys(one) : one,
  ) as unknown;
}
