/** True when blob metadata mark the tail: `tail=true`, letter case aside, as storage does not keep the case of names. */
export function isTailMark(metadata: Readonly<Record<string, string>> | undefined): boolean {
  return Object.entries(metadata ?? {}).some(
    ([name, value]) => name.toLowerCase() === 'tail' && value.trim().toLowerCase() === 'true',
  );
}
