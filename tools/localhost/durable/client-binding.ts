/** Addresses of the durable client API, as the `durableClient` input binding hands them to the app. */
export interface ClientUrls {
  hubName: string;
  port: number;
}

/** The query every management address carries; auth is not enforced, the code is there for its shape. */
function requiredQuery({ hubName }: ClientUrls): string {
  return `taskHub=${hubName}&connection=Storage&code=local`;
}

/** The nine addresses to manage instance `id` (Azure/azure-functions-durable-extension `HttpManagementPayload`). */
function managementUrls(urls: ClientUrls, id: string): Record<string, string> {
  const instance = `${webhookBase(urls)}/instances/${encodeURIComponent(id)}`;
  const query = requiredQuery(urls);
  return {
    id,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  };
}

/** The addresses a start is answered with: a new instance has nothing to rewind. */
export function startedUrls(urls: ClientUrls, id: string): Record<string, string> {
  const all = Object.entries(managementUrls(urls, id));
  return Object.fromEntries(all.filter(([name]) => name !== 'rewindPostUri'));
}

/** The value of a `durableClient` input, JSON text (functions-host facts, client binding). */
export function clientBinding(urls: ClientUrls): string {
  const base = webhookBase(urls);
  const query = requiredQuery(urls);
  return JSON.stringify({
    taskHubName: urls.hubName,
    creationUrls: {
      createNewInstancePostUri: `${base}/orchestrators/{functionName}[/{instanceId}]?code=local`,
      createAndWaitOnNewInstancePostUri: `${base}/orchestrators/{functionName}[/{instanceId}]?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&code=local`,
    },
    managementUrls: managementUrls(urls, 'INSTANCEID'),
    baseUrl: base,
    requiredQueryStringParameters: query,
    rpcBaseUrl: `http://127.0.0.1:${urls.port}/runtime/webhooks/durabletask/`,
  });
}

function webhookBase({ port }: ClientUrls): string {
  return `http://localhost:${port}/runtime/webhooks/durabletask`;
}
