/** The branches of history among the backups of a database, and how one is chosen. */
import type { ChainBranch, ChainVerdict } from '../../shared/core/chain/verdict';
import { formatLsn } from '../../shared/core/lsn';
import type { Line } from './fit';
import { type Paint, printable } from './paint';

const MOST_FILES = 4;

/** Server, last date, end and files of each branch; nothing where there is only one. */
export function branchLines(
  { branches, status }: ChainVerdict,
  { paint, all }: { readonly paint: Paint; readonly all: boolean },
): readonly Line[] {
  if (branches === undefined) return [];
  const isOpen = status === 'forked' && branches.filter(({ end }) => end !== undefined).length > 1;
  return [
    { text: '' },
    { text: '  Recovery branches' },
    ...branches.flatMap((branch, index) => oneBranch(branch, index === 0, { paint, all })),
    ...(isOpen ? [{ text: `    Choose one: ${choices(branches)}`, indent: 6 }] : []),
  ];
}

function oneBranch(
  branch: ChainBranch,
  isShown: boolean,
  { paint, all }: { readonly paint: Paint; readonly all: boolean },
): readonly Line[] {
  const { fork, servers, end, lastFinishedAt, files } = branch;
  const server = servers.length === 0 ? 'server unknown' : `server ${servers.map(printable).join(', ')}`;
  const reach = end === undefined ? 'no full backup of it is here' : `up to LSN ${formatLsn(end)}`;
  const last =
    lastFinishedAt === undefined ? 'last date unknown' : `last backup ${printable(lastFinishedAt)}`;
  const mark = isShown ? paint.bold('▸') : ' ';
  return [
    { text: `    ${mark} ${fork ?? 'fork unknown'}: ${server}, ${last}, ${reach}`, indent: 8 },
    { text: `        ${filesText(files, all)}`, indent: 8 },
  ];
}

function filesText(files: readonly string[], all: boolean): string {
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  if (all || files.length <= MOST_FILES) return `${count}: ${files.map(printable).join(', ')}`;
  return `${count}: ${printable(files[0] ?? '')} … ${printable(files.at(-1) ?? '')} (--all names them)`;
}

/** By server where each has one of its own, else by fork. */
function choices(branches: readonly ChainBranch[]): string {
  const restorable = branches.filter(({ end }) => end !== undefined);
  const servers = restorable.map((branch) => branch.servers.join(','));
  const isTold = servers.every((server) => server !== '') && new Set(servers).size === servers.length;
  const options = restorable.map(({ fork, servers: [server = ''] }) =>
    isTold ? `--server ${printable(server)}` : `--fork ${fork ?? ''}`,
  );
  return `${options.join(' or ')}${isTold ? ' (or --fork, --anchor)' : ' (or --anchor with its full backup)'}`;
}
