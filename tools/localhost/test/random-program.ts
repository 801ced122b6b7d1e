/** Random programs that keep to the combinator rule, and what they must give, worked out without any engine. */

/** A step that may stand inside `Task.all` and `Task.any`: nothing in it retries or throws. */
type Work =
  | { kind: 'call'; value: unknown }
  | { kind: 'sub'; steps: Step[] }
  | { kind: 'all'; children: Work[] }
  /** Children of one meaning, so that any winner is right; the losers are still open then. */
  | { kind: 'any'; children: Work[] };

/** One step of a program; `apps/programs` interprets it. */
export type Step =
  | Work
  | { kind: 'retry' | 'retrySub'; value: unknown; failures: number }
  | { kind: 'event' | 'eventMeanwhile'; value: unknown }
  | { kind: 'timer' | 'late'; milliseconds: number }
  /** Work against a timer that may be shorter than the work. */
  | { kind: 'race'; work: Work; milliseconds: number }
  | { kind: 'caught' }
  /** Continue as new with the steps that are left. */
  | { kind: 'again' };

type Random = (below: number) => number;

/** The program of a seed. */
export function randomProgram(seed: number): Step[] {
  return steps(randomFrom(seed), 2);
}

/** What a program gives. */
export function meaning(program: Step[]): unknown[] {
  return program.filter(({ kind }) => kind !== 'again').map(valueOf);
}

function valueOf(step: Step): unknown {
  switch (step.kind) {
    case 'again':
    case 'caught':
    case 'timer':
    case 'late':
      return step.kind;
    case 'sub':
      return meaning(step.steps);
    case 'all':
      return step.children.map(valueOf);
    case 'any':
      return step.children.map(valueOf)[0];
    case 'race':
      return valueOf(step.work);
    default:
      return step.value;
  }
}

function steps(random: Random, depth: number): Step[] {
  return Array.from({ length: 1 + random(4) }, () => step(random, depth));
}

function step(random: Random, depth: number): Step {
  switch (random(14)) {
    case 0:
      return { kind: 'retry', value: value(random), failures: random(3) };
    case 1:
      return { kind: 'retrySub', value: value(random), failures: random(3) };
    case 2:
      return { kind: 'caught' };
    case 3:
      return { kind: 'timer', milliseconds: random(20) };
    case 4:
      return { kind: 'late', milliseconds: random(20) };
    case 5:
      return { kind: 'event', value: value(random) };
    case 6:
      return { kind: 'eventMeanwhile', value: value(random) };
    case 7:
      return { kind: 'again' };
    case 8:
    case 9:
      return { kind: 'race', work: work(random, depth), milliseconds: [1, 20, 60_000][random(3)] ?? 0 };
    default:
      return work(random, depth);
  }
}

function work(random: Random, depth: number): Work {
  switch (random(depth > 0 ? 6 : 1)) {
    case 1:
      return { kind: 'sub', steps: steps(random, depth - 1) };
    case 2:
    case 3:
      return { kind: 'all', children: Array.from({ length: 1 + random(3) }, () => work(random, depth - 1)) };
    case 4: {
      const same = work(random, depth - 1);
      return { kind: 'any', children: Array.from({ length: 1 + random(3) }, () => same) };
    }
    default:
      return { kind: 'call', value: value(random) };
  }
}

function value(random: Random): unknown {
  return [random(1000), `text ${random(9)}`, { deep: [random(5)] }, null, '17', [true, 0.5]][random(6)];
}

/** A small generator, so that a failing program is found again by its seed. */
function randomFrom(seed: number): Random {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return (state >>> 8) % below;
  };
}
