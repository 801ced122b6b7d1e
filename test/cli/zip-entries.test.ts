/** A zip is read so that no other reader sees other files: what a lax reader does not notice is refused. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readZip } from '../../cli/zip-entries';
import { ZipFile } from '../../cli/zip-file';

const TEXTS = { 'a.txt': 'first '.repeat(50), 'b/c.txt': 'second' };
const MOST = 1_000_000;

/** As the command writes them: sizes follow the data. */
function written(texts: Readonly<Record<string, string>> = TEXTS): Buffer {
  const zip = new ZipFile(new Date('2026-03-01T22:00:00Z'));
  for (const [name, text] of Object.entries(texts)) zip.add(name, text);
  return zip.end();
}
const textsOf = (zip: Uint8Array) =>
  Object.fromEntries(readZip(zip, MOST).map(({ name, content }) => [name, strFromU8(content)]));
const lax = (zip: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, content]) => [name, strFromU8(content)]));

test.each([
  ['with sizes behind the data', written()],
  [
    'packed by another program',
    Buffer.from(zipSync({ 'a.txt': strToU8(TEXTS['a.txt']), 'b/c.txt': strToU8('second') })),
  ],
  [
    'without packing',
    Buffer.from(zipSync({ 'a.txt': strToU8(TEXTS['a.txt']), 'b/c.txt': strToU8('second') }, { level: 0 })),
  ],
])('a zip is read: %s', (_how, zip) => {
  expect(textsOf(zip)).toEqual(TEXTS);
});

const END = 22;
const directoryOf = (zip: Buffer): number => zip.readUInt32LE(zip.length - END + 16);
/** Where the entry of a file begins in the directory. */
const listed = (zip: Buffer, name: string): number => zip.indexOf(name, directoryOf(zip)) - 46;
const changed = (zip: Buffer, change: (zip: Buffer) => void): Buffer => {
  const copy = Buffer.from(zip);
  change(copy);
  return copy;
};
/** Puts bytes in; offsets of the directory and of entries behind them move. */
function inserted(zip: Buffer, at: number, bytes: Buffer): Buffer {
  const result = Buffer.concat([zip.subarray(0, at), bytes, zip.subarray(at)]);
  const directory = directoryOf(zip) + bytes.length;
  result.writeUInt32LE(directory, result.length - END + 16);
  for (let place = directory; place < result.length - END;) {
    const offset = result.readUInt32LE(place + 42);
    if (offset >= at) result.writeUInt32LE(offset + bytes.length, place + 42);
    place += 46 + result.readUInt16LE(place + 28);
  }
  return result;
}
const beginOf = (zip: Buffer, name: string): number => zip.readUInt32LE(listed(zip, name) + 42);
/** A whole entry, which a reader that goes from the first byte on would see. */
const hidden = written({ 'a.txt': 'forged' });
const stray = hidden.subarray(0, directoryOf(hidden));

/** A file more at the end of directory and data, of which the end of the zip says nothing. */
function uncounted(): Buffer {
  const all = written({ ...TEXTS, 'd.txt': 'forged' });
  return changed(all, (zip) => {
    zip.writeUInt16LE(2, zip.length - END + 8);
    zip.writeUInt16LE(2, zip.length - END + 10);
  });
}

/** The data of a file are longer than what they unfold to needs, and hold an entry. */
function behindTheData(): Buffer {
  const begin = beginOf(written(), 'a.txt');
  const packed = written().readUInt32LE(listed(written(), 'a.txt') + 20);
  const zip = inserted(written(), begin + 30 + 'a.txt'.length + packed, stray);
  return changed(zip, (copy) => {
    copy.writeUInt32LE(packed + stray.length, listed(copy, 'a.txt') + 20);
    copy.writeUInt32LE(packed + stray.length, beginOf(copy, 'b/c.txt') - 8);
  });
}

test.each<[string, Buffer, string]>([
  ['an entry that the end does not count', uncounted(), 'its directory has 3 entries, but its end says 2'],
  ['an entry in front', inserted(written(), 0, stray), 'bytes at its beginning belong to no entry'],
  [
    'an entry between two',
    inserted(written(), beginOf(written(), 'b/c.txt'), stray),
    'a.txt is not the same in front of its data',
  ],
  [
    'an entry before the directory',
    inserted(written(), directoryOf(written()), stray),
    'b/c.txt is not the same in front of its data',
  ],
  ['an entry behind packed data', behindTheData(), 'the data of a.txt is longer or shorter'],
  [
    'a comment',
    Buffer.concat([changed(written(), (zip) => zip.writeUInt16LE(4, zip.length - 2)), Buffer.from('more')]),
    'its last bytes are not the end of a zip',
  ],
  [
    'another name in front of the data',
    changed(written(), (zip) => zip.write('x.txt', 30)),
    'a.txt is not the same in front of its data',
  ],
])('what a lax reader does not notice is refused: %s', (_what, zip, reason) => {
  expect(lax(zip)).toEqual(TEXTS);
  expect(() => readZip(zip, MOST)).toThrow(reason);
});

test('data that go on behind the size that the directory has are refused: a lax reader cuts them off', () => {
  const zip = changed(written(), (copy) => copy.writeUInt32LE(6, listed(copy, 'a.txt') + 24));
  expect(lax(zip)['a.txt']).toBe('first ');
  expect(() => readZip(zip, MOST)).toThrow('a.txt is not the same in front of its data');
});

test.each([
  ['that leads out', '../a.txt', 'has other characters'],
  ['from the root', '/a.txt', 'has other characters'],
  ['of another system', 'b\\a.txt', 'has other characters'],
  ['that a terminal obeys', 'a\u001b[2J.txt', 'has other characters'],
])('a name is refused: %s', (_what, name, reason) => {
  expect(() => readZip(zipSync({ [name]: strToU8('x') }), MOST)).toThrow(reason);
});

test('a file by a name of the language is a file as any other', () => {
  const zip = written({ aproto__a: 'x' });
  const named = Buffer.from(zip.toString('latin1').replaceAll('aproto__a', '__proto__'), 'latin1');
  expect(lax(named)).toEqual({});
  expect(readZip(named, MOST).map(({ name }) => name)).toEqual(['__proto__']);
});

test('what unfolds to more than it may is refused before anything is unpacked', () => {
  expect(() => readZip(written({ 'a.txt': 'x'.repeat(MOST) }), MOST - 1)).toThrow(
    'unfolds to more than 999999',
  );
});

test.each([1, 10, 22, 40, 100])('a zip that lost its last %i bytes is refused', (lost) => {
  const zip = written();
  expect(() => readZip(zip.subarray(0, zip.length - lost), MOST)).toThrow(
    expect.objectContaining({ code: 'ZipProblem' }),
  );
});
