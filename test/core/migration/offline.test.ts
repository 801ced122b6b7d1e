import { lastBackupDoubt } from '../../../shared/core/migration/offline';

const TOLD = 'the service is told to cut over after';

test.each<[name: string, sight: Partial<Parameters<typeof lastBackupDoubt>[0]>, said: string | undefined]>([
  ['the newest file, as it is called', { name: 'log9.trn' }, undefined],
  ['a file that has not come yet', { name: 'log10.trn' }, undefined],
  ['a file whose number is near', { name: 'log8.trn', files: ['db1/log9.trn'] }, undefined],
  [
    'other letters',
    { name: 'LOG9.TRN' },
    `${TOLD} LOG9.TRN, but the file is called log9.trn: names are case-sensitive, so it may wait for ever`,
  ],
  [
    'the folder in front',
    { name: 'db1/log9.trn' },
    `${TOLD} db1/log9.trn, a name with a folder: it restores files by their name alone, log9.trn, and may never find the last one`,
  ],
  [
    'another place',
    { name: 'log9.trn', files: ['db1/old/log9.trn'] },
    `${TOLD} log9.trn, but that file is not in the folder it reads: it is at db1/old/log9.trn`,
  ],
  [
    'a newer file',
    { name: 'log9.trn', newer: { file: 'db1/log10.trn', how: 'ends after it' } },
    `${TOLD} log9.trn, but db1/log10.trn ends after it: the service then fails (error 2007), or ignores newer files`,
  ],
  [
    'a newer file than one that has not come',
    { name: 'log11.trn', newer: { file: 'x', how: 'y' } },
    undefined,
  ],
])('%s', (_name, sight, said) => {
  expect(
    lastBackupDoubt({ name: '', prefix: 'db1/', files: ['db1/full.bak', 'db1/log9.trn'], ...sight }),
  ).toBe(said);
});
