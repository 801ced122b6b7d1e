/** The notifier over HTTP: one POST for a message, to an allowed host, without redirects, within a limit. */
import type { TokenCredential } from '@azure/core-auth';
import { isSecretSetting } from '../../core/migration/secret-setting';
import { formOf } from '../../core/notify/forms';
import type { Message } from '../../core/notify/message';
import { type Receiver, addressProblem } from '../../core/notify/receivers';
import type { Clock } from '../../ports/clock';
import type { Delivery, Notifier } from '../../ports/notifier';
import { redact } from '../arm/redact';
import { readSigningKey, signatureHeaders } from './sign-message';

/** What the notifier needs. */
export interface HttpNotifierOptions {
  /** Hosts that messages may go to. */
  readonly hosts: readonly string[];
  /** The value of a named app setting. */
  readonly secret: (settingName: string) => string | undefined;
  /** The app's identity, for topics without a key. */
  readonly credential: TokenCredential;
  readonly clock: Clock;
  /** For one message, milliseconds. */
  readonly limit: number;
}

/** Microsoft Learn, "Authenticate publishing clients using Microsoft Entra ID". */
const EVENT_GRID_SCOPE = 'https://eventgrid.azure.net/.default';
/** Microsoft Learn, "Publish events to Azure Event Grid custom topics using access keys". */
const EVENT_GRID_VERSION = '2018-01-01';

/** What is wrong before anything is sent. */
class NotSentError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'NotSentError';
  }
}

/** Makes the notifier; nothing is asked of the network yet. */
export function httpNotifier(options: HttpNotifierOptions): Notifier {
  return {
    async deliver(receiver, message) {
      const signal = AbortSignal.timeout(options.limit);
      try {
        return await post(options, receiver, message, signal);
      } catch (error) {
        return failureOf(error, signal);
      }
    },
  };
}

async function post(
  options: HttpNotifierOptions,
  receiver: Receiver,
  message: Message,
  signal: AbortSignal,
): Promise<Delivery> {
  const url = addressOf(options, receiver);
  const { contentType, body } = formOf(receiver.kind, { ...message, headline: redact(message.headline) });
  const proof = await proofOf(options, receiver, { id: message.id, body, signal });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': contentType, 'user-agent': 'sqlmi-cutover', ...proof },
    body,
    redirect: 'manual',
    signal,
  });
  // The status is all that counts; a connection that breaks afterwards changes nothing.
  await response.body?.cancel().catch(() => undefined);
  if (response.ok) return { kind: 'delivered' };
  const retryAfter = secondsOf(response.headers.get('retry-after'));
  return {
    kind: 'failed',
    code: `Http${response.status}`,
    text: `it answered ${response.status}`,
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

/** @throws {NotSentError} Where nothing may be sent there. */
function addressOf({ hosts, secret }: HttpNotifierOptions, { kind, url, urlSetting }: Receiver): string {
  const text = url ?? secretOf(secret, urlSetting);
  const problem = addressProblem(text, hosts);
  if (problem !== undefined) {
    const place = urlSetting === undefined ? 'its url' : `the URL in ${urlSetting}`;
    throw new NotSentError(problem.code, `${place} cannot be used: ${problem.text}`);
  }
  if (kind !== 'eventGrid') return text;
  const topic = new URL(text);
  topic.searchParams.set('api-version', EVENT_GRID_VERSION);
  return topic.href;
}

interface ToProve {
  readonly id: string;
  readonly body: string;
  readonly signal: AbortSignal;
}

async function proofOf(
  { secret, credential, clock }: HttpNotifierOptions,
  { kind, keySetting }: Receiver,
  { id, body, signal }: ToProve,
): Promise<Readonly<Record<string, string>>> {
  if (kind === 'webhook') {
    const key = readSigningKey(secretOf(secret, keySetting));
    if (key === undefined)
      throw new NotSentError(
        'InvalidKey',
        `the key in ${keySetting} is not whsec_ and 24 to 64 bytes in Base64`,
      );
    return signatureHeaders(key, { id, timestamp: Math.floor(clock.now().getTime() / 1000), body });
  }
  if (kind !== 'eventGrid') return {};
  if (keySetting !== undefined) return { 'aeg-sas-key': secretOf(secret, keySetting) };
  const token = await credential.getToken(EVENT_GRID_SCOPE, { abortSignal: signal }).catch(() => null);
  if (token === null) throw new NotSentError('NoToken', "the app's identity gets no token for Event Grid");
  return { authorization: `Bearer ${token.token}` };
}

/** @throws {NotSentError} Where the setting is missing or none for secrets. */
function secretOf(secret: HttpNotifierOptions['secret'], setting: string | undefined): string {
  const value = setting !== undefined && isSecretSetting(setting) ? secret(setting)?.trim() : undefined;
  if (value === undefined || value === '')
    throw new NotSentError('SettingMissing', `the app setting ${setting ?? ''} is missing or empty`);
  return value;
}

/** Errors of the network repeat addresses, which may be secrets: only their kind is told. */
function failureOf(error: unknown, signal: AbortSignal): Delivery {
  if (error instanceof NotSentError) return { kind: 'failed', code: error.code, text: error.message };
  if (signal.aborted) return { kind: 'failed', code: 'Timeout', text: 'it did not answer in time' };
  const code = codeOf(error instanceof Error ? error.cause : undefined);
  const text = `the connection failed${code === undefined ? '' : ` (${code})`}`;
  return { kind: 'failed', code: 'Connection', text };
}

/** @example 'ECONNREFUSED' */
function codeOf(cause: unknown): string | undefined {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z_]{2,40}$/.test(code) ? code : undefined;
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) : undefined;
}
