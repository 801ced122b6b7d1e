/** Facts of bounded size: what a service says and how blobs are named must never outgrow a row or a payload (G7). */
import type { EngineStatus } from '../engine/engine-status';
import type { EngineReading } from '../engine/reading';
import { clip, clipList } from '../text';
import type { Facts, ListingFacts, RestoreProgress, TailFacts } from './facts';

/** Characters of a sentence with words from outside. */
const SENTENCE = 1_500;
/** Texts of a list that are kept. */
const KEPT = 20;
/** Names of a list that ends up in one sentence. */
const NAMES = 4;

/**
 * Cuts lists and texts that can grow; numbers, states and identities stay whole, so no check changes its outcome.
 *
 * Done before the decision, because "since when" is remembered by the text: the same text in, the same text out.
 *
 * @example boundFacts(facts).chain.summary.length // at most 1,500
 */
export function boundFacts(facts: Facts): Facts {
  const { chain } = facts;
  return {
    ...facts,
    chain: {
      ...chain,
      summary: clip(chain.summary, SENTENCE),
      errors: clipList(chain.errors, KEPT, SENTENCE),
    },
    tail: boundTail(facts.tail),
    progress: boundProgress(facts.progress),
    engine: boundEngine(facts.engine),
    listing: boundListing(facts.listing),
    refused: facts.refused?.map((one) => ({ ...one, said: clip(one.reported, SENTENCE) })),
  };
}

function boundProgress(progress: RestoreProgress): RestoreProgress {
  const { version } = progress;
  return version === undefined
    ? progress
    : { ...progress, version: { ...version, reason: clip(version.reason, SENTENCE) } };
}

function boundTail(tail: TailFacts): TailFacts {
  switch (tail.kind) {
    case 'ambiguous':
      return { ...tail, blobs: clipList(tail.blobs, NAMES, 1_024) };
    case 'unreadable':
      return { ...tail, reason: clip(tail.reason, SENTENCE) };
    case 'none':
    case 'one':
      return tail;
  }
}

function boundEngine(engine: EngineReading): EngineReading {
  switch (engine.kind) {
    case 'trouble':
      return { ...engine, message: clip(engine.message, SENTENCE) };
    case 'read':
      return { ...engine, status: boundStatus(engine.status) };
    case 'absent':
      return engine;
  }
}

function boundStatus(status: EngineStatus): EngineStatus {
  const { failure } = status;
  return {
    ...status,
    blockingReasons: clipList(status.blockingReasons, KEPT, SENTENCE),
    failure: failure && {
      ...failure,
      code: clip(failure.code, 200),
      message: clip(failure.message, SENTENCE),
    },
  };
}

function boundListing(listing: ListingFacts): ListingFacts {
  switch (listing.kind) {
    case 'trouble':
      return { ...listing, message: clip(listing.message, SENTENCE) };
    case 'listed':
      return {
        ...listing,
        unsettled: listing.unsettled.map((one) => ({ ...one, reason: clip(one.reason, SENTENCE) })),
      };
    case 'notListed':
      return listing;
  }
}
