/** The file board, a page at a time, computed from what the ledger holds now. */
import { type BoardItem, toFileBoard } from '../../core/views/file-board';
import type { Page } from '../../ports/ledger';
import { readEngine } from '../assess/gather-facts';
import { loadChain } from '../assess/load-chain';
import type { Capabilities } from '../capabilities';

/**
 * Reads one page in order of names: one reading of the engine, no listing of the container.
 *
 * @param continuation the last name of the page before
 * @returns undefined when no such migration is registered
 * @throws {LedgerUnavailableError} When the ledger does not answer; an engine that does not is left out.
 */
export async function readFileBoard(
  caps: Pick<Capabilities, 'ledger' | 'engine'>,
  id: string,
  top: number,
  continuation: string | undefined,
): Promise<Page<BoardItem> | undefined> {
  const registration = await caps.ledger.registration(id);
  const control = (await caps.ledger.control(id))?.value;
  if (!registration || !control) return undefined;
  const engine = await readEngine(caps, registration);
  const status = engine.kind === 'read' ? engine.status : undefined;
  const loaded = await loadChain(caps, { registration, control, status, whole: true });
  if (loaded.kind !== 'whole') return { items: [] };
  const board = toFileBoard(loaded.records, loaded.verdict, control.exclusions, status);
  const rest = continuation === undefined ? board : board.filter((item) => item.name > continuation);
  const items = rest.slice(0, top);
  return rest.length > top ? { items, continuation: items.at(-1)?.name } : { items };
}
