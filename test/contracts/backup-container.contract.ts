/** What every backup container must do, whatever it is kept in. */
import type { BackupContainer, BackupContainers, ListedBlob } from '../../shared/ports/backup-container';

/** A fresh container, and hands that put things into it. */
export interface ContainerHarness {
  readonly containers: BackupContainers;
  readonly containerUrl: string;
  /** A container that does not exist. */
  readonly missingUrl: string;
  put(name: string, content: Uint8Array, metadata?: Readonly<Record<string, string>>): Promise<void>;
  /** Stages a block, or as many as told. */
  putUncommitted(name: string, blocks?: number): Promise<void>;
  remove(name: string): Promise<void>;
  /** Containers whose storage does not answer. */
  broken(): { readonly containers: BackupContainers; readonly containerUrl: string };
  close(): Promise<void>;
}

const ODD_NAMES = [
  `InvalidBackup   %20+ ~1!2@3#4$5%6^7&8(9)0_-+=]}[{;',, ;+&[]~{}.txt`,
  'Verkäufe/Übung 数据库 😀.trn',
  'deep/er/log 1?.trn',
  "it's.bak",
  'a&amp;b<c>.bak',
  `${'long/'.repeat(200)}1.trn`,
];

const bytes = (text: string) => new TextEncoder().encode(text);

async function names(container: BackupContainer, prefix = ''): Promise<string[]> {
  return (await listed(container, prefix)).map(({ name }) => name);
}

async function listed(container: BackupContainer, prefix = ''): Promise<ListedBlob[]> {
  const blobs: ListedBlob[] = [];
  for await (const blob of container.list(prefix)) blobs.push(blob);
  return blobs;
}

/** Runs the suite against one implementation. */
export function describeBackupContainer(name: string, makeHarness: () => Promise<ContainerHarness>): void {
  describe(`${name} as a backup container`, () => {
    let harness: ContainerHarness;
    let container: BackupContainer;
    beforeEach(async () => {
      harness = await makeHarness();
      container = harness.containers.at(harness.containerUrl);
    });
    afterEach(() => harness.close());

    it('lists what lies below a prefix, and nothing else', async () => {
      for (const blob of ['a/1', 'a/b/2', 'ab/3', 'A/4', '5']) await harness.put(blob, bytes(blob));
      expect(await names(container, 'a/')).toEqual(['a/1', 'a/b/2']);
      expect((await names(container)).sort()).toEqual(['5', 'A/4', 'a/1', 'a/b/2', 'ab/3']);
      expect(await names(container, 'none/')).toEqual([]);
    });

    it('shows the same version in a listing and in a look-up', async () => {
      await harness.put('a', bytes('hello'));
      await harness.put('tail.trn', bytes('x'), { tail: 'true' });
      await harness.put('other.trn', bytes('x'), { Tail: 'TRUE', more: 'y' });
      await harness.put('not.trn', bytes('x'), { tail: 'false' });
      await harness.put('empty', bytes(''), { tail: 'true' });
      const blobs = await listed(container);
      expect(blobs).toHaveLength(5);
      for (const blob of blobs) await expect(container.find(blob.name)).resolves.toEqual(blob);
      const a = blobs.find((blob) => blob.name === 'a');
      expect(a).toEqual({
        name: 'a',
        etag: expect.stringMatching(/^"[^"]+"$/),
        size: 5,
        lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        markedTail: false,
        committed: true,
      });
      expect(
        blobs
          .filter(({ markedTail }) => markedTail)
          .map((blob) => blob.name)
          .sort(),
      ).toEqual(['empty', 'other.trn', 'tail.trn']);
      expect(blobs.find((blob) => blob.name === 'empty')).toMatchObject({ size: 0, committed: true });
    });

    it('tells uncommitted blobs from empty ones, in listing and look-up', async () => {
      await harness.put('empty', bytes(''));
      await harness.putUncommitted('growing');
      await harness.putUncommitted('growing-too');
      const blobs = await listed(container);
      expect(blobs.map(({ name, committed, etag }) => [name, committed, etag === ''])).toEqual([
        ['empty', true, false],
        ['growing', false, true],
        ['growing-too', false, true],
      ]);
      await expect(container.find('growing')).resolves.toEqual(blobs[1]);
      expect(blobs.map(({ upload }) => typeof upload)).toEqual(['undefined', 'string', 'string']);
      await expect(container.find('grow')).resolves.toBeUndefined();
      await harness.put('growing', bytes('done'));
      await expect(container.find('growing')).resolves.toMatchObject({ size: 4, committed: true });
    });

    it('tells an upload from the next one under its name', async () => {
      await harness.putUncommitted('log.trn');
      const [first] = await listed(container);
      const [again] = await listed(container);
      expect(again?.upload).toBe(first?.upload);
      await harness.putUncommitted('log.trn', 2);
      expect((await container.find('log.trn'))?.upload).not.toBe(first?.upload);
    });

    it('takes directories of a hierarchical namespace for no blobs', async () => {
      await harness.put('x/archive', bytes(''), { hdi_isfolder: 'true' });
      await harness.put('x/old', bytes(''), { Hdi_IsFolder: 'True' });
      await harness.put('x/false', bytes(''), { hdi_isfolder: 'false' });
      await harness.put('x/log.trn', bytes('a log'), { hdi_isfolder: 'true' });
      expect(await names(container, 'x/')).toEqual(['x/false', 'x/log.trn']);
      await expect(container.find('x/archive')).resolves.toBeUndefined();
      await expect(container.find('x/log.trn')).resolves.toMatchObject({ size: 5 });
    });

    it('knows of no earlier version where the account keeps none', async () => {
      await harness.put('log.trn', bytes('a log'));
      await harness.put('log.trn', bytes('another log'));
      await harness.put('log.trn.old', bytes('a log'));
      expect(await container.earlierVersions('log.trn')).toEqual({ kind: 'told', versions: [] });
      expect(await container.earlierVersions('absent.trn')).toEqual({ kind: 'told', versions: [] });
    });

    it('does not know the past of a blob while storage does not answer', async () => {
      const { containers, containerUrl } = harness.broken();
      expect(await containers.at(containerUrl).earlierVersions('log.trn')).toMatchObject({
        kind: 'untold',
        reason: expect.stringMatching(/does not answer/),
      });
    });

    it('gives a new ETag to an overwritten blob, and nothing for a removed one', async () => {
      await harness.put('a', bytes('1'));
      const before = await container.find('a');
      await harness.put('a', bytes('2'));
      const after = await container.find('a');
      expect(after?.etag).not.toBe(before?.etag);
      await harness.remove('a');
      await expect(container.find('a')).resolves.toBeUndefined();
      expect(await names(container)).toEqual([]);
    });

    it('opens one version for range reads', async () => {
      await harness.put('a', bytes('0123456789'));
      const blob = (await container.find('a'))!;
      const source = container.open(blob);
      expect(source.size).toBe(10);
      expect(Buffer.from(await source.read(2, 3)).toString()).toBe('234');
      expect(Buffer.from(await source.read(8, 100)).toString()).toBe('89');
      await harness.put('a', bytes('abcdefghij'));
      await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'ChangedWhileReading' });
      await harness.remove('a');
      await expect(source.read(0, 1)).rejects.toMatchObject({ name: 'RangeReadError' });
    });

    it('takes odd names', async () => {
      for (const [index, blob] of ODD_NAMES.entries()) await harness.put(blob, bytes(`content ${index}`));
      expect((await names(container)).sort()).toEqual([...ODD_NAMES].sort());
      for (const [index, blobName] of ODD_NAMES.entries()) {
        const blob = (await container.find(blobName))!;
        expect(Buffer.from(await container.open(blob).read(0, 100)).toString()).toBe(`content ${index}`);
      }
    });

    it('lists more than one page', async () => {
      const wanted = Array.from({ length: 60 }, (_unused, n) => `p/${String(n).padStart(3, '0')}`);
      await Promise.all(wanted.map((blob) => harness.put(blob, bytes('x'))));
      expect(await names(container, 'p/')).toEqual(wanted);
    });

    it('answers a probe, whether anything is below the prefix or not', async () => {
      await harness.put('a/1', bytes('x'));
      await expect(container.probe('a/')).resolves.toBeUndefined();
      await expect(container.probe('b/')).resolves.toBeUndefined();
    });

    it('says that a container does not exist', async () => {
      const missing = harness.containers.at(harness.missingUrl);
      const failure = { code: 'ContainerUnavailable', reason: 'notFound' };
      await expect(names(missing)).rejects.toMatchObject(failure);
      await expect(missing.find('a')).rejects.toMatchObject(failure);
      await expect(missing.probe('a/')).rejects.toMatchObject(failure);
    });

    it('says that storage does not answer', async () => {
      const { containers, containerUrl } = harness.broken();
      const broken = containers.at(containerUrl);
      const failure = { code: 'ContainerUnavailable', reason: 'unreachable' };
      await expect(broken.find('a b')).rejects.toMatchObject({
        ...failure,
        message: expect.stringMatching(/^Cannot look up blob "a b".*: storage does not answer$/),
      });
      await expect(names(broken)).rejects.toMatchObject(failure);
      await expect(broken.probe('')).rejects.toMatchObject(failure);
      const blob = { name: 'a', etag: '"1"', size: 1, lastModified: '', markedTail: false, committed: true };
      await expect(broken.open(blob).read(0, 1)).rejects.toMatchObject({ code: 'ReadFailed' });
    });

    it.each([
      ['a query', 'https://account.blob.core.windows.net/backups?sv=1&sig=MARKED', /query/],
      ['an empty query', 'https://account.blob.core.windows.net/backups?', /query/],
      ['a user', 'https://user:MARKED@account.blob.core.windows.net/backups', /user or password/],
      ['plain http', 'http://account.blob.core.windows.net/backups', /must be reached by https/],
      ['another scheme', 'ftp://account.blob.core.windows.net/backups', /must be reached by https/],
      ['no container', 'https://account.blob.core.windows.net/', /must end in \/<container>/],
      ['a folder', 'https://account.blob.core.windows.net/backups/a', /folders go into prefix/],
      ['an account only', 'http://127.0.0.1:10000/devstoreaccount1', /must end in \/<account>\/<container>/],
      [
        'a secondary endpoint',
        'https://account-secondary.blob.core.windows.net/backups',
        /secondary endpoint.*without -secondary/,
      ],
      [
        'a secondary endpoint of an emulator',
        'http://127.0.0.1:10000/devstoreaccount1-secondary/backups',
        /secondary endpoint/,
      ],
      ['no URL', 'backups MARKED', /cannot be read/],
    ])('refuses a URL with %s', (_name, containerUrl, reason) => {
      const open = (): unknown => harness.containers.at(containerUrl);
      expect(open).toThrow(reason);
      expect(open).toThrow(/^(?!.*MARKED)Cannot open the backup container: /);
    });
  });
}
