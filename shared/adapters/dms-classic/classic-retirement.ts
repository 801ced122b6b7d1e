/** What people are told about the classic service: it is retired, and what stands in its place. */

/** A sentence for people, and who says so. */
export interface RetirementNotice {
  /** The day of the retirement, ISO 8601. */
  readonly since: string;
  readonly text: string;
  readonly source: string;
}

/**
 * The notice for registrations of the classic service.
 *
 * Source: Azure/EOL service_list.json, entry 321 (2026-03-15), and MicrosoftDocs/azure-docs
 * articles/dms/includes/deprecation-announcement-dms-classic-sql.md (no new resources since 2023-08-01).
 */
export const CLASSIC_RETIREMENT: RetirementNotice = {
  since: '2026-03-15',
  text: 'Azure Database Migration Service (classic) is retired for SQL Server scenarios since 2026-03-15: what still exists can be watched, cut over and cancelled; start new migrations with the current service (engine dms)',
  source:
    'https://azure.microsoft.com/updates/retirement-azure-database-migration-service-classic-sql-server-scenarios-deprecation/',
};
