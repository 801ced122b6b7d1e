import {
  type StorageReason,
  describeStorage,
  storageRemedy,
} from '../../../shared/core/migration/storage-trouble';

const place = { account: 'acct', container: 'sql' };

const CASES: Readonly<Record<StorageReason, readonly [what: RegExp, remedy: RegExp]>> = {
  denied: [
    /access is denied$/,
    /^grant the app's identity the role Storage Blob Data Reader on container sql of storage account acct \(scope: .*; or let the app's network through the firewall/,
  ],
  noToken: [/cannot get a token for it$/, /managed identity/],
  notFound: [/the container does not exist$/, /^create container sql in storage account acct; or withdraw/],
  accountNotFound: [/the storage account is not found$/, /acct has no address in the DNS .*; or withdraw/],
  notAllowed: [/not a storage account that this app may read$/, /^add acct to the setting BackupAccounts if/],
  urlRefused: [/this app does not accept its URL$/, /; or withdraw this registration/],
  unreachable: [/storage does not answer$/, /firewall, private endpoint, DNS$/],
};

test.each(Object.entries(CASES))(
  '%s names account and container, and what to do',
  (reason, [what, remedy]) => {
    const trouble = { reason: reason as StorageReason, ...place };
    expect(describeStorage(trouble)).toMatch(what);
    expect(describeStorage(trouble)).toMatch(/^container sql of storage account acct cannot be read: /);
    expect(storageRemedy(trouble, true)).toMatch(remedy);
    expect(storageRemedy(trouble, false)).not.toMatch(/withdraw/);
  },
);

test.each([
  [
    'AuthorizationPermissionMismatch',
    /^grant the app's identity the role Storage Blob Data Reader on container sql .*within ten minutes$/,
  ],
  ['AuthorizationFailure', /firewall of storage account acct$/],
  ['AccountIsDisabled', /^enable storage account acct$/],
  ['InvalidAuthenticationInfo', /^use an identity of the tenant/],
])('the service says %s', (code, remedy) => {
  const trouble = { reason: 'denied' as const, code, ...place };
  expect(describeStorage(trouble)).toMatch(new RegExp(`access is denied \\(${code}\\)$`));
  expect(storageRemedy(trouble, false)).toMatch(remedy);
});
