/**
 * Every error the emulated service answers with: HTTP status, code and text in one place.
 *
 * Codes and texts: Microsoft.DataMigration 2025-06-30 sqlmigration.json; those of Azure Resource Manager itself
 * (authentication, api-version, resource not found) as it answers for every provider.
 */

/** An error answer; thrown by operations, written as `{"error":{"code","message"}}` by the server. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    /** The body is left empty, as the classic DMS does for what was deleted (recorded). */
    readonly bodyless = false,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** Target of a migration as error texts name it. */
interface NamedTarget {
  readonly name: string;
  readonly targetServer: string;
}

const server = (target: NamedTarget): string =>
  `Target server:'${target.targetServer}', Target database: '${target.name}'.`;

/** All errors by name. */
export const serviceErrors = {
  authenticationMissing: () =>
    new ServiceError(
      401,
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing or not a bearer token.",
      {
        'WWW-Authenticate':
          'Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="The authentication failed because of missing \'Authorization\' header."',
      },
    ),
  apiVersionMissing: () =>
    new ServiceError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    ),
  apiVersionUnknown: (version: string, type: string, known: readonly string[]) =>
    new ServiceError(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for API version '${version}' for type '${type}'. The supported api-versions are '${known.join(', ')}'.`,
    ),
  /** Text as in Azure/azure-cli issue 10143. */
  unsupportedMediaType: (found: string | undefined) =>
    new ServiceError(
      415,
      'UnsupportedMediaType',
      `The content media type '${found ?? '<null>'}' is not supported. Only 'application/json' is supported.`,
    ),
  notImplemented: (what: string) =>
    new ServiceError(501, 'NotImplemented', `The emulator does not support ${what}.`),
  invalidParameter: (name: string, detail?: string) =>
    new ServiceError(
      400,
      'InvalidParameterValue',
      `An invalid value was provided for parameter '${name}'.${detail === undefined ? '' : ` ${detail}`}`,
    ),
  emptyBody: () => new ServiceError(400, 'EmptyRequiredRequestBody', 'The request body must not be empty.'),
  invalidContainerName: (name: string) =>
    new ServiceError(
      400,
      'InvalidContainerName',
      `Invalid storage account container name: '${name}'. Container name 'backup' is not supported in SQL Managed Instance.`,
    ),
  accessDenied: () => new ServiceError(403, 'AccessDenied', 'Access denied.'),
  resourceNotFound: () => new ServiceError(404, 'ResourceNotFound', 'The requested resource was not found.'),
  armResourceNotFound: (resource: string, resourceGroup: string) =>
    new ServiceError(
      404,
      'ResourceNotFound',
      `The Resource '${resource}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
      { 'x-ms-failure-cause': 'gateway' },
    ),
  operationIdNotFound: (operationId: string) =>
    new ServiceError(400, 'OperationIdNotFound', `Operation ID '${operationId}' not found.`),
  operationTypeNotFound: (type: string) =>
    new ServiceError(400, 'OperationTypeNotFound', `Operation Type '${type}' not found.`),
  operationInProgress: () =>
    new ServiceError(409, 'OperationInProgress', 'Operation in progress on resource already.'),
  stillValidating: (action: string, target: NamedTarget) =>
    new ServiceError(
      400,
      'MigrationStillValidating',
      `Migration is still being validated. ${action} cannot be performed. ${server(target)}`,
    ),
  notReadyForCutover: (target: NamedTarget) =>
    new ServiceError(
      400,
      'MigrationNotReadyForCutoverError',
      `Database '${target.name}' is not ready for Cutover operation`,
    ),
  cutoverAlreadyComplete: (target: NamedTarget) =>
    new ServiceError(
      400,
      'CutoverNotAllowedMigrationCompleteError',
      `Cutover is not allowed as migration for database '${target.name}' is already complete`,
    ),
  cutoverFailedOrCancelled: (target: NamedTarget, details: string) =>
    new ServiceError(
      400,
      'CutoverFailedOrCancelled',
      `Cutover failed or cancelled for database '${target.name}'. Error details: '${details}'`,
    ),
  notReadyForCancel: (target: NamedTarget) =>
    new ServiceError(
      400,
      'MigrationNotReadyForCancelError',
      `Migration cannot be canceled as it is not in a cancelable state. ${server(target)}`,
    ),
  cancelFailed: (operationId: string, target: NamedTarget) =>
    new ServiceError(
      400,
      'MigrationCancelFailed',
      `Cancel could not be performed on operation '${operationId}' for database '${target.name}'. This can happen if the migration with MigrationId '${operationId}' is already completed or canceled. Please check the migration for details.`,
    ),
  retryNotAllowed: (state: string, target: NamedTarget) =>
    new ServiceError(
      400,
      'MigrationRetryNotAllowed',
      `Migration is not in a retriable state. Migration must be in state WaitForRetry. Current state: '${state}', ${server(target)}`,
    ),
  deleteWhileInProgress: (id: string) =>
    new ServiceError(
      400,
      'DeleteMigrationNotAllowedMigrationInProgress',
      `Database migration to the target resource '${id}' is currently in progress. To delete the migration, please wait until the migration has completed or cancel the migration manually, and then retry deleting the migration. Alternatively, use the force delete option to cancel ongoing operations and delete`,
    ),
  deleteWhileCanceling: (id: string) =>
    new ServiceError(
      400,
      'DeleteMigrationNotAllowedCancelInProgress',
      `Database migration to the target resource '${id}' is currently being canceled. To delete the migration, please wait until the cancel operation is complete`,
    ),
  deleteWhileCompleting: (id: string) =>
    new ServiceError(
      400,
      'DeleteMigrationNotAllowedCutoverInProgress',
      `Database migration to the target resource '${id}' is currently being cutover. To delete the migration, please wait until the cutover operation is complete`,
    ),
  deleteWhileDeleting: (id: string) =>
    new ServiceError(
      400,
      'DeleteMigrationNotAllowedDeleteInProgress',
      `Database migration to the target resource '${id}' is currently deleting. Please wait until the delete operation is complete`,
    ),
  unexpected: () => new ServiceError(500, 'UnExpectedErrorOccurred', 'Unexpected error occurred.'),
} as const;
