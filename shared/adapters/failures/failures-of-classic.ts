/**
 * Diagnoses of the classic service: data, from MicrosoftDocs/azure-docs articles/dms known-issues-troubleshooting-dms.md
 * and known-issues-troubleshooting-dms-source-connectivity.md.
 *
 * It gives texts, hardly ever codes; its System Errors 53 and 57 are with the file shares of all services.
 */
import type { FailureEntry } from './failure-entry';

/** Failures that only tasks of the classic service report. */
export const CLASSIC_FAILURES: readonly FailureEntry[] = [
  {
    codes: [],
    text: /authorization to perform action .*managedDatabaseRestoreAzureAsyncOperation/is,
    cause:
      'The application that the service works with may not follow the restore at the managed instance, so the cutover fails.',
    remedy:
      'Grant the application named in the message (by its object id) the role Contributor on the subscription, then try again.',
  },
  {
    codes: [],
    text: /more than max number '?\d+'? objects of '?databases/i,
    cause: 'The task carries more databases than the service accepts in one task (four).',
    remedy: 'Split the databases over several tasks.',
  },
  {
    codes: [],
    text: /error locating server\/instance specified/i,
    cause: 'The service cannot find the source: a named instance, or one on a dynamic port.',
    remedy:
      'Allow the service to reach SQL Server Browser (UDP 1434) and the port of the instance, or give the source with its port.',
  },
  {
    codes: [],
    text: /server certificate not trusted|certificate chain was issued by an authority that is not trusted/i,
    cause: "The service does not trust the source's certificate.",
    remedy: 'Install a certificate on the source that the service trusts.',
  },
  {
    codes: [],
    text: /\b(?:error )?18456\b.*login failed|login failed for user/is,
    cause: 'The source refuses the user that the service logs in with.',
    remedy:
      "Check the user, its password and its rights on the source; the source's error log names the state.",
  },
  {
    codes: [],
    text: /malformed accountname value/i,
    cause: 'The Windows user is not written as DomainName\\UserName.',
    remedy: 'Write the user as DomainName\\UserName.',
  },
  {
    codes: [],
    text: /\bsql connection failed\b/i,
    cause: 'The service cannot connect to the source.',
    remedy: 'Check name, port and firewalls between the network of the service and the source.',
  },
];
