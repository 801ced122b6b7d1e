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

test('the nearest come first, and three at most', () => {
  const names = ['log_01.trn', 'log_02.trn', 'log_15.trn', 'log_05.trn', 'LOG_5.trn'];
  expect(nearNames('log_5.trn', names)).toEqual(['LOG_5.trn', 'log_15.trn', 'log_05.trn']);
  expect(nearNames('log', ['log_0142.trn'])).toEqual([]);
  expect(nearNames('orders', ['orders_log_tail.trn'])).toEqual(['orders_log_tail.trn']);
});
