/** Keys of the list: up and down go from row to row, Enter follows the link of the row as the browser does, space selects it. */
import { rowAfterKey } from '../row-keys';

/** Selects a row by its id, or everything from the one before to it. */
export type SelectRow = (id: string, isRange: boolean) => void;

/** A key that was pressed in a row. @param select absent where rows are not selected */
export function onRowKey(event: KeyboardEvent, select?: SelectRow): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const table = event.currentTarget as HTMLElement;
  const links = [...table.querySelectorAll<HTMLAnchorElement>('.name > a')];
  const here = links.findIndex((link) => link === document.activeElement);
  if (here < 0) return;
  if (event.key === ' ' && select !== undefined) {
    event.preventDefault();
    select(idOf(links[here]), event.shiftKey);
    return;
  }
  const wanted = rowAfterKey(event.key, here, links.length);
  if (wanted === undefined) return;
  event.preventDefault();
  const link = links[wanted];
  moveFocus(links, link);
  if (event.shiftKey && event.key.startsWith('Arrow') && select !== undefined) {
    select(idOf(links[here]), true);
    select(idOf(link), true);
  }
}

function idOf(link: HTMLAnchorElement | undefined): string {
  return link?.dataset.id ?? '';
}

/** One link is in the order of Tab: the one that was reached last. */
function moveFocus(links: readonly HTMLAnchorElement[], to: HTMLAnchorElement | undefined): void {
  for (const link of links) if (link.tabIndex === 0) link.tabIndex = -1;
  if (to === undefined) return;
  to.tabIndex = 0;
  to.focus();
  to.closest('.row')?.scrollIntoView({ block: 'nearest' });
}
