/** An engine that talks HTTP to a small server in the test, with a clock that only moves when told. */
import { createArmClient, type ArmClientOptions } from '../../../shared/adapters/arm/arm-client';
import type { ArmClock } from '../../../shared/adapters/arm/arm-clock';
import { loopbackCredential } from '../../../shared/adapters/arm/arm-token';
import { createDmsEngine } from '../../../shared/adapters/dms/dms-engine';
import { startTinyArm } from '../arm/tiny-arm';

export const SCOPE =
  '/subscriptions/00000000-0000-0000-0000-00000000f133/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi1';
export const VM_SCOPE =
  '/subscriptions/00000000-0000-0000-0000-00000000f133/resourceGroups/rg/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm1';
export const OPERATION = 'b02a0f1e-5871-4fee-b14e-4b19fa019bb1';
export const TARGET = { scopeId: SCOPE, databaseName: 'Sales' };

/** A clock whose sleeps pass at once. */
export function manualClock(
  start = Date.parse('2026-11-21T00:00:00Z'),
): ArmClock & { slept: number[]; set(now: number): void } {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    set: (value) => void (now = value),
    async sleep(milliseconds) {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** Starts the server and builds the engine on it. */
export async function startDms(options: Partial<ArmClientOptions> = {}) {
  const server = await startTinyArm();
  const time = manualClock();
  const arm = createArmClient({
    endpoint: server.origin,
    credential: loopbackCredential(),
    clock: time,
    random: () => 0,
    timeoutMs: 400,
    ...options,
  });
  const engine = createDmsEngine(arm);
  return { server, arm, engine, time, deadline: time.now().getTime() + 30_000 };
}

/** A body of the resource, `properties` merged over a running migration. */
export function migrationBody(properties: Record<string, unknown> = {}): unknown {
  return {
    properties: {
      provisioningState: 'Succeeded',
      migrationStatus: 'InProgress',
      migrationOperationId: OPERATION,
      sourceDatabaseName: 'Sales',
      kind: 'SqlMi',
      ...properties,
    },
    name: 'Sales',
    type: 'Microsoft.DataMigration/databaseMigrations',
  };
}
