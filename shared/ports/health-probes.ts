/** What health asks of the app's surroundings, beside the ledger and the containers. */

/** Each asks for as little as it can; a rejection's message is a clause that says what is wrong. */
export interface HealthProbes {
  /** The container that the deployment itself names. */
  readonly homeContainerUrl: string;
  /** Whether the management API answers; no token is sent, so the read budget of no subscription is spent. */
  managementApi(): Promise<void>;
  /** Whether the app's identity gets a token for the management API. */
  identity(): Promise<void>;
}
