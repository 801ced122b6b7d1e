/** What a runbook says about the policy's window. */
import type { StatusDocument } from '../migration/status-document';

/** When the request is sent, as sentences; none where the policy has no window. */
export function windowNotes(window: StatusDocument['window']): readonly string[] {
  if (window === undefined) return [];
  const [first] = window.openings;
  if (first === undefined)
    return ['The window does not open again: nothing is sent until the policy has another one.'];
  const { opensAt, closesAt, latestStart } = first;
  return [
    window.state === 'open'
      ? `The window is open until ${closesAt}; the request is sent by ${latestStart}, or in the next one.`
      : `The request is sent inside the window only: it opens at ${opensAt} and closes at ${closesAt}; the latest start is ${latestStart}.`,
  ];
}
