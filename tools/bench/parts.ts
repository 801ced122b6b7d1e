/** What can be measured, by name. */
import { benchChain } from './chain';
import { benchHeaderReader } from './header-reader';
import { benchHost } from './host/host';
import { benchLargeFolder } from './large/large-folder';
import { benchLedger } from './ledger';
import { benchLooks } from './looks';
import { withStorage } from './own-storage';
import { benchPackage } from './package/package';
import { benchPage } from './page/page';
import type { Row } from './row';
import { benchBurst } from './stack/burst';
import { benchGroup } from './stack/group';
import { benchHistory } from './stack/history';
import { benchList } from './stack/list';
import { benchReads } from './stack/reads';
import { benchRequest } from './stack/request';
import { benchRest } from './stack/rest';
import { benchVisible } from './stack/visible';

/** What a part may be told. */
interface PartOptions {
  /** Folder with real backup files for the header reader. */
  readonly backups?: string;
  /** Told what is being done. */
  readonly note: (text: string) => void;
}

/** Measures one part. */
export type Part = (options: PartOptions) => Promise<readonly Row[]>;

/** Parts that run the whole product, each on a stack of its own. */
const STACK_PARTS: Readonly<Record<string, Part>> = {
  visible: ({ note }) => benchVisible(note),
  request: ({ note }) => benchRequest(note),
  list: ({ note }) => benchList(note),
  burst: ({ note }) => benchBurst(note),
  history: ({ note }) => benchHistory(note),
  reads: ({ note }) => benchReads(note),
  page: ({ note }) => benchPage(note),
};

/** Parts so long that they are run by name only. */
export const LONG_PARTS: Readonly<Record<string, Part>> = {
  rest: ({ note }) => benchRest(note),
  group: ({ note }) => benchGroup(note),
  large: ({ note }) => benchLargeFolder(note),
  package: ({ note }) => benchPackage(note),
};

/** The parts of a run that names none. */
export const PARTS: Readonly<Record<string, Part>> = {
  header: ({ backups }) => benchHeaderReader(backups),
  chain: () => benchChain(),
  looks: ({ note }) => withStorage((storage) => benchLooks(storage, note)),
  ledger: () => withStorage(({ connectionString }) => benchLedger(connectionString)),
  host: ({ note }) => benchHost(note),
  ...STACK_PARTS,
};

/** The parts that a word of the command line means. @returns undefined for a word that means nothing */
export function partsOf(word: string): readonly string[] | undefined {
  if (word === 'all') return Object.keys(PARTS);
  if (word === 'stack') return Object.keys(STACK_PARTS);
  return word in PARTS || word in LONG_PARTS ? [word] : undefined;
}
