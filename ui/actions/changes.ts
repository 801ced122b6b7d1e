/** What has changed between two documents: told to whoever acts on the first while others act, too. */
import type { ApprovalView, StatusDocument } from '../../shared/core/migration/status-document';

/** What has changed of a migration, a sentence each. */
export function statusChanges(before: StatusDocument, after: StatusDocument): readonly string[] {
  return [
    ...changed('The phase is', before.phase, after.phase),
    ...changed('The tail is', tailText(before), tailText(after)),
    ...changed('The operation is', before.engineStatus?.operationId, after.engineStatus?.operationId),
    ...changed('The attempt is', before.cutover?.state, after.cutover?.state),
    ...holdChanges(before, after),
    ...approvalChanges(before, after),
    ...(JSON.stringify(before.policy) === JSON.stringify(after.policy) ? [] : ['The policy was changed']),
    ...checkChanges(before, after),
    ...changed('Blocked', before.blocked?.reason, after.blocked?.reason),
    ...changed('Frozen', before.frozen?.reason, after.frozen?.reason),
    ...(before.autoPaused !== undefined && after.autoPaused === undefined ? ['Mode auto goes on'] : []),
  ];
}

/** One line where two texts differ. @example changed('The phase is', 'ready', 'completed') // ['The phase is completed, was ready'] */
export function changed(
  what: string,
  before: string | undefined,
  after: string | undefined,
): readonly string[] {
  return before === after ? [] : [`${what} ${after ?? 'none'}, was ${before ?? 'none'}`];
}

function tailText({ tail }: StatusDocument): string | undefined {
  return tail && `${tail.blob} to LSN ${tail.lastLsn}`;
}

function holdChanges(before: StatusDocument, after: StatusDocument): readonly string[] {
  const numbers = ({ holds = [] }: StatusDocument): ReadonlySet<number> =>
    new Set(holds.map(({ number }) => number));
  const [had, has] = [numbers(before), numbers(after)];
  return [
    ...(after.holds ?? [])
      .filter(({ number }) => !had.has(number))
      .map(({ by, reason }) => `${by} holds it: ${reason}`),
    ...(before.holds ?? [])
      .filter(({ number }) => !has.has(number))
      .map(({ number, by }) => `Hold ${number} of ${by} was released`),
  ];
}

function approvalChanges(before: StatusDocument, after: StatusDocument): readonly string[] {
  const key = ({ by, at }: ApprovalView): string => `${by} ${at}`;
  const had = new Map((before.approvals?.given ?? []).map((one) => [key(one), one.state]));
  return (after.approvals?.given ?? []).flatMap((one) => {
    const was = had.get(key(one));
    if (was === one.state) return [];
    return [
      was === undefined && one.state === 'granted'
        ? `${one.by} approved`
        : `The approval of ${one.by} is ${one.state}${one.reason === undefined ? '' : `: ${one.reason}`}`,
    ];
  });
}

function checkChanges(before: StatusDocument, after: StatusDocument): readonly string[] {
  const had = new Map(before.readiness.checks.map(({ code, state }) => [code, state]));
  return after.readiness.checks
    .filter(({ code, state }) => had.get(code) !== state)
    .map(({ code, state, reason }) => `${code} is ${state}: ${reason}`);
}
