/** The file board, a page at a time, computed from what the ledger holds now. */
import type { BoardItem } from '../core/views/file-board';
import { toFileBoard } from '../core/views/file-board';
import type { Page } from '../ports/ledger';
import type { Capabilities } from './capabilities';
import { gatherFacts } from './gather-facts';

/** Reads one page in order of names; `continuation` is the last name of the page before. Undefined when not registered. */
export async function readFileBoard(
  caps: Capabilities,
  id: string,
  top: number,
  continuation: string | undefined,
): Promise<Page<BoardItem> | undefined> {
  const gathered = await gatherFacts(caps, { id, look: 'whole', stabilityBefore: undefined });
  if (!gathered?.whole) return undefined;
  const { facts } = gathered;
  const { records, verdict } = gathered.whole;
  const status = facts.engine.kind === 'read' ? facts.engine.status : undefined;
  const board = toFileBoard(records, verdict, facts.control.exclusions, status);
  const rest = continuation === undefined ? board : board.filter((item) => item.name > continuation);
  const items = rest.slice(0, top);
  return rest.length > top ? { items, continuation: items.at(-1)?.name } : { items };
}
