import { isSamePlace, placeOf, tellsContainerOnly } from '../../../shared/core/migration/backup-place';

const TOP = { containerUrl: 'https://acct.blob.core.windows.net/backups', prefix: '' };
const FOLDER = { ...TOP, prefix: 'shop/eu/' };

test('a place is container and folder', () => {
  expect([placeOf(TOP), placeOf(FOLDER)]).toEqual(['backups', 'backups/shop/eu']);
});

test.each<[told: string, backups: typeof TOP, same: boolean, containerOnly: boolean]>([
  ['backups', TOP, true, false],
  ['Backups/', TOP, true, false],
  ['backups/shop/eu', TOP, false, false],
  ['other', TOP, false, false],
  ['backups/Shop/EU/', FOLDER, true, false],
  ['backups/', FOLDER, true, true],
  ['backups/shop', FOLDER, false, false],
  ['shop/eu', FOLDER, false, false],
  ['', FOLDER, false, false],
])('%j against %j: the same %s, without its folder %s', (told, backups, same, containerOnly) => {
  expect([isSamePlace(told, backups), tellsContainerOnly(told, backups)]).toEqual([same, containerOnly]);
});
