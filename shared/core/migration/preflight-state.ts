/** The words of a preflight's outcome, as ledger and documents hold them. */

/** What a row comes to; `forYou`: Azure cannot tell, an operator answers. */
export type PreflightState = 'met' | 'unmet' | 'unknown' | 'notApplicable' | 'information' | 'forYou';

/** `blocks`: must be so before a migration is created; `warns`: may fail or be slow; `info`: only told. */
export type PreflightSeverity = 'blocks' | 'warns' | 'info';
