/** Keys of the whole page: `/` goes to the search field, Escape out of it. */

/** A key that was pressed anywhere. */
export function onPageKey(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (event.key === 'Escape' && target?.id === 'find') {
    document.querySelector<HTMLElement>('.name > a[tabindex="0"], .track[tabindex="0"], main')?.focus();
    return;
  }
  if (event.key !== '/' || target?.matches('input, select, textarea') === true) return;
  const field = document.querySelector<HTMLInputElement>('#find');
  if (field === null) return;
  event.preventDefault();
  field.focus();
  field.select();
}
