import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { HeaderError } from '../../../shared/core/backup-header';
import { describeShared } from '../../support/shared-folder';
import { aBackup, changed } from './samples';
import { load, read } from './support';

const latin1 = (content: string) => Uint8Array.from(content, (char) => char.charCodeAt(0));
const utf8 = (content: string) => new Uint8Array(Buffer.from(content, 'utf8'));
const BOM = '\ufeff';

function zipOf(name: string): Uint8Array {
  const header = new Uint8Array(30);
  header.set(latin1('PK\x03\x04'));
  header[26] = name.length;
  return Uint8Array.from([...header, ...latin1(name), 1, 2, 3]);
}

function firstPage(): Uint8Array {
  const page = new Uint8Array(16_384);
  page.set([1, 15, 8, 0, 8, 2]);
  page.set([1, 0, 99], 22);
  page[36] = 1;
  return page;
}

const NO_BACKUP: readonly (readonly [string, Uint8Array, string])[] = [
  ['a web page', utf8('<!DOCTYPE html><html>AuthenticationFailed</html>'), 'a web page'],
  ['a web page with a byte order mark', utf8(`${BOM}<HTML><body>`), 'a web page'],
  ['XML', utf8('<?xml version="1.0"?><root/>'), 'an XML document'],
  ['XML behind white space', utf8('\r\n  <?xml version="1.0"?><root/>'), 'an XML document'],
  ['JSON', utf8('{"name":"x"}'), 'a JSON document'],
  ['a note', utf8('do not delete\r\n'), 'a text'],
  ['a note in another script', utf8('復元しないでください\n'), 'a text'],
  [
    'a script in UTF-16',
    new Uint8Array(Buffer.from(`${BOM}USE [master]\nGO\n`, 'utf16le')),
    'a text (UTF-16)',
  ],
  ['a long text', utf8('GRANT CONTROL TO alice;\n'.repeat(4_000)), 'a text'],
  ['a PostgreSQL dump', utf8('--\n-- PostgreSQL database dump\n--\n'), 'a PostgreSQL dump'],
  ['a custom PostgreSQL dump', latin1('PGDMP\x01\x0e\0rest'), 'a PostgreSQL dump'],
  ['a BACPAC', zipOf('Origin.xml'), 'a BACPAC, DACPAC or Office document'],
  ['an empty ZIP archive', latin1('PK\x05\x06\0\0'), 'an empty ZIP archive'],
  ['a PDF', latin1('%PDF-1.7\n\xe2\xe3'), 'a PDF document'],
  ['a database file', firstPage(), 'a database file of SQL Server (MDF, NDF or LDF)'],
];

const MAY_HOLD_ONE: readonly (readonly [string, Uint8Array, string])[] = [
  [
    "storage's error, with a byte order mark",
    utf8(`${BOM}<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code></Error>`),
    'the error AuthenticationFailed of a storage service',
  ],
  [
    "storage's error, without a declaration",
    utf8('<Error>\n<Code>AccessDenied</Code></Error>'),
    'upload the file itself',
  ],
  ['a gzipped log', new Uint8Array(gzipSync(aBackup())), 'a gzip archive; unpack it'],
  ['a zipped log', zipOf('log.trn'), 'a ZIP archive (of log.trn); unpack it'],
  ['7-Zip', latin1('7z\xbc\xaf\x27\x1c\0'), 'a 7-Zip archive; unpack it'],
  ['Zstandard', latin1('\x28\xb5\x2f\xfd\0'), 'a Zstandard archive; unpack it'],
  ['a Git LFS pointer', utf8('version https://git-lfs.github.com/spec/v1\n'), 'upload the file itself'],
  ['SQLGUARD', latin1('SQLGUARD and so on'), "take the backup with SQL Server's own BACKUP"],
  ['LiteSpeed', latin1('LITESPD5\x1e\x6f'), 'a LiteSpeed backup'],
  ['Red Gate', latin1('SQLBACKUP\xee\x94'), 'a backup of Red Gate SQL Backup'],
  ['armoured PGP', utf8('-----BEGIN PGP MESSAGE-----\n'), 'an encrypted or encoded text'],
];

/** A log whose first bytes changed on the way is none of these: whatever it looks like, it may be the newest log. */
const UNKNOWN: readonly (readonly [string, Uint8Array])[] = [
  ['random bytes', Uint8Array.from({ length: 8192 }, (_, at) => (at * 7919 + (at >> 3)) & 0xff)],
  ['a backup whose first byte is damaged', changed(aBackup(), (file) => void (file[0] = 0x0d))],
  ['a backup whose first word is text', changed(aBackup(), (file) => file.set(latin1('text')))],
  ['a backup that lost its first byte', aBackup().subarray(1)],
  ['base64, in lines', utf8(Buffer.from(aBackup()).toString('base64').replace(/.{76}/g, '$&\r\n'))],
  ['hexadecimal digits', utf8(Buffer.from(aBackup()).toString('hex'))],
  ['text with bytes in between', latin1(`${'note '.repeat(100)}\x01\x02\x03`)],
  ['text of an unknown code page', latin1('gr\xfc\xdfe an alle\n')],
  ['white space', utf8(' \r\n \r\n')],
];

const errorOf = (bytes: Uint8Array, fileName?: string): HeaderError | undefined =>
  read(bytes, { fileName }).error;

test.each(NO_BACKUP)('%s certainly is no backup, and named', (_, bytes, name) => {
  expect(errorOf(bytes)).toMatchObject({ name: 'NotABackup', mayHoldBackup: false });
  expect(errorOf(bytes)?.message).toMatch(/^Cannot read the backup: the file looks like a/);
  expect(errorOf(bytes)?.message).toContain(name);
});

test.each(MAY_HOLD_ONE)('%s is named, and may hold a backup', (_, bytes, name) => {
  expect(errorOf(bytes)).toMatchObject({ name: 'NotABackup', mayHoldBackup: true });
  expect(errorOf(bytes)?.message).toContain(name);
});

const TEXTS = NO_BACKUP.filter(([, , name]) => /web page|XML|JSON|a text|a PostgreSQL dump$/.test(name));
test.each(TEXTS.filter(([, bytes]) => bytes[0] !== 0x50))(
  '%s under the name of a backup lies where one should',
  (_, bytes, name) => {
    for (const fileName of ['log4.trn', 'a/Shop.BAK', 'shop.dif', 'shop.diff'])
      expect(errorOf(bytes, fileName)).toMatchObject({
        name: 'NotABackup',
        mayHoldBackup: true,
        message: expect.stringMatching(/; upload the file itself, or exclude this one if it stands for none/),
      });
    expect(errorOf(bytes, 'log4.trn')?.message).toContain(name);
    for (const fileName of ['log4.trn.txt', 'readme', 'trn'])
      expect(errorOf(bytes, fileName)).toMatchObject({ mayHoldBackup: false });
  },
);

test.each(UNKNOWN)('%s may be anything', (_, bytes) => {
  expect(errorOf(bytes)).toMatchObject({
    name: 'UnknownFormat',
    message: expect.stringContaining('encrypted, of another backup tool, or damaged at its beginning'),
  });
});

test('zeros are a sparse copy or a file that nothing was written into', () => {
  expect(errorOf(new Uint8Array(200_000))).toMatchObject({
    name: 'UnknownFormat',
    message: expect.stringContaining('its first 16384 bytes are zeros: it is a sparse copy'),
  });
});

test('no single changed byte of a first block makes a backup certainly none', () => {
  const backup = aBackup();
  const wrong = Array.from({ length: 1024 * 256 }, (_, index) => [index >> 8, index & 0xff] as const).filter(
    ([at, value]) =>
      at < 94 &&
      read(changed(backup.subarray(0, 1024), (file) => void (file[at] = value))).error?.mayHoldBackup ===
        false,
  );
  expect(wrong).toEqual([]);
});

describeShared('the foreign files of users', 'cases/foreign', (folder) => {
  const EXPECTED: Readonly<Record<string, string>> = {
    'Shop_full.bak': 'a ZIP archive (of x.trn)',
    'bacpac.bacpac': 'a BACPAC, DACPAC or Office document',
    'dump.bak': 'a PostgreSQL dump',
    'encrypted.bak': 'an unknown format: it is encrypted',
    'html.bak': 'a web page',
    'litespeed.bak': 'a LiteSpeed backup',
    'mdf.mdf': 'a database file of SQL Server',
    'redgate.sqb': 'a backup of Red Gate SQL Backup',
    'sparse.bak': 'its first 8192 bytes are zeros: it is a sparse copy',
    'utf16.bak': 'a text (UTF-16)',
    'xmlerr.bak': 'the error AuthenticationFailed of a storage service',
  };

  test('each has its expectation', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  test.each(Object.entries(EXPECTED))('%s is named as what it is: %s', (name, words) => {
    const error = errorOf(load(folder, name), name);
    expect(error?.message).toContain(words);
    expect(error?.name).not.toBe('IncompleteBackup');
  });
});
