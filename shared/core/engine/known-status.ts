/** What is known of the engine, however it was read. */
import { isSameFile } from '../file-names';
import type { EngineStatus } from './engine-status';
import type { EngineReading } from './reading';

/** The reading; undefined when the engine could not be read, or knows no such migration. */
export function knownStatus(engine: EngineReading): EngineStatus | undefined {
  return engine.kind === 'read' ? engine.status : undefined;
}

/** The file that the service says it restores at this moment; it keeps naming the last one between two. */
export function restoringNow({ restoringFile, lastRestoredFile }: EngineStatus): string | undefined {
  const isOver =
    restoringFile !== undefined &&
    lastRestoredFile !== undefined &&
    isSameFile(restoringFile, lastRestoredFile);
  return isOver ? undefined : restoringFile;
}
