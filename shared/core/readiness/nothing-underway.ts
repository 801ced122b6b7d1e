/**
 * An operator's statement that no change is under way at a service that does not report one: the substitute for the commands of a
 * classic task, which some answers leave out.
 */
import { isSameOperation } from '../engine/operation-id';
import type { ControlRow, Statement } from '../migration/control';
import { secondsBetween } from '../timing';

/**
 * Finds the statement that stands: of the run that is told, and newer than any request that was sent. One that was given
 * before a request says nothing about what that request left behind.
 *
 * @param running the run that the reading tells
 * @example statementInForce(control, status.operationId)?.by // 'ada@example.com'
 */
export function statementInForce(
  { nothingUnderWay: statement, attempt, earlierAttempts }: ControlRow,
  running: string | undefined,
): Statement | undefined {
  if (statement === undefined || !isSameOperation(statement.operationId, running)) return undefined;
  const sent = [...earlierAttempts, ...(attempt ? [attempt] : [])].filter((one) => one.sender !== undefined);
  const isNewest = sent.every(
    ({ settledAt, requestedAt }) => secondsBetween(settledAt ?? requestedAt, statement.at) > 0,
  );
  return isNewest ? statement : undefined;
}
