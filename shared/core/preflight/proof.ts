/**
 * How a row of the catalogue proves what it demands: a generator that asks questions and returns an outcome.
 *
 * A question without a usable answer ends the proof as unknown, so no row can take a missing reading for a good one (G1).
 * What has not been asked yet is handed back as open: the reader asks it, and the proof runs again.
 */
import {
  type Answers,
  type Question,
  type QuestionKind,
  type Reading,
  type Readings,
  questionKey,
} from './question';

/** `blocks`: must be so before a migration is created; `warns`: may fail or be slow; `info`: only told. */
export type Severity = 'blocks' | 'warns' | 'info';

/**
 * What one row comes to. `boundTo` is what an answer is bound to, where the sentence counts what goes on by itself (files that
 * arrive, per cent): the answer lapses when this changes. Absent where it is the sentence.
 */
export type Outcome =
  | { readonly state: 'met' | 'information'; /** One sentence without a full stop. */ readonly found: string }
  /** `severity` where it differs from the row's in what was found. */
  | {
      readonly state: 'unmet';
      readonly found: string;
      readonly remedy: Remedy;
      readonly severity?: Severity;
      readonly boundTo?: string;
    }
  /** `missingAction` is the right that would tell, `missingAt` the ARM id that it is needed for. */
  | {
      readonly state: 'unknown';
      readonly found: string;
      readonly missingAction?: string;
      readonly missingAt?: string;
    }
  | { readonly state: 'notApplicable'; readonly found: string }
  /** Azure cannot tell: an operator ticks it. `ask` is answered with yes when all is well; `command` helps to answer it. */
  | {
      readonly state: 'forYou';
      readonly ask: string;
      readonly command?: Command;
      readonly boundTo?: string;
    };

/** A text that is ready to paste, with the names found. */
export interface Command {
  readonly language: 'az' | 'sql' | 'powershell';
  readonly text: string;
  /** Where to run it, `at the source, in any database`; of T-SQL always, of `az` never. */
  readonly where?: string;
}

/** What to do about an unmet row. */
export interface Remedy {
  /** One sentence for people, without a full stop. */
  readonly text: string;
  readonly command?: Command;
}

/** A proof in progress; yields a question, or the outcome that ends it early. */
export type Proof<Result = Outcome> = Generator<Step, Result, Reading | undefined>;

type Step =
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'end'; readonly outcome: Outcome };

/** Asks, and ends the proof as unknown unless the resource was read. */
export function* ask<K extends QuestionKind>(question: Question<K>): Proof<Answers[K]> {
  const value = yield* askIfThere(question);
  return value ?? (yield* endUnknown(`${nameOf(question)} does not exist`));
}

/** Asks, and ends the proof as unknown unless the resource was read or is certainly absent (`undefined`). */
export function* askIfThere<K extends QuestionKind>(question: Question<K>): Proof<Answers[K] | undefined> {
  const reading = (yield { kind: 'question', question }) as Reading<K> | undefined;
  switch (reading?.kind) {
    case 'read':
      return reading.value;
    case 'absent':
      return undefined;
    case 'denied':
      return yield* end({
        state: 'unknown',
        found: `${nameOf(question)} could not be read: the right ${reading.action} is missing`,
        missingAction: reading.action,
        missingAt: question.id,
      });
    case 'failed':
      return yield* endUnknown(`${nameOf(question)} could not be read: ${reading.reason}`);
    case undefined:
      return yield* endUnknown(`${nameOf(question)} has not been read`);
  }
}

/** A member that the service should have reported; its absence ends the proof as unknown. */
export function* told<Value>(value: Value | undefined, what: string): Proof<Value> {
  return value ?? (yield* endUnknown(`${what} is not reported`));
}

/** Ends the proof as unknown. */
export function endUnknown(found: string): Proof<never> {
  return end({ state: 'unknown', found });
}

/** Ends the proof with an outcome, from inside a part of it. */
export function* end(outcome: Outcome): Proof<never> {
  yield { kind: 'end', outcome };
  throw new Error('a proof that has ended was resumed');
}

/** Runs a proof inside another one: its outcome is a value, so that one of two proofs may suffice. */
export function* settle(proof: Proof): Proof {
  for (let step = proof.next(); ;) {
    if (step.done === true) return step.value;
    if (step.value.kind === 'end') return step.value.outcome;
    step = proof.next(yield step.value);
  }
}

/** What came of running a proof; `used` are the keys of the questions that it asked. */
export type ProofResult =
  | { readonly kind: 'settled'; readonly outcome: Outcome; readonly used: readonly string[] }
  | { readonly kind: 'open'; readonly question: Question };

/** Runs a proof against what has been read so far. */
export function runProof(proof: Proof, readings: Readings): ProofResult {
  const used: string[] = [];
  for (let step = proof.next(); ;) {
    if (step.done === true) return { kind: 'settled', outcome: step.value, used };
    if (step.value.kind === 'end') return { kind: 'settled', outcome: step.value.outcome, used };
    const { question } = step.value;
    const reading = readings.get(questionKey(question));
    if (reading === undefined) return { kind: 'open', question };
    used.push(questionKey(question));
    step = proof.next(reading);
  }
}

/** What a part of a proof returns when it reaches its end, asked of what has been read; undefined when it does not. */
export function resultOf<Result>(part: Proof<Result>, readings: Readings): Result | undefined {
  let result: Result | undefined;
  const look = function* (): Proof {
    result = yield* part;
    return { state: 'information', found: '' };
  };
  runProof(look(), readings);
  return result;
}

/** What a question is about, for people. @example nameOf({ kind: 'routeTable', id: '/…/routeTables/rt-1' }) // "route table 'rt-1'" */
export function nameOf({ kind, id, about }: Question): string {
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const last = id.split('/').at(-1) ?? id;
  return about === undefined ? `${words} '${last}'` : `${words} '${about}' at '${last}'`;
}
