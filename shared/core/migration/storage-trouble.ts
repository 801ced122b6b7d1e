/** Why the storage of the backups could not be asked, and what an operator does about it. */

/**
 * `denied`: no right, or a firewall. `noToken`: the app's identity gives no token. `notFound`: no such container.
 * `accountNotFound`: its host has no address. `notAllowed`: the deployment does not list the account. `urlRefused`: a stored URL
 * that this version does not take. `unreachable`: no answer.
 */
export type StorageReason =
  'denied' | 'noToken' | 'notFound' | 'accountNotFound' | 'notAllowed' | 'urlRefused' | 'unreachable';

/** A container that could not be asked. */
export interface StorageTrouble {
  readonly reason: StorageReason;
  /** The service's own error code, where it gave one. */
  readonly code?: string;
  readonly account: string;
  readonly container: string;
}

const TEXTS: Readonly<Record<StorageReason, string>> = {
  denied: 'access is denied',
  noToken: "the app's identity cannot get a token for it",
  notFound: 'the container does not exist',
  accountNotFound: 'the storage account is not found',
  notAllowed: 'it is not a storage account that this app may read',
  urlRefused: 'this app does not accept its URL',
  unreachable: 'storage does not answer',
};

/** Writes the reason as a clause. @example describeStorageReason('denied') // 'access is denied' */
export function describeStorageReason(reason: StorageReason): string {
  return TEXTS[reason];
}

/** Writes the trouble with its place. @example describeStorage({ reason: 'denied', account: 'acct', container: 'sql' }) // 'container sql of storage account acct cannot be read: access is denied' */
export function describeStorage({ reason, code, account, container }: StorageTrouble): string {
  const told = code === undefined ? '' : ` (${code})`;
  return `container ${container} of storage account ${account} cannot be read: ${TEXTS[reason]}${told}`;
}

/**
 * What an operator does about it. The codes are those of the Blob service (Microsoft Learn, "Common REST API error codes",
 * "Blob Storage error codes"); the role is what the app needs and no more.
 *
 * @param canWithdraw while the registration can still be withdrawn
 */
export function storageRemedy(trouble: StorageTrouble, canWithdraw: boolean): string {
  const { reason, account, container } = trouble;
  const orElse = canWithdraw ? '; or withdraw this registration, and register the right location' : '';
  switch (reason) {
    case 'denied':
      return `${deniedRemedy(trouble)}${orElse}`;
    case 'noToken':
      return 'give the app a managed identity; with several, name one in the setting AZURE_CLIENT_ID';
    case 'notFound':
      return `create container ${container} in storage account ${account}${orElse}`;
    case 'accountNotFound':
      return `check the account's name: ${account} has no address in the DNS (a private endpoint needs its zone)${orElse}`;
    case 'notAllowed':
      return `add ${account} to the setting BackupAccounts if it holds the backups${orElse}`;
    case 'urlRefused':
      return `register the container's own URL, https://<account>.blob.core.windows.net/<container>${orElse}`;
    case 'unreachable':
      return `check the network between the app and storage account ${account}: firewall, private endpoint, DNS`;
  }
}

function deniedRemedy({ code, account, container }: StorageTrouble): string {
  const role = `grant the app's identity the role Storage Blob Data Reader on container ${container} of storage account ${account} (scope: the container or the account); it takes effect within ten minutes`;
  const network = `let the app's network through the firewall of storage account ${account}`;
  switch (code) {
    case 'AuthorizationPermissionMismatch':
      return role;
    case 'AccountIsDisabled':
      return `enable storage account ${account}`;
    case 'InvalidAuthenticationInfo':
      return `use an identity of the tenant that storage account ${account} belongs to, and ${role}`;
    default:
      return `${role}; or ${network}`;
  }
}
