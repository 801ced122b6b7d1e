import type { WireError } from '../wire/messages';
import type { Failure, FailureDetails } from './history';

/**
 * A thrown error as the history holds it. With an exception properties provider the message is JSON
 * `{errorType, errorMessage, stackTrace, properties}` and becomes FailureDetails
 * (Azure/azure-functions-durable-js `ExceptionPropertiesProvider`).
 */
export function failureOf(subject: string, { message, stack }: WireError): Failure {
  const details = parseDetails(message);
  return {
    Reason: `${subject}: ${details?.ErrorMessage ?? message}`,
    Details: `Result: Failure\nException: ${details?.ErrorMessage ?? message}\nStack: ${details?.StackTrace ?? stack ?? ''}`,
    ...(details === undefined ? {} : { FailureDetails: details }),
  };
}

/** The text of a thrown error without the JSON that an exception properties provider puts around it. */
export function thrownMessage(message: string): string {
  return parseDetails(message)?.ErrorMessage ?? message;
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
    IsNonRetriable: parsed.isNonRetriable ?? false,
    Properties: properties,
  };
}
