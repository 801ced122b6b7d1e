/** The wire form of a checkpoint: plain JSON, LSNs as decimal text. */
import { type Lsn, formatLsn, InvalidLsnError, parseLsn } from '../lsn';
import { type ChainCheckpoint, CHECKPOINT_VERSION } from './checkpoint';
import { NO_FILES } from './file-verdicts';
import type { ChainGap, PathStep } from './verdict';

/** Replaces every LSN of a type by its decimal text. */
export type Encoded<T> = T extends Lsn
  ? string
  : T extends readonly (infer U)[]
    ? readonly Encoded<U>[]
    : T extends object
      ? { readonly [K in keyof T]: Encoded<T[K]> }
      : T;

/** A checkpoint as JSON. */
export type EncodedCheckpoint = Encoded<ChainCheckpoint>;

/**
 * Writes a checkpoint as a JSON value.
 *
 * @example JSON.stringify(encodeCheckpoint(checkpoint))
 */
export function encodeCheckpoint(checkpoint: ChainCheckpoint): EncodedCheckpoint {
  const { anchor, gap, chainEnd, lastSteps } = checkpoint;
  return {
    ...checkpoint,
    anchor: anchor && encodeStep(anchor),
    chainEnd: chainEnd === undefined ? undefined : formatLsn(chainEnd),
    gap: gap && encodeGap(gap),
    lastSteps: lastSteps.map(encodeStep),
  };
}

/**
 * Reads a checkpoint from a JSON value.
 *
 * @returns undefined when it is not a checkpoint of this version: assess the chain from nothing then
 * @example const checkpoint = decodeCheckpoint(JSON.parse(text)) ?? toCheckpoint(assessChain(rows), rows);
 */
export function decodeCheckpoint(value: unknown): ChainCheckpoint | undefined {
  if (!isEncodedCheckpoint(value)) return undefined;
  const { anchor, gap, chainEnd, lastSteps } = value;
  try {
    return {
      ...value,
      anchor: anchor && decodeStep(anchor),
      chainEnd: chainEnd === undefined ? undefined : readLsn(chainEnd),
      gap: gap && decodeGap(gap),
      lastSteps: lastSteps.map(decodeStep),
    };
  } catch {
    return undefined;
  }
}

function isEncodedCheckpoint(value: unknown): value is EncodedCheckpoint {
  if (!isRecord(value) || value['version'] !== CHECKPOINT_VERSION) return false;
  return (
    isRecord(value['options']) &&
    typeof value['status'] === 'string' &&
    typeof value['pathLength'] === 'number' &&
    Array.isArray(value['lastSteps']) &&
    value['lastSteps'].every(isStep) &&
    isCounts(value['counts']) &&
    isCounts(value['settled'])
  );
}

function isStep(value: unknown): boolean {
  return isRecord(value) && Array.isArray(value['files']);
}

function isCounts(value: unknown): boolean {
  return isRecord(value) && Object.keys(NO_FILES).every((state) => typeof value[state] === 'number');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function encodeStep(step: PathStep): Encoded<PathStep> {
  return { ...step, firstLsn: formatLsn(step.firstLsn), lastLsn: formatLsn(step.lastLsn) };
}

function decodeStep(step: Encoded<PathStep>): PathStep {
  return { ...step, firstLsn: readLsn(step.firstLsn), lastLsn: readLsn(step.lastLsn) };
}

function encodeGap(gap: ChainGap): Encoded<ChainGap> {
  return { ...gap, needLsn: formatLsn(gap.needLsn), firstAvailableLsn: formatLsn(gap.firstAvailableLsn) };
}

function decodeGap(gap: Encoded<ChainGap>): ChainGap {
  return { ...gap, needLsn: readLsn(gap.needLsn), firstAvailableLsn: readLsn(gap.firstAvailableLsn) };
}

/** A JSON number has lost digits already: only text is an LSN. */
function readLsn(value: unknown): Lsn {
  if (typeof value !== 'string') throw new InvalidLsnError(String(value));
  return parseLsn(value);
}
