const marker = '\n\n$OutOfProcData$:';

/**
 * What a failed orchestrator's error message carries: the library appends the orchestrator's state as JSON after a
 * marker (Azure/azure-functions-durable-js `OrchestrationFailureError`). Undefined when it carries nothing.
 */
export function outOfProcessData(message: string): unknown {
  const at = message.indexOf(marker);
  return at === -1 ? undefined : (JSON.parse(message.slice(at + marker.length)) as unknown);
}
