/** What the system says of a file, in words for the person who named it. */

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'its file system is read-only',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'something of that name already exists',
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's share of the disk is full",
  EFBIG: 'it is larger than the file system allows',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links form a loop',
  EMFILE: 'this process has too many files open',
  EBUSY: 'another program uses it',
  EIO: 'the disk failed',
};

/**
 * A reason for a code of errno(3); the code itself where it is none of those that a person can do something about.
 *
 * @example fileFault('EISDIR') // 'it is a folder, not a file'
 */
export function fileFault(code: string | undefined): string {
  return code === undefined ? 'the system gave no reason' : (REASONS[code] ?? `the system says ${code}`);
}
