/** The shell blocks of the pages, and the command lines of az between backticks. */
import { read, repositoryFiles } from '../support';

/** A fenced block of a page. */
export interface ShellBlock {
  readonly page: string;
  /** Line of its first line of code. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The PowerShell block that follows it at once. */
  readonly other?: ShellBlock;
}

/** Every page of the repository. */
export const PAGES = repositoryFiles(/\.md$/);

const BASH = ['sh', 'bash', 'shell'];
const POWERSHELL = ['powershell', 'pwsh', 'ps1'];

/** The blocks of a page in bash, in order, each with its PowerShell neighbour. */
export function shellBlocks(page: string): readonly ShellBlock[] {
  const blocks = fencedBlocks(page);
  return blocks.flatMap((block, at): ShellBlock[] => {
    if (!BASH.includes(block.language)) return [];
    const next = blocks[at + 1];
    const follows = next !== undefined && next.line - endOf(block) <= 3;
    return [follows && POWERSHELL.includes(next.language) ? { ...block, other: next } : block];
  });
}

/** The blocks of a page in PowerShell. */
export function powerShellBlocks(page: string): readonly ShellBlock[] {
  return fencedBlocks(page).filter(({ language }) => POWERSHELL.includes(language));
}

/** Command lines of az between backticks that have an option; what is left out by "…" is no command line. */
export function azSpans(page: string): readonly string[] {
  const prose = read(page).replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
  return [...prose.matchAll(/`(az [^`]+)`/g)]
    .map(([, span = '']) => span.replaceAll(/\s+/g, ' ').replaceAll(/<[^>]+>|\$\w+/g, 'x'))
    .filter((span) => / --?\w/.test(span) && !span.includes('…'));
}

/** Where a block is, for people. */
export function placeOf({ page, line }: ShellBlock): string {
  return `${page}:${line}`;
}

function endOf({ line, text }: ShellBlock): number {
  return line + text.split('\n').length;
}

function fencedBlocks(page: string): readonly ShellBlock[] {
  const blocks: ShellBlock[] = [];
  let open: { indent: number; language: string; line: number; lines: string[] } | undefined;
  read(page)
    .split('\n')
    .forEach((text, at) => {
      const fence = /^( *)```(\S*)/.exec(text);
      if (fence === null) open?.lines.push(text.slice(open.indent));
      else if (open === undefined)
        open = { indent: fence[1]?.length ?? 0, language: fence[2] ?? '', line: at + 2, lines: [] };
      else {
        blocks.push({ page, language: open.language, line: open.line, text: open.lines.join('\n') });
        open = undefined;
      }
    });
  return blocks;
}
