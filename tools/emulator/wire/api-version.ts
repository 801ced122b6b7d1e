/** API versions of Microsoft.DataMigration/databaseMigrations and what differs between them on the wire. */

/** Versions the emulator answers to (Microsoft.DataMigration, Azure/azure-rest-api-specs). */
export const DATA_MIGRATION_VERSIONS = [
  '2021-10-30-preview',
  '2022-01-30-preview',
  '2022-03-30-preview',
  '2023-07-15-preview',
  '2025-03-15-preview',
  '2025-06-30',
  '2025-09-01-preview',
] as const;

/** Versions of the classic DMS, services/projects/tasks (Microsoft.DataMigration, Azure/azure-rest-api-specs). */
export const CLASSIC_VERSIONS = [
  '2018-03-31-preview',
  '2018-04-19',
  '2018-07-15-preview',
  '2021-06-30',
  ...DATA_MIGRATION_VERSIONS,
] as const;

/** Versions of Microsoft.Sql managed instances and their databases (Azure/azure-rest-api-specs, ManagedDatabases.json). */
export const SQL_VERSIONS = [
  '2017-03-01-preview',
  '2018-06-01-preview',
  '2019-06-01-preview',
  '2020-02-02-preview',
  '2020-08-01-preview',
  '2020-11-01-preview',
  '2021-02-01-preview',
  '2021-05-01-preview',
  '2021-08-01-preview',
  '2021-11-01-preview',
  '2021-11-01',
  '2022-02-01-preview',
  '2022-05-01-preview',
  '2022-08-01-preview',
  '2022-11-01-preview',
  '2023-02-01-preview',
  '2023-05-01-preview',
  '2023-08-01-preview',
  '2023-08-01',
  '2024-05-01-preview',
  '2024-11-01-preview',
] as const;

/** Versions of Microsoft.Network from the first with private endpoints of several groups (Azure/azure-rest-api-specs). */
export const NETWORK_VERSIONS = [
  '2022-01-01',
  '2022-05-01',
  '2022-07-01',
  '2022-09-01',
  '2022-11-01',
  '2023-02-01',
  '2023-04-01',
  '2023-05-01',
  '2023-06-01',
  '2023-09-01',
  '2023-11-01',
  '2024-01-01',
  '2024-03-01',
  '2024-05-01',
  '2024-07-01',
  '2024-10-01',
  '2025-01-01',
  '2025-03-01',
  '2025-05-01',
] as const;

/** Versions of Microsoft.Storage (Azure/azure-rest-api-specs). */
export const STORAGE_VERSIONS = [
  '2021-09-01',
  '2022-05-01',
  '2022-09-01',
  '2023-01-01',
  '2023-04-01',
  '2023-05-01',
  '2024-01-01',
  '2025-01-01',
  '2025-06-01',
  '2025-08-01',
] as const;

/** Versions of Microsoft.Authorization that have both permissions and assignments of roles (Azure/azure-rest-api-specs). */
export const AUTHORIZATION_VERSIONS = [
  '2015-07-01',
  '2018-01-01-preview',
  '2022-04-01',
  '2022-05-01-preview',
] as const;

/** Versions of the list of resource providers (Azure/azure-rest-api-specs, resources.json). */
export const RESOURCES_VERSIONS = [
  '2020-06-01',
  '2020-10-01',
  '2021-01-01',
  '2021-04-01',
  '2022-09-01',
  '2024-03-01',
  '2024-07-01',
  '2024-11-01',
  '2025-04-01',
] as const;

/** True when a request of this version gets what was recorded in 2025: signed URLs, named failures, `testConnectivity`. */
export function isFrom2025(apiVersion: string): boolean {
  return apiVersion >= '2025';
}

/** True when answers of this version echo `backupConfiguration` (2021-10-30-preview does not). */
export function echoesBackupConfiguration(apiVersion: string): boolean {
  return apiVersion >= '2022';
}
