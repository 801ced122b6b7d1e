/** Which files a search finds, and the sign of a file. */
import type { BoardItem } from '../../shared/core/views/file-board';
import type { Sign, Tone } from '../text/words';

const WORDS: Readonly<Record<string, readonly [word: string, tone: Tone]>> = {
  inChain: ['in the chain', 'good'],
  covered: ['covered', 'quiet'],
  beyondGap: ['beyond the gap', 'bad'],
  awaitingStripes: ['awaiting stripes', 'warn'],
  duplicate: ['duplicate', 'quiet'],
  superseded: ['superseded', 'quiet'],
  otherFork: ['other fork', 'warn'],
  foreign: ['foreign', 'warn'],
  unusable: ['unusable', 'bad'],
  unreadable: ['unreadable', 'bad'],
  growing: ['growing', 'busy'],
  notABackup: ['no backup', 'quiet'],
  excluded: ['excluded', 'quiet'],
  removed: ['removed', 'warn'],
};

/** The state of a file; one of a newer API as it is. */
export function fileSign({ state }: Pick<BoardItem, 'state'>): Sign {
  const [word, tone] = (Object.hasOwn(WORDS, state) ? WORDS[state] : undefined) ?? [state, 'warn' as const];
  return { word, tone };
}

/**
 * The files that a search finds: by a part of the name, the type, either state or the reason; by an LSN also those that
 * contain it.
 *
 * @example searchFiles(files, '34000000036800001') // the log that contains it
 */
export function searchFiles(files: readonly BoardItem[], q: string): readonly BoardItem[] {
  const wanted = q.trim().toLowerCase();
  if (wanted === '') return files;
  const lsn = /^\d{5,25}$/.test(wanted) ? BigInt(wanted) : undefined;
  return files.filter((file) => {
    const { name, setType = '', state, engineState = '', reason = '', firstLsn, lastLsn } = file;
    const texts = [name, setType, state, fileSign(file).word, engineState, reason];
    if (texts.some((text) => text.toLowerCase().includes(wanted))) return true;
    if (lsn === undefined || firstLsn === undefined || lastLsn === undefined) return false;
    return BigInt(firstLsn) <= lsn && lsn <= BigInt(lastLsn);
  });
}
