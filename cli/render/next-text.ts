/** The next step in words, with the command that does it. */
import type { StatusView } from '../documents';

const WHO: Readonly<Record<string, string>> = {
  person: 'a person:',
  service: 'the service',
  product: 'the app',
};

/** Writes it; undefined when the API did not tell. @example nextText(status) // 'a person: name it (sqlmi-cutover tail sales <blob>)' */
export function nextText({ id, next, tail }: Pick<StatusView, 'id' | 'next' | 'tail'>): string | undefined {
  if (!next) return undefined;
  const command = next.action && commandFor(next.action, id, tail?.blob);
  return `${WHO[next.who] ?? next.who} ${next.what}${command ? ` (sqlmi-cutover ${command})` : ''}`;
}

/** An action of a newer API has no command here. */
function commandFor(action: string, id: string, tail: string | undefined): string | undefined {
  switch (action) {
    case 'tail':
      return `tail ${id} <blob>`;
    case 'cutover':
      return `cutover ${id} --tail ${tail ?? '<blob>'}`;
    case 'release':
    case 'retry':
    case 'board':
    case 'evidence':
      return `${action} ${id}`;
    default:
      return undefined;
  }
}
