import { chainOn } from '../../../shared/core/evidence/journal-chain';
import { journaledExport, judgeRows, rowsHash } from '../../../shared/core/evidence/rows-hash';
import {
  type ExportDocument,
  EXPORT_FORMAT,
  EXPORT_VERSION,
} from '../../../shared/core/migration/export-document';
import { parseLsn } from '../../../shared/core/lsn';
import type { JournalEntry, JournalKind } from '../../../shared/core/migration/journal';
import { aControl, anAttempt, aRegistration, NOW } from '../../support/facts';

const ROWS = { registration: aRegistration(), control: aControl({ attempt: anAttempt() }) };
const HASH = rowsHash(ROWS);
const OTHER = '0'.repeat(64);
const line = (kind: JournalKind, facts?: JournalEntry['facts']): JournalEntry => ({
  ...{ at: NOW, kind, by: 'eve', text: kind },
  ...(facts && { facts }),
});
const document = (lines: readonly JournalEntry[], own?: string): ExportDocument => ({
  ...{ format: EXPORT_FORMAT, version: EXPORT_VERSION, home: 'here', at: NOW, ...ROWS, evidence: [] },
  journal: chainOn(ROWS.registration.id, undefined, lines).lines,
  ...(own !== undefined && { rowsHash: own }),
});

test('the hash is of both rows, LSNs included, whatever the order of their members', () => {
  const { registration, control } = ROWS;
  const turned = Object.fromEntries(Object.entries(control).reverse()) as unknown as typeof control;
  expect(rowsHash({ registration, control: turned })).toBe(HASH);
  const tail = { ...anAttempt().tail, lastLsn: parseLsn('1') };
  const others = [
    { registration: { ...registration, registeredBy: 'nobody' }, control },
    { registration, control: { ...control, manualOnly: 'x' } },
    { registration, control: aControl({ attempt: anAttempt({ tail }) }) },
  ];
  expect(new Set([HASH, ...others.map(rowsHash)]).size).toBe(4);
});

test.each<[string, readonly JournalEntry[], ReturnType<typeof journaledExport>]>([
  ['no export', [line('registered')], undefined],
  ['an export', [line('exported', { rowsHash: HASH })], { hash: HASH }],
  ['an export of an older version', [line('exported', { to: 'there' })], {}],
  [
    'an export after which it was imported',
    [line('exported', { rowsHash: HASH }), line('imported')],
    undefined,
  ],
  [
    'two exports',
    [line('exported', { rowsHash: OTHER }), line('exported', { rowsHash: HASH })],
    { hash: HASH },
  ],
])('of a journal with %s', (_name, journal, told) => {
  expect(journaledExport(journal)).toEqual(told);
});

test.each<[string, readonly JournalEntry[], string | undefined, ReturnType<typeof judgeRows>]>([
  ['a backup with its hash', [line('registered')], HASH, 'proven'],
  ['a backup with another', [line('registered')], OTHER, 'altered'],
  ['a backup with none', [line('registered')], undefined, 'unhashed'],
  ['an export with the hash in its line', [line('exported', { rowsHash: HASH })], undefined, 'proven'],
  ['an export with another in its line', [line('exported', { rowsHash: OTHER })], HASH, 'altered'],
  ['an export with another of its own', [line('exported', { rowsHash: HASH })], OTHER, 'altered'],
  ['an export with none in its line', [line('exported', { to: 'there' })], HASH, 'unhashed'],
])('%s', (_name, journal, own, verdict) => {
  expect(judgeRows(document(journal, own))).toBe(verdict);
});
