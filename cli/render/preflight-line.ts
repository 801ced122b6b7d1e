/** The last preflight as one line of a migration's page. */
import type { StatusView } from '../documents';
import { labelled } from './labelled';
import { spanText } from './times';

/** @example preflightLines(status) // ['Preflight 41 met, 2 unmet, 3 unknown, 5 for you, 12 min old'] */
export function preflightLines({ preflight, asOf }: StatusView): readonly string[] {
  if (!preflight) return [];
  const { met, unmet, unknown, forYou, ticked, waived } = preflight;
  const age = (Date.parse(asOf) - Date.parse(preflight.asOf)) / 1000;
  return [
    labelled(
      'Preflight',
      ...[countText(met, 'met'), countText(unmet, 'unmet'), countText(unknown, 'unknown')],
      countText(forYou, 'for you'),
      ticked ? `${ticked} ticked` : undefined,
      waived ? `${waived} waived` : undefined,
      age >= 60 ? `${spanText(age)} old` : undefined,
    ),
  ];
}

/** What the API did not tell is not zero. */
function countText(count: number | null | undefined, word: string): string {
  return `${count ?? '?'} ${word}`;
}
