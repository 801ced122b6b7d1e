import { HostProcess, sampleApp, temporaryFolder } from './host-process';

type Step =
  | { kind: 'call' | 'race'; value: unknown }
  | { kind: 'retry'; value: unknown; failures: number }
  | { kind: 'caught' | 'again' }
  | { kind: 'timer'; milliseconds: number }
  | { kind: 'sub'; steps: Step[] }
  | { kind: 'all'; children: Step[] };

/** A small generator, so that a failing program is found again by its seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return (state >>> 8) % below;
  };
}

function randomSteps(random: (below: number) => number, depth: number): Step[] {
  return Array.from({ length: 1 + random(4) }, (): Step => {
    const value = [random(1000), `text ${random(9)}`, { deep: [random(5)] }, null][random(4)];
    switch (random(depth > 0 ? 9 : 6)) {
      case 0:
        return { kind: 'retry', value, failures: random(3) };
      case 1:
        return { kind: 'caught' };
      case 2:
        return { kind: 'timer', milliseconds: random(20) };
      case 3:
        return { kind: 'race', value };
      case 4:
        return { kind: 'again' };
      case 6:
        return { kind: 'sub', steps: randomSteps(random, depth - 1) };
      case 7:
      case 8:
        return {
          kind: 'all',
          children: Array.from({ length: 1 + random(4) }, () =>
            random(2) === 0
              ? { kind: 'call', value }
              : { kind: 'sub', steps: randomSteps(random, depth - 1) },
          ),
        };
      default:
        return { kind: 'call', value };
    }
  });
}

/** What a program must give, worked out without any engine. */
function meaning(steps: Step[]): unknown[] {
  return steps.flatMap((step): unknown[] => {
    switch (step.kind) {
      case 'again':
        return [];
      case 'caught':
      case 'timer':
        return [step.kind];
      case 'sub':
        return [meaning(step.steps)];
      case 'all':
        return [
          step.children.map((child) =>
            child.kind === 'sub' ? meaning(child.steps) : 'value' in child ? child.value : null,
          ),
        ];
      default:
        return [step.value];
    }
  });
}

async function runPrograms(seeds: number[], options: { args?: string[]; killEvery?: number }): Promise<void> {
  const { args = [], killEvery } = options;
  const state = temporaryFolder();
  let host = await HostProcess.start({ app: sampleApp('rules'), state, args });
  const programs = seeds.map((seed) => ({ id: `seed-${seed}`, steps: randomSteps(randomFrom(seed), 2) }));
  for (const { id, steps } of programs) await host.startNew('program', { steps }, id);
  for (let kill = 0; killEvery !== undefined && kill < 4; kill++) {
    await new Promise((later) => setTimeout(later, killEvery));
    await host.kill();
    host = await HostProcess.start({ app: sampleApp('rules'), state, args });
  }
  for (const { id, steps } of programs) {
    const { runtimeStatus, output } = await host.finished(id, 90_000);
    expect([id, runtimeStatus, output]).toEqual([id, 'Completed', meaning(steps)]);
  }
  await host.stop();
}

const seeds = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

test(
  '120 random programs under the combinator rule give the right values',
  () => runPrograms(seeds(1, 120), {}),
  60_000,
);

test(
  'and 40 under the chaos switch',
  () => runPrograms(seeds(1000, 40), { args: ['--chaos', '3'] }),
  120_000,
);

test('and 40 with kill -9 every 250 ms', () => runPrograms(seeds(2000, 40), { killEvery: 250 }), 120_000);
