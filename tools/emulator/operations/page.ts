/** One page of a list, as large as the setting allows. */
import type { Emulation } from '../emulation';
import type { OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';

/** Items of a page. */
export interface Page<T> {
  readonly items: readonly T[];
  /** URL of the next page; undefined on the last one. */
  readonly nextLink: string | undefined;
}

/** Takes the page that the call's `$skiptoken` asks for; the first without one. */
export function pageOf<T>(all: readonly T[], call: OperationCall, emulation: Emulation): Page<T> {
  const start = Number(call.query.get('$skiptoken') ?? '0');
  if (!Number.isInteger(start) || start < 0) throw serviceErrors.invalidParameter('$skiptoken');
  const end = start + emulation.settings.pageSize;
  const nextLink =
    end < all.length
      ? `${call.baseUrl}${call.path}?api-version=${call.apiVersion}&$skiptoken=${end}`
      : undefined;
  return { items: all.slice(start, end), nextLink };
}
