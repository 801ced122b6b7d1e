/** What an operation is called with and what it answers. */
import type { Emulation } from '../emulation';
import type { TargetKind } from '../engine/migration';
import type { JsonObject } from '../wire/json';
import type { TargetNames } from '../wire/resource-ids';
import { serviceErrors } from './service-errors';

/** A request that has passed authentication and the version check. */
export interface OperationCall {
  /** Names from the path, decoded, in the case of the request. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Query as sent, without `?`: signatures are compared byte by byte. */
  readonly rawQuery: string;
  readonly apiVersion: string;
  /** Parsed JSON body; undefined when the request has none. */
  readonly body: unknown;
  /** `http://127.0.0.1:7075`, as the caller reached the emulator. */
  readonly baseUrl: string;
  /** Path as sent. */
  readonly path: string;
  readonly targetKind: TargetKind;
}

/** An answer; a ServiceError is thrown instead where the service answers with an error. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined for an empty body. */
  readonly body?: JsonObject;
}

/** One operation of the emulated API; one that changes anything does so before it returns, and is never a promise. */
export type Operation = (call: OperationCall, emulation: Emulation) => Answer | Promise<Answer>;

/** The names of a migration request. */
export function targetNames({ params }: OperationCall): TargetNames {
  const { subscription = '', resourceGroup = '', server = '', database = '' } = params;
  return { subscription, resourceGroup, server, database };
}

/** One page of a list, as large as the setting allows. */
interface Page<T> {
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
