/** A file that a group is made from: JSON as the API takes it, or CSV with a line for each member. */
import { readCsvExport } from './inspect/exports/csv-export';
import { CliError } from './exit-codes';
import { printable } from './render/paint';

/** What a CSV file does not say. */
export interface GroupFlags {
  readonly id?: string;
  readonly strategy?: string;
  readonly perInstance?: number;
  readonly perSubscription?: number;
  readonly stopAfter?: number;
}

const LOOKS_LIKE =
  'a group file is JSON such as { "id": "wave-1", "strategy": "together", "members": [{ "id": "sales" }] }, or CSV with the columns id and after';

/**
 * Reads the text of such a file; the flags go before what JSON says.
 *
 * @param name as the user wrote it
 * @throws {CliError} That it is neither, and what it looks like.
 */
export function parseGroup(text: string, name: string, flags: GroupFlags): unknown {
  const refuse = (what: string): never => {
    throw new CliError(`Cannot make the group of "${printable(name)}": ${what}: ${LOOKS_LIKE}`);
  };
  const given = planOfFlags(flags);
  if (
    text
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('{')
  ) {
    try {
      return { ...(JSON.parse(text.replace(/^\uFEFF/, '')) as object), ...given };
    } catch {
      return refuse('not JSON');
    }
  }
  let rows: readonly unknown[];
  try {
    rows = readCsvExport(text);
  } catch (error) {
    return refuse(`not CSV (${error instanceof Error ? error.message : 'unknown error'})`);
  }
  const members = rows.map((row) => memberOf(row as Readonly<Record<string, string | undefined>>));
  if (members.length === 0 || members.some((member) => member.id === '')) return refuse('a line has no id');
  return { ...given, members };
}

/** What the flags say of a plan, as `POST groups` takes it. */
export function planOfFlags({ id, strategy, stopAfter, perInstance, perSubscription }: GroupFlags): object {
  const limits = {
    ...(perInstance !== undefined && { perInstance }),
    ...(perSubscription !== undefined && { perSubscription }),
  };
  return {
    ...(id !== undefined && { id }),
    ...(strategy !== undefined && { strategy }),
    ...(stopAfter !== undefined && { stopAfter }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

function memberOf({ id = '', after = '' }: Readonly<Record<string, string | undefined>>) {
  const before = after.split(/[\s+]+/).filter((one) => one !== '');
  return { id: id.trim(), ...(before.length > 0 && { after: before }) };
}
