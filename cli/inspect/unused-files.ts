/** Files of a database that are not on the chain's path, each with a sentence. */
import type { ChainFileState, ChainVerdict, FileVerdict } from '../../shared/core/chain/verdict';

/** The states of files as people read them. */
export const STATE_WORDS: Readonly<Record<ChainFileState, string>> = {
  inChain: 'in the chain',
  covered: 'covered',
  beyondGap: 'beyond the gap',
  awaitingStripes: 'awaits stripes',
  duplicate: 'duplicate',
  superseded: 'superseded',
  otherFork: 'other fork',
  foreign: 'foreign',
  unusable: 'unusable',
};

/** A file that is not used. */
export interface UnusedFile extends FileVerdict {
  readonly reason: string;
}

/** Every set that is not on the path, in order of files. */
export function unusedFiles({ files }: ChainVerdict): readonly UnusedFile[] {
  return files
    .filter(({ state }) => state !== 'inChain')
    .map((file) => ({ ...file, reason: file.reason ?? `${file.file}: ${STATE_WORDS[file.state]}` }));
}
