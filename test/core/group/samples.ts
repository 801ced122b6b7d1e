import type { Group } from '../../../shared/core/group/group';
import type { MemberFacts, MemberStanding } from '../../../shared/core/group/member';

export const NOW = '2026-03-01T22:00:00.000Z';
const INSTANCE = '/subscriptions/s1/resourcegroups/rg/providers/microsoft.sql/managedinstances/mi';

export function aGroup(changes: Partial<Group> = {}): Group {
  return {
    id: 'wave-1',
    strategy: 'together',
    members: ['a', 'b'].map((id) => ({ id, instance: INSTANCE })),
    limits: {},
    stopAfter: 1,
    createdBy: 'ada@example.com',
    createdAt: NOW,
    going: [],
    returning: [],
    ...changes,
  };
}

export function aMember(
  id: string,
  standing: MemberStanding = 'waits',
  hasGo = false,
  isOver = standing === 'confirmed',
): MemberFacts {
  return { id, standing, reason: `${id} is ${standing}`, hasGo, isOver };
}
