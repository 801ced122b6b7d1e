/** Many migrations of all engines at once, as they are registered and as the emulated services know them. */
import type { EngineKind } from '../../../shared/core/engine/engine-status';
import type { Policy } from '../../../shared/core/migration/policy';
import type { MigrationSummary } from '../../../shared/core/migration/status-document';
import { answerPreflight } from '../../demo/answer-preflight';
import { putClassicTask } from '../../demo/demo-engine';
import { type LocalStack, poll } from '../local-stack';

const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/bench/providers';
const INSTANCE = `${PROVIDERS}/Microsoft.Sql/managedInstances/mi1`;
const LOOK_MS = 5_000;

/** One migration of the fleet. */
export interface FleetMember {
  readonly id: string;
  readonly engine: EngineKind;
}

/** A fleet of `count`: of five members two run on the new DMS, two on the Log Replay Service, one on the classic DMS. */
export function mixedFleet(count: number): readonly FleetMember[] {
  const order: readonly EngineKind[] = ['dms', 'lrs', 'dms', 'lrs', 'dms-classic'];
  return Array.from({ length: count }, (_, number) => ({
    id: `rest-${number}`,
    engine: order[number % order.length] ?? 'dms',
  }));
}

/** Arguments of the emulator: each classic task reads a share, for which the member's folder stands. */
export function fleetShares(fleet: readonly FleetMember[], container: string): readonly string[] {
  return fleet
    .filter(({ engine }) => engine === 'dms-classic')
    .flatMap(({ id }) => ['--share', `${shareOf(id)}=${container}/${id}`]);
}

/** Registers a member; a task of the classic service is put there first, as it would have been long ago. */
export async function registerMember(
  local: LocalStack,
  { id, engine }: FleetMember,
  policy: Partial<Policy>,
): Promise<void> {
  const body = {
    id,
    engine,
    source: { databaseName: id },
    target: { managedInstanceId: INSTANCE, databaseName: id },
    backups: { containerUrl: local.stack.containerUrl, prefix: `${id}/` },
    policy,
  };
  switch (engine) {
    case 'dms':
      return local.register(id, policy);
    case 'lrs':
      await local.api('POST', '/migrations', {
        ...body,
        start: 'create',
        create: { authType: 'ManagedIdentity' },
      });
      return answerPreflight(local.stack.hostUrl, id);
    case 'dms-classic': {
      const taskId = `${PROVIDERS}/Microsoft.DataMigration/services/old/projects/bench/tasks/${id}`;
      await putClassicTask(local.stack.emulatorUrl, {
        id: taskId,
        databaseName: id,
        share: shareOf(id),
        instanceId: INSTANCE,
      });
      return local.api('POST', '/migrations', { ...body, start: 'adopt', taskId });
    }
  }
}

function shareOf(id: string): string {
  return `\\\\bench-source\\${id}`;
}

/** Waits until `count` migrations, all there are, follow a chain. */
export function untilAllFollow(
  local: LocalStack,
  count: number,
  seconds: number,
  note: (text: string) => void = () => undefined,
): Promise<true> {
  let following = 0;
  const look = async (): Promise<true | undefined> => {
    const { items } = await local.api<{ items: MigrationSummary[] }>('GET', `/migrations?top=${count}`);
    const now = items.filter(
      ({ phase, chainEndLsn }) => phase === 'following' && chainEndLsn !== undefined,
    ).length;
    if (now !== following) note(`${now} of ${count} follow`);
    following = now;
    return following === count ? true : undefined;
  };
  const cadence = { seconds, everyMs: LOOK_MS };
  return poll(`${count} migrations at rest`, cadence, look, () => `${following} following`);
}
