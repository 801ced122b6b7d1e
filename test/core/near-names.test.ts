import { nearNames } from '../../shared/core/near-names';

test.each([
  ['log_142.trn', ['shop/log_0142.trn']],
  ['LOG_0142.TRN', ['shop/log_0142.trn']],
  ['log_0142', ['shop/log_0142.trn']],
  ['full.bk', ['shop/full.bak']],
  ['something-else.trn', []],
  ['', []],
])('%s may mean %j', (wrong, near) => {
  expect(nearNames(wrong, ['shop/log_0142.trn', 'shop/full.bak'])).toEqual(near);
});
