/** Signing messages as the Standard Webhooks specification 1.0 says, so that a receiver verifies them with a library it has. */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** What is signed. */
export interface Signed {
  readonly id: string;
  /** Unix seconds of the sending. */
  readonly timestamp: number;
  readonly body: string;
}

/** Reads a key: `whsec_` and 24 to 64 bytes in Base64; undefined where it is none. */
export function readSigningKey(text: string): Buffer | undefined {
  const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
  if (encoded === undefined || !BASE64.test(encoded)) return undefined;
  const key = Buffer.from(encoded, 'base64');
  return key.length >= LEAST_BYTES && key.length <= MOST_BYTES ? key : undefined;
}

/** The headers of a signed message: HMAC-SHA256 over `id.timestamp.body`. */
export function signatureHeaders(
  key: Buffer,
  { id, timestamp, body }: Signed,
): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
