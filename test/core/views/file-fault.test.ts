import { fileFault } from '../../../shared/core/views/file-fault';

test.each([
  ['ENOSPC', 'the disk is full'],
  ['EISDIR', 'it is a folder, not a file'],
  ['ENOENT', 'there is no such file'],
  ['ETXTBSY', 'the system says ETXTBSY'],
  [undefined, 'the system gave no reason'],
])('%s is %s', (code, reason) => {
  expect(fileFault(code)).toBe(reason);
});
