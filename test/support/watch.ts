/** What the watch's orchestration does, in this process. */
import type { Command } from '../../shared/core/watch/decide';
import { orderWatch } from '../../shared/use-cases/assess/assess-migration';
import { cancelMigration, retryMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import { ID, type World } from './world';

/** Looks, and carries out what is ordered, until `seconds` have passed or the migration has ended. */
export async function watchFor(world: World, seconds: number): Promise<void> {
  const until = world.clock.now().getTime() + seconds * 1000;
  const isOver = (): boolean => world.clock.now().getTime() >= until;
  while (!isOver()) {
    const orders = await orderWatch(world.caps, ID);
    let acted = false;
    for (const command of orders?.commands ?? []) {
      if (command.kind === 'end') {
        await endMigration(world.caps, ID, command);
        return;
      }
      if (command.kind === 'wait') {
        const rest = (Date.parse(command.until) - world.clock.now().getTime()) / 1000;
        world.clock.forward(acted ? 1 : Math.max(1, rest));
      } else {
        await carryOut(world, command, isOver);
        acted = true;
      }
    }
  }
}

async function carryOut(world: World, command: Command, isOver: () => boolean): Promise<void> {
  switch (command.kind) {
    case 'preflight':
      await world.clearPreflight();
      return;
    case 'create':
      await createMigration(world.caps, ID);
      return;
    case 'adopt':
      await adoptMigration(world.caps, ID, command.operationId);
      return;
    case 'cancel':
      await cancelMigration(world.caps, ID);
      return;
    case 'retry':
      await retryMigration(world.caps, ID);
      return;
    case 'cutOver':
      await cutOver(world, command.attempt, isOver);
      return;
    case 'end':
    case 'wait':
  }
}

async function cutOver(world: World, attempt: number, isOver: () => boolean): Promise<void> {
  const intent = await recordIntent(world.caps, ID, attempt);
  if (intent.kind === 'none') return;
  const sent = await triggerCutover(world.caps, ID, attempt);
  if (sent.state === 'withdrawn' || sent.state === 'refused') return;
  for (let cycle = 0; !isOver(); cycle++) {
    const seen = await observeCutover(world.caps, ID, attempt);
    if (seen.settled || seen.state === 'intended') return;
    world.clock.forward(cycle < 20 ? 15 : 60);
  }
}
