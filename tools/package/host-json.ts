/** The host.json of a package. */

/** The part of host.json that differs between backends. */
export interface HostJson {
  readonly extensions: { readonly durableTask: Readonly<Record<string, unknown>> };
}

/**
 * The host.json of a backend of Durable Functions.
 *
 * An app setting could say it as well, but the host tells the scale controller what stands in the file (Azure/azure-functions-host
 * FunctionsSyncManager.cs).
 *
 * @throws for a backend that is none
 */
export function hostJsonFor<T extends HostJson>(backend: string, hostJson: T): T {
  if (backend === 'storage') return hostJson;
  if (backend !== 'scheduler')
    throw new Error(`Cannot package the app: DURABLE_BACKEND is "${backend}", expected storage or scheduler`);
  const storageProvider = {
    type: 'azureManaged',
    connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
  };
  const durableTask = { ...hostJson.extensions.durableTask, hubName: '%TASKHUB_NAME%', storageProvider };
  return { ...hostJson, extensions: { ...hostJson.extensions, durableTask } };
}
