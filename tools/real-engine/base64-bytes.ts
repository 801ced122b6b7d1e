/** Values that cross between the host and the app's process as JSON: their bytes cross as base64. */
import type { HttpData, ModelBindingData, TypedData } from '../localhost/wire/typed-data';

/** A value as JSON carries it. */
export type JsonData = Omit<TypedData, 'bytes' | 'http' | 'modelBindingData'> & {
  bytes?: string;
  http?: Omit<HttpData, 'body'> & { body?: JsonData | null };
  modelBindingData?: Omit<ModelBindingData, 'content'> & { content: string };
};

/** The value that JSON carried. */
export function fromJson({ bytes, http, modelBindingData, ...rest }: JsonData): TypedData {
  return {
    ...rest,
    ...(bytes !== undefined && { bytes: Buffer.from(bytes, 'base64') }),
    ...(http && { http: { ...http, ...(http.body && { body: fromJson(http.body) }) } as HttpData }),
    ...(modelBindingData && {
      modelBindingData: { ...modelBindingData, content: Buffer.from(modelBindingData.content, 'base64') },
    }),
  };
}

/** What JSON shall carry of an answer; no function answers with a reference. */
export function toJson({ bytes, http, ...rest }: Omit<TypedData, 'modelBindingData'>): JsonData {
  return {
    ...rest,
    ...(bytes !== undefined && { bytes: Buffer.from(bytes).toString('base64') }),
    ...(http && { http: { ...http, ...(http.body && { body: toJson(http.body) }) } as JsonData['http'] }),
  };
}
