/** The options of a plan that no file has to say. */
import { InvalidArgumentError, type Command } from 'commander';

/** Adds them; read as `GroupFlags` and `dryRun`. */
export function addPlanOptions(command: Command): Command {
  return command
    .option('--id <id>', 'id of the group')
    .option('--strategy <strategy>', 'together, each or inOrder')
    .option('--per-instance <number>', 'members at most that are being cut over on one instance', readCount)
    .option('--per-subscription <number>', 'the same for a subscription', readCount)
    .option('--stop-after <number>', 'so many failures hold the rest (default: 1)', readCount)
    .option('--dry-run', 'show what would be made, and whether it could be; write nothing');
}

function readCount(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 500) return count;
  throw new InvalidArgumentError('expected a number from 1 to 500');
}
