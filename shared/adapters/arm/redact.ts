/**
 * Takes secrets out of text that people, logs or the ledger will see.
 *
 * Signed URLs keep their path and lose their query; tokens, keys and passwords lose their value. It is a net under
 * the rule that secrets do not enter such texts at all, for the service may repeat what it was given.
 */

const HIDDEN = '[hidden]';
const URL_WITH_QUERY = /\b(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi;
const USER_IN_URL = /\b(https?:\/\/)[^\s/@"'<>]+@/gi;
const BEARER = /\bBearer\s+[\w.~+/=-]+/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g;
const NAMED_VALUE =
  /\b((?:account_?key|shared_?access_?(?:key|signature)|password|pwd|secret|app_?key|client_?secret|sig|token)["']?\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|["']?[^\s&;,"'}]+)/gi;
const LONGEST = 2000;

/**
 * Redacts a text: queries and users of URLs, tokens, values named like secrets, and the given secrets themselves.
 *
 * @param secrets values that were sent with the request; each occurrence is hidden (shorter ones than 3 characters
 *   are left, for they would hide ordinary text)
 * @returns At most 2,000 characters.
 * @example redact('GET https://h/p?sig=abc failed') === 'GET https://h/p?[hidden] failed'
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const withoutGiven = secrets
    .filter((secret) => secret.length >= 3)
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  const clean = withoutGiven
    .replace(URL_WITH_QUERY, `$1?${HIDDEN}`)
    .replace(USER_IN_URL, `$1${HIDDEN}@`)
    .replace(BEARER, `Bearer ${HIDDEN}`)
    .replace(JSON_WEB_TOKEN, HIDDEN)
    .replace(NAMED_VALUE, `$1${HIDDEN}`);
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}
