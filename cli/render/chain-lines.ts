/** The chain's part of a migration's page. */
import type { StatusView } from '../documents';
import { STATE_WORDS } from '../inspect/unused-files';
import { labelled } from './labelled';
import type { Paint } from './paint';
import { timeText } from './times';

/** How the chain stands, the hole in it, and how many files are what. */
export function chainLines({ chain, headline }: StatusView, paint: Paint): readonly string[] {
  if (!chain) return [labelled('Chain', 'not known')];
  const { status, path, chainEndLsn, gap, counts } = chain;
  const files = path?.files === undefined || path.files === null ? undefined : `${path.files} files`;
  const states = Object.entries(counts ?? {});
  return [
    labelled(
      'Chain',
      status,
      files,
      chainEndLsn && `end LSN ${chainEndLsn}`,
      path?.lastFile && `last ${path.lastFile}`,
    ),
    ...(gap ? [paint.red(gapLine(gap, headline))] : []),
    ...(states.length === 0
      ? []
      : [labelled('', ...states.map(([state, number]) => `${number} ${wordsOf(state)}`))]),
  ];
}

type Gap = NonNullable<NonNullable<StatusView['chain']>['gap']>;

/** Where the headline names both ends of the hole already, only since when it is there is new. */
function gapLine(
  { needLsn, firstAvailableLsn, lastGoodFile, nextFile, since }: Gap,
  headline: string,
): string {
  const isTold = headline.includes(needLsn) && headline.includes(firstAvailableLsn);
  return labelled(
    '',
    isTold
      ? 'GAP'
      : `GAP: LSN ${needLsn} is needed after ${lastGoodFile}; ${nextFile} begins at LSN ${firstAvailableLsn}`,
    since && `since ${timeText(since)}`,
  );
}

const WORDS: Readonly<Record<string, string>> = { ...STATE_WORDS, notABackup: 'no backup' };

/** States of a newer API, and those of blobs that were not read, are words themselves. */
function wordsOf(state: string): string {
  return WORDS[state] ?? state;
}
