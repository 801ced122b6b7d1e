/**
 * A value on its way into or out of a function, in the shape `@azure/functions` 4.x reads and writes
 * (Azure/azure-functions-nodejs-library `fromRpcTypedData`, `toRpcTypedData`).
 */
export interface TypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  http?: HttpData;
  modelBindingData?: ModelBindingData;
}

/** A request (url, method, query, params) or a response (statusCode, cookies) of an HTTP function. */
export interface HttpData {
  url?: string;
  method?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  params?: Record<string, string>;
  body?: TypedData | null;
  /** A decimal number as text. */
  statusCode?: string;
  cookies?: HttpCookie[];
  enableContentNegotiation?: boolean;
}

/** A cookie an HTTP function sets; optional values come wrapped as `{ value }`. */
export interface HttpCookie {
  name: string;
  value: string;
  domain?: { value: string };
  path?: { value: string };
  expires?: { value: { seconds: number } };
  secure?: { value: boolean };
  httpOnly?: { value: boolean };
  sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  maxAge?: { value: number };
}

/** A reference instead of a content (`sdkBinding: true`); `content` is JSON in bytes. */
export interface ModelBindingData {
  version: string;
  source: string;
  contentType: string;
  content: Uint8Array;
}

/** One named input of an invocation. */
export interface NamedData {
  name: string;
  data: TypedData;
}

/** What a function run needs, as the Functions worker would be sent it. */
export interface InvocationRequest {
  invocationId: string;
  /** The function's name. */
  functionId: string;
  inputData: NamedData[];
  triggerMetadata: Record<string, TypedData>;
}

/** What a function run gave back. */
export interface InvocationResponse {
  outputData: NamedData[];
  returnValue?: TypedData | null;
}

/** Texts by name, as values on their way into a function. */
export function textData(texts: Record<string, string>): Record<string, TypedData> {
  return Object.fromEntries(Object.entries(texts).map(([name, string]) => [name, { string }]));
}
