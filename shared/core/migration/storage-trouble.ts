/** Why the storage of the backups could not be asked. */

/**
 * `denied`: no right, or a firewall. `noToken`: the app's identity gives no token. `notFound`: no such container.
 * `accountNotFound`: no such host. `notAllowed`: the deployment does not list the account. `unreachable`: no answer.
 */
export type StorageReason =
  'denied' | 'noToken' | 'notFound' | 'accountNotFound' | 'notAllowed' | 'unreachable';

const TEXTS: Readonly<Record<StorageReason, string>> = {
  denied: 'access is denied',
  noToken: "the app's identity gives no token for it",
  notFound: 'the container does not exist',
  accountNotFound: 'the storage account does not exist',
  notAllowed: 'it is not a storage account that this app may read',
  unreachable: 'storage does not answer',
};

/** Writes the reason as a clause. @example describeStorageReason('denied') // 'access is denied' */
export function describeStorageReason(reason: StorageReason): string {
  return TEXTS[reason];
}
