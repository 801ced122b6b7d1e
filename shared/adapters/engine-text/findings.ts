/**
 * What a service says against a migration, as findings: errors and reasons in whatever shape they come.
 *
 * Errors come as `code, message` with `details` (OData), as ReportableException (`message, actionableMessage`), as plain
 * text, list or number. A value of an unexpected shape is still evidence: it is shown as JSON rather than dropped.
 */
import { redact } from '../arm/redact';
import { toCount } from './wire-values';

/** One thing the service says, without secrets; `code` is empty when it gives none. */
export interface Finding {
  readonly code: string;
  readonly message: string;
}

/** Findings in a value of any shape; blank, null and absent give none. */
export function findingsIn(value: unknown): Finding[] {
  if (value === undefined || value === null || value === false) return [];
  if (Array.isArray(value)) return value.flatMap(findingsIn);
  if (typeof value === 'object') return findingsInObject(value as Readonly<Record<string, unknown>>);
  const message = typeof value === 'string' ? redact(value.trim()) : asJson(value);
  return message === '' ? [] : [{ code: '', message }];
}

/** The finding as one text. */
export function findingText({ code, message }: Finding): string {
  return [code, message].filter((part) => part !== '').join(': ');
}

/** The findings in a value as texts. */
export function reasonsIn(value: unknown): string[] {
  return findingsIn(value).map(findingText);
}

/** A file's name, written as text or as `{name}`. */
export function fileNameIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof named === 'string' ? named : asJson(value);
}

/** A count that is told in a form nobody can count by: it may stand for anything but nothing. */
export function unreadableCount(name: string, value: unknown): string[] {
  return value === undefined || value === null || toCount(value) !== undefined
    ? []
    : [`${name}: ${asJson(value)}`];
}

/** Texts lose their secrets before JSON escapes the quotes around them, and named values once more afterwards. */
export function asJson(value: unknown): string {
  return redact(JSON.stringify(value, (_key, one: unknown) => (typeof one === 'string' ? redact(one) : one)));
}

function findingsInObject(value: Readonly<Record<string, unknown>>): Finding[] {
  const { code, message, actionableMessage, details, errors, error } = value;
  const texts = [message, actionableMessage].map(textOf).filter((text) => text !== '');
  const own = { code: textOf(code), message: [...new Set(texts)].join(' ') };
  const inner = [details, errors, error].flatMap(findingsIn);
  if (own.code !== '' || own.message !== '') return [own, ...inner];
  if (inner.length > 0 || isEmptyShape(value)) return inner;
  return [{ code: '', message: asJson(value) }];
}

/** Nothing in it but empty values: no evidence of anything. */
function isEmptyShape(value: Readonly<Record<string, unknown>>): boolean {
  return Object.values(value).every(
    (one) => one === null || one === '' || (Array.isArray(one) && one.length === 0),
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return redact(value.trim());
  return typeof value === 'number' ? String(value) : '';
}
