/**
 * What is kept of an answer: the members that this version reads, and no value that looks like a key or a token.
 *
 * The schemas of the requests say what is read, so nothing else of a body leaves the machine: not a tag, a description, a shared
 * key of a connection or a member that a later API version adds.
 */
import type { z } from 'zod';
import type { QuestionKind } from '../../core/preflight/question';
import { redact } from '../arm/redact';
import { ESTATE_REQUESTS } from './estate-requests';

/** Keys of storage accounts, SAS policies, gateways and the like: 32 bytes or more as base64. */
const BASE64_KEY = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{42,}={1,2}(?![A-Za-z0-9+/=])/g;
const HIDDEN = '[hidden]';

/**
 * Keeps of a body what the reader of such a question reads.
 *
 * @param status of the answer; of a refusal its code and message are kept
 */
export function keptBody(kind: QuestionKind, status: number, body: unknown): unknown {
  if (status !== 200) return keptError(body);
  const { read, list } = ESTATE_REQUESTS[kind];
  if (list === undefined) return kept(read, body);
  if (!isRecord(body)) return kept(read, undefined);
  const { value, nextLink } = body;
  return { value: kept(read, value), ...(typeof nextLink === 'string' && { nextLink }) };
}

/** A text without keys and tokens. */
export function withoutKeys(text: string): string {
  return redact(text).replaceAll(BASE64_KEY, HIDDEN);
}

function keptError(body: unknown): unknown {
  if (!isRecord(body) || !isRecord(body.error)) return null;
  const { code, message } = body.error;
  return {
    error: {
      ...(typeof code === 'string' && { code: withoutKeys(code) }),
      ...(typeof message === 'string' && { message: withoutKeys(message) }),
    },
  };
}

/** Walks a value along its schema. */
function kept(schema: z.core.$ZodType, value: unknown): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return isRecord(value) ? keptMembers(def.shape, value) : leaf(value);
    case 'record':
      return isRecord(value)
        ? Object.fromEntries(
            Object.entries(value).map(([key, one]) => [withoutKeys(key), kept(def.valueType, one)]),
          )
        : leaf(value);
    case 'array':
      return Array.isArray(value) ? value.map((one) => kept(def.element, one)) : leaf(value);
    case 'pipe':
      return kept(def.in, value);
    case 'optional':
    case 'nullable':
    case 'catch':
    case 'default':
      return kept(def.innerType, value);
    default:
      return leaf(value);
  }
}

function keptMembers(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  value: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([key, schema]) =>
      Object.hasOwn(value, key) ? [[key, kept(schema, value[key])]] : [],
    ),
  );
}

/** A value of another type than its schema wants stays wrong, without what is in it. */
function leaf(value: unknown): unknown {
  if (typeof value === 'string') return withoutKeys(value);
  if (Array.isArray(value)) return [];
  return typeof value === 'object' && value !== null ? {} : value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
