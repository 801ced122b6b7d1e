/** The dialog of an action, as a value. */
import type { GroupView } from '../../shared/core/group/group-view';
import type { MigrationSummary, StatusDocument } from '../../shared/core/migration/status-document';
import type { Offer, Values } from './offer';
import type { Report } from './report';

/** What is acted on, as it was when the dialog was opened. */
export type Seen =
  | { readonly of: 'migration'; readonly status: StatusDocument }
  | { readonly of: 'group'; readonly group: GroupView }
  | { readonly of: 'selection'; readonly rows: readonly MigrationSummary[] };

/** The open dialog. */
export interface Acting {
  readonly offer: Offer;
  readonly seen: Seen;
  readonly values: Values;
  /** What was typed to confirm. */
  readonly typed: string;
  /** What the app wants typed, in its words: it asked only when it saw the request. */
  readonly asks?: string;
  readonly step: 'asking' | 'trying' | 'sending' | 'done';
  /** Names of fields that lack something; `confirm` is what is typed. */
  readonly lacking: readonly string[];
  readonly trial?: Report;
  readonly report?: Report;
}

/** Opens it; `values` are kept where it is begun anew. */
export function actingOn(offer: Offer, seen: Seen, values: Values = {}): Acting {
  const first = Object.fromEntries(
    offer.fields.map(({ name, options }) => [name, values[name] ?? options?.[0]?.value ?? '']),
  );
  return { offer, seen, values: first, typed: '', step: 'asking', lacking: [] };
}

/** Names of fields without which nothing is sent. */
export function lackingOf({ offer, values, typed, asks }: Acting): readonly string[] {
  const empty = offer.fields
    .filter(({ name, isOptional, among }) => {
      const value = (values[name] ?? '').trim();
      return among === undefined ? isOptional !== true && value === '' : !among.includes(value);
    })
    .map(({ name }) => name);
  const isTyped =
    offer.typed === undefined ? asks === undefined || typed.trim() !== '' : typed.trim() === offer.typed;
  return isTyped ? empty : [...empty, 'confirm'];
}
