/** `POST groups`, `GET groups`, `GET groups/{id}`, and what operators do to a group. A call needs its role at every member. */
import type { InvocationContext } from '@azure/functions';
import {
  approveGroupBody,
  dropBody,
  groupActBody,
  groupBody,
  revokeGroupBody,
} from '../../shared/api/group-body';
import { refuse } from '../../shared/api/problem';
import { ROUTES, type RouteName } from '../../shared/api/routes';
import type { Caller } from '../../shared/core/access/reach';
import type { Group } from '../../shared/core/group/group';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import type { GroupCaps } from '../../shared/use-cases/groups/advance-group';
import { approveMembers } from '../../shared/use-cases/groups/approve-members';
import type { ReportFault } from '../../shared/use-cases/groups/each-member';
import { makeGroup } from '../../shared/use-cases/groups/make-group';
import {
  type GroupAct,
  type GroupOutcome,
  dropMember,
  holdGroup,
  releaseGroup,
} from '../../shared/use-cases/groups/operate-group';
import { readGroupHistory } from '../../shared/use-cases/groups/read-group-history';
import { revokeMembers } from '../../shared/use-cases/groups/revoke-members';
import { idsWith, isWithin, listGroups, readGroup } from '../../shared/use-cases/groups/read-groups';
import { nudgeAll, wake, wakeGroup } from '../watch-starter';
import { okUnlessSame } from './conditional';
import { type Endpoint, migrationId, readBody } from './endpoint';
import { ok } from './respond';

/** A plan is longer than other bodies: 500 ids of 63 characters, and what they come after. */
const LARGEST_PLAN = 512 * 1024;

/** Makes a group, or says whether it could be made. */
export function makeCreateGroup(caps: GroupCaps): Endpoint {
  return async (request, client, _context, caller) => {
    const { dryRun, ...plan } = await readBody(request, groupBody, 'make the group', LARGEST_PLAN);
    const known = (await caps.ledger.group(plan.id))?.value;
    if (known !== undefined) await refuseOutOfGroup(caps, caller, 'createGroup', known);
    const able = await idsWith(caps.ledger, caller, ROUTES.createGroup.needs);
    const mayBeNamed = (id: string): boolean => able?.has(id) !== false;
    const outcome = await makeGroup(caps, plan, caller.name, { dryRun, mayBeNamed });
    switch (outcome.kind) {
      case 'refused':
        return refuse('invalid', 'Cannot make the group: the plan is not possible', outcome.problems);
      case 'taken':
        return refuse(
          'conflict',
          `Cannot make the group: another group has the id ${plan.id}; choose another`,
        );
      case 'possible':
        return ok({ outcome: outcome.kind, plan: { ...plan, members: outcome.members } });
      case 'made':
      case 'same':
        if (!dryRun) await wakeGroup(client, plan.id);
        return ok({ outcome: outcome.kind, group: await readGroup(caps, plan.id) });
    }
  };
}

/** The groups of which the caller may read every member. */
export function makeListGroups(caps: GroupCaps): Endpoint {
  return async (request, _client, _context, caller) => {
    const readable = await idsWith(caps.ledger, caller, ROUTES.listGroups.needs);
    return okUnlessSame(request, { items: await listGroups(caps, readable) });
  };
}

/** The board. */
export function makeGetGroup(caps: GroupCaps): Endpoint {
  return async (request, _client, _context, caller) => {
    const id = migrationId(request);
    const known = (await caps.ledger.group(id))?.value;
    if (known === undefined) return refuseUnknownGroup(id);
    await refuseOutOfGroup(caps, caller, 'getGroup', known);
    return okUnlessSame(request, await readGroup(caps, id));
  };
}

/** What happened to it: made, held, stopped, released, dropped from, ended. */
export function makeGetGroupJournal(caps: GroupCaps): Endpoint {
  return async (request, _client, _context, caller) => {
    const id = migrationId(request);
    const known = (await caps.ledger.group(id))?.value;
    if (known === undefined) return refuseUnknownGroup(id);
    await refuseOutOfGroup(caps, caller, 'getGroupJournal', known);
    return okUnlessSame(request, await readGroupHistory(caps.ledger, id));
  };
}

/** Holds it. */
export function makeHoldGroup(caps: GroupCaps): Endpoint {
  return operate(caps, 'holdGroup', holdGroup);
}

/** Releases it. */
export function makeReleaseGroup(caps: GroupCaps): Endpoint {
  return operate(caps, 'releaseGroup', releaseGroup);
}

function operate(
  caps: GroupCaps,
  name: 'holdGroup' | 'releaseGroup',
  act: (caps: GroupCaps, id: string, act: GroupAct) => Promise<GroupOutcome>,
): Endpoint {
  return async (request, client, _context, caller) => {
    const id = migrationId(request);
    const { reason } = await readBody(request, groupActBody, ACTIONS[name]);
    const known = (await caps.ledger.group(id))?.value;
    if (known === undefined) return refuseUnknownGroup(id);
    await refuseOutOfGroup(caps, caller, name, known);
    const given = refuseUnlessDone(id, ACTIONS[name], await act(caps, id, { by: caller.name, reason }));
    await nudgeAll(client, given);
    await wakeGroup(client, id);
    return ok(await readGroup(caps, id));
  };
}

/** Approves members by what the caller saw of each; the watches of those that were approved look at once. */
export function makeApproveGroup(caps: Capabilities): Endpoint {
  return async (request, client, context, caller) => {
    const id = migrationId(request);
    const action = ACTIONS.approveGroup;
    const { members, dryRun } = await readBody(request, approveGroupBody, action, LARGEST_PLAN);
    const known = (await caps.ledger.group(id))?.value;
    if (known === undefined) return refuseUnknownGroup(id);
    await refuseOutOfGroup(caps, caller, 'approveGroup', known);
    const outcomes = await approveMembers(caps, known, caller.name, {
      ...{ seen: members, dryRun },
      report: reportTo(context, action),
    });
    // One that stands may be of a call that died before it woke the watch.
    const given = outcomes.filter(({ outcome }) => ['approved', 'stands', 'unclear'].includes(outcome));
    for (const one of given) await wake(client, one.id);
    if (given.length > 0) await wakeGroup(client, id);
    return ok({ id, members: outcomes });
  };
}

/** Takes approvals of one operator back, the caller's unless another is named; the watches of those members look at once. */
export function makeRevokeGroup(caps: Capabilities): Endpoint {
  return async (request, client, context, caller) => {
    const id = migrationId(request);
    const action = ACTIONS.revokeGroup;
    const { reason, of = caller.name, dryRun } = await readBody(request, revokeGroupBody, action);
    const known = (await caps.ledger.group(id))?.value;
    if (known === undefined) return refuseUnknownGroup(id);
    await refuseOutOfGroup(caps, caller, 'revokeGroup', known);
    const report = reportTo(context, action);
    const outcomes = await revokeMembers(caps, known, caller.name, { of, reason, dryRun, report });
    const changed = outcomes.filter(({ outcome }) => ['revoked', 'unclear'].includes(outcome));
    await nudgeAll(
      client,
      changed.map((one) => one.id),
    );
    if (changed.length > 0) await wakeGroup(client, id);
    return ok({ id, of, members: outcomes });
  };
}

/** Takes a member out of it. */
export function makeDropMember(caps: GroupCaps): Endpoint {
  return async (request, client, _context, caller) => {
    const id = migrationId(request);
    const { member, reason } = await readBody(request, dropBody, ACTIONS.dropMember);
    const known = (await caps.ledger.group(id))?.value;
    const concerned = known ?? { members: [{ id: member }] };
    await refuseOutOfGroup(caps, caller, 'dropMember', { id, ...concerned });
    const act = { by: caller.name, reason };
    const given = refuseUnlessDone(id, ACTIONS.dropMember, await dropMember(caps, id, member, act));
    await nudgeAll(client, given);
    await wakeGroup(client, id);
    return ok(known === undefined ? { id } : await readGroup(caps, id));
  };
}

/** What fails at one member is told there without details; the log has them. */
function reportTo(context: InvocationContext, action: string): ReportFault {
  return (id, error) =>
    context.error(
      `Cannot ${action}: member ${id}: ${error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error'}`,
    );
}

const ACTIONS = {
  holdGroup: 'hold the group',
  releaseGroup: 'release the group',
  approveGroup: 'approve the group',
  revokeGroup: 'revoke approvals of the group',
  dropMember: 'drop the member',
} as const;

/** @returns members that were given the go */
function refuseUnlessDone(id: string, action: string, outcome: GroupOutcome): readonly string[] {
  switch (outcome.kind) {
    case 'unknownGroup':
      return refuseUnknownGroup(id);
    case 'refused':
      return refuse('conflict', `Cannot ${action} of ${id}: ${outcome.reason}`);
    case 'done':
      return outcome.given;
  }
}

function refuseUnknownGroup(id: string): never {
  return refuse('notFound', `Cannot find group ${id}`);
}

/** A group of which the caller may not read every member is not there for this caller. */
async function refuseOutOfGroup(
  { ledger }: GroupCaps,
  caller: Caller,
  name: Extract<
    RouteName,
    | 'createGroup'
    | 'getGroup'
    | 'getGroupJournal'
    | 'holdGroup'
    | 'releaseGroup'
    | 'approveGroup'
    | 'revokeGroup'
    | 'dropMember'
  >,
  group: { readonly id: string; readonly members: readonly Pick<Group['members'][number], 'id'>[] },
): Promise<void> {
  if (!isWithin(group, await idsWith(ledger, caller, ROUTES.getGroup.needs))) refuseUnknownGroup(group.id);
  const { needs } = ROUTES[name];
  if (!isWithin(group, await idsWith(ledger, caller, needs)))
    refuse(
      'forbidden',
      `Cannot answer: this needs the role ${needs.join(' or ')} at every member of group ${group.id}, and the setting SignInReach gives it to ${caller.name} at some only`,
    );
}
