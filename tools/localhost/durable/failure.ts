import type { WireError } from '../wire/messages';
import type { Failure, FailureDetails } from './history';

/**
 * What an activity threw, as the history holds it. With an exception properties provider the message is JSON
 * `{errorType, errorMessage, stackTrace, properties}` and becomes FailureDetails
 * (Azure/azure-functions-durable-js `ExceptionPropertiesProvider`).
 */
export function activityFailure(name: string, error: WireError): Failure {
  const FailureDetails = parseDetails(error.message);
  if (FailureDetails !== undefined) {
    const Reason = `Activity function '${name}' failed with an unhandled exception.`;
    return { Reason, Details: null, FailureDetails };
  }
  // The extension cuts the message off behind `Exception:`, so that the blank before it stays.
  return { Reason: `Activity function '${name}' failed:  ${error.message}`, Details: dotNetException(error) };
}

/** Why an orchestrator failed, as its parent's history holds it. */
export function orchestratorFailure(name: string, message: string, details?: FailureDetails): Failure {
  return {
    Reason: `Orchestrator function '${name}' failed: ${message}`,
    Details: `Message: ${message}, StackTrace: `,
    FailureDetails: details,
  };
}

/** The text of a thrown error without the JSON that an exception properties provider puts around it. */
export function thrownMessage(message: string): string {
  return parseDetails(message)?.ErrorMessage ?? message;
}

/** The parts of the serialized exception that a reader of Details can use (Azure/azure-functions-host `RpcException`). */
function dotNetException({ message, stack = '' }: WireError): string {
  return JSON.stringify({
    $type: 'System.Exception, System.Private.CoreLib',
    ClassName: 'System.Exception',
    Message: ` ${message}`,
    InnerException: {
      $type: 'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script',
      Message: `Result: Failure\nException: ${message}\nStack: ${stack}`,
    },
  });
}

interface SerializedError {
  errorType: string;
  errorMessage: string;
  stackTrace?: string;
  isNonRetriable?: boolean;
  properties?: Record<string, unknown>;
}

function parseDetails(message: string): FailureDetails | undefined {
  if (!message.startsWith('{')) return undefined;
  let parsed: Partial<SerializedError>;
  try {
    parsed = JSON.parse(message) as Partial<SerializedError>;
  } catch {
    return undefined;
  }
  const { errorType, errorMessage, stackTrace, properties } = parsed;
  if (typeof errorType !== 'string' || typeof errorMessage !== 'string' || properties === undefined)
    return undefined;
  return {
    ErrorType: errorType,
    ErrorMessage: errorMessage,
    ...(stackTrace === undefined ? {} : { StackTrace: stackTrace }),
    InnerFailure: null,
    IsNonRetriable: parsed.isNonRetriable ?? false,
    Properties: properties,
  };
}
