/** Statements of the Log Replay Service that exclude each other and that the engine-neutral reading does not show. */
import type { EngineContradiction } from '../../core/engine/engine-status';
import { someOf } from '../engine-text/contradictions';
import { nonEmpty } from '../engine-text/service-words';
import { toCount } from '../engine-text/wire-values';
import type { WireDetails, WireSet } from './lrs-wire';

/** Finds them, in the service's own words. */
export function toContradictions(details: WireDetails): readonly EngineContradiction[] | undefined {
  return someOf(
    countOf(details, 'numberOfFilesQueued', 'queued'),
    countOf(details, 'numberOfFilesRestoring', 'restoring'),
    unrestorableOf(details),
    spellingsOf(details),
  );
}

/** A set in a state that a count says no file is in. */
function countOf(
  details: WireDetails,
  name: 'numberOfFilesQueued' | 'numberOfFilesRestoring',
  word: string,
): EngineContradiction | undefined {
  if (toCount(details[name]) !== 0) return undefined;
  const sets: readonly WireSet[] = [
    ...(details.fullBackupSets ?? []),
    ...(details.diffBackupSets ?? []),
    ...(details.logBackupSets ?? []),
  ];
  const set = sets.find(({ status }) => status?.toLowerCase() === word);
  if (set === undefined) return undefined;
  const file = set.firstStripeName ?? 'a set without a name';
  return { about: 'pending', statements: [`${name} is 0`, `${file} is ${set.status ?? ''}`] };
}

function unrestorableOf(details: WireDetails): EngineContradiction | undefined {
  const listed = details.unrestorableFiles?.length ?? 0;
  if (toCount(details.numberOfFilesUnrestorable) !== 0 || listed === 0) return undefined;
  return {
    about: 'unrestorable',
    statements: ['numberOfFilesUnrestorable is 0', `unrestorableFiles lists ${listed}`],
  };
}

function spellingsOf(details: WireDetails): EngineContradiction | undefined {
  const [one, other] = [
    nonEmpty(details.currentRestoringFileName),
    nonEmpty(details.CurrentRestoringFileName),
  ];
  if (one === undefined || other === undefined || one === other) return undefined;
  return {
    about: 'pending',
    statements: [`currentRestoringFileName is ${one}`, `CurrentRestoringFileName is ${other}`],
  };
}
