/** What the T-SQL of a probe answers, made in TypeScript from the same fields. */
import { createHash } from 'node:crypto';
import type { ProbeSide } from '../../shared/core/migration/probe-reading';
import { NOW } from './facts';

export const TAIL_GUID = '0f3c9a52-1b2d-4e5f-8a6b-7c8d9e0f1a2b';
export const FAMILY_GUID = '7a1b2c3d-4e5f-4061-8293-a4b5c6d7e8f9';

/** A name as SQL Server converts it: UTF-16, little-endian. */
export function hexOf(name: string): string {
  return Buffer.from(name, 'utf16le').toString('hex').toUpperCase();
}

export type Fields = Readonly<Record<string, string>>;

/** A source that is restoring after a tail WITH NORECOVERY; times are before `NOW`. */
export const SOURCE: Fields = {
  at: NOW.replace('22:00:00.000Z', '21:58:00.1234567Z'),
  server: hexOf('SQL01'),
  version: '13.0.5026.0',
  database: hexOf('Shop'),
  state: 'RESTORING',
  readonly: '0',
  access: 'MULTI_USER',
  recovery: 'FULL',
  compatibility: '130',
  bytes: '8388608',
  history: 'read',
  log: TAIL_GUID.toUpperCase(),
  first: '37000000120000001',
  last: '37000000129600001',
  finished: NOW.replace('22:00:00.000Z', '21:57:00'),
  logfamily: FAMILY_GUID.toUpperCase(),
  copyonly: '0',
  damaged: '0',
  logreadonly: '0',
  norecovery: '1',
  groups: '0',
  open: '0',
};

/** A target that is online. */
export const TARGET: Fields = {
  at: SOURCE.at ?? '',
  server: hexOf('mi.1a2b.database.windows.net'),
  version: '12.0.2000.8',
  database: hexOf('Shop'),
  state: 'ONLINE',
  readonly: '0',
  access: 'MULTI_USER',
  recovery: 'FULL',
  compatibility: '130',
  bytes: '8388608',
  family: FAMILY_GUID.toUpperCase(),
  loggedto: '',
};

/** The answer in rows of 70 characters; a field that is undefined is left out. */
export function answerOf(side: ProbeSide, fields: Readonly<Record<string, string | undefined>>): string {
  const told: Readonly<Record<string, string | undefined>> = { probe: `${side}-1`, ...fields };
  const body = Object.entries(told)
    .map(([key, value]) => (value === undefined ? '' : `${key}=${value};`))
    .join('');
  const check = createHash('sha1').update(body).digest('hex').toUpperCase();
  return (`${body}check=${check};`.match(/.{1,70}/g) ?? []).join('\r\n');
}
