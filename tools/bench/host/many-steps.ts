/** A journal of as many steps as asked: a recorded run, over and over, under other instance ids. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeLines, encodeLine } from '../../localhost/journal/journal-lines';

const JOURNAL = 'journal.log';
/** Every so many instances one is left in the middle of its run. */
const UNFINISHED_EVERY = 25;

interface Recorded {
  readonly instanceId?: string;
}

/** What was written. */
export interface ManySteps {
  readonly steps: number;
  readonly instances: number;
  readonly megabytes: number;
}

/**
 * Writes a state folder whose journal holds `steps` steps, made of the only run in the state folder `recorded`.
 * Nothing in it has been compacted: the most there can be to read for that many steps.
 */
export function writeManySteps(recorded: string, folder: string, steps: number): ManySteps {
  const records: Recorded[] = [];
  decodeLines(readFileSync(join(recorded, JOURNAL)), JOURNAL, (record) => records.push(record as Recorded));
  const header = records[0];
  const id = records.find(({ instanceId }) => instanceId !== undefined)?.instanceId;
  if (header === undefined || id === undefined)
    throw new Error('Cannot write many steps: nothing was recorded');
  const text = records.filter(({ instanceId }) => instanceId === id).map((record) => JSON.stringify(record));
  const lines = [encodeLine(header)];
  let instances = 0;
  while (lines.length <= steps) {
    instances += 1;
    const newId = `instance${instances}`;
    const length = instances % UNFINISHED_EVERY === 0 ? Math.ceil(text.length / 2) : text.length;
    for (const step of text.slice(0, Math.min(length, steps + 1 - lines.length)))
      lines.push(encodeLine(JSON.parse(step.replaceAll(id, newId))));
  }
  mkdirSync(folder, { recursive: true });
  const content = lines.join('');
  writeFileSync(join(folder, JOURNAL), content);
  return { steps: lines.length - 1, instances, megabytes: Buffer.byteLength(content) / 1e6 };
}
