/** Ports that measure how long their answers take. */
import type { RehearsalStep } from '../../core/cutover/rehearsal';
import type { Capabilities } from '../capabilities';

/** The ports, and what they have measured so far. */
export interface MeasuredPorts {
  readonly timed: Capabilities;
  readonly steps: () => readonly RehearsalStep[];
}

/** The same ports, of which service, container and ledger are measured by the clock among them. */
export function measured(caps: Capabilities): MeasuredPorts {
  const sums = { service: tally(), container: tally(), ledger: tally() };
  const now = () => caps.clock.now().getTime();
  const { containers } = caps;
  const timed: Capabilities = {
    ...caps,
    ledger: measuredPort(caps.ledger, sums.ledger, now),
    containers: {
      at: (url) => measuredPort(containers.at(url), sums.container, now),
      elsewhere: (url) => containers.elsewhere(url),
    },
    engine: (kind) => {
      const engine = caps.engine(kind);
      return engine && measuredPort(engine, sums.service, now);
    },
  };
  const steps = () => (['service', 'container', 'ledger'] as const).map((of) => ({ of, ...sums[of] }));
  return { timed, steps };
}

interface Tally {
  requests: number;
  milliseconds: number;
}

function tally(): Tally {
  return { requests: 0, milliseconds: 0 };
}

function measuredPort<P extends object>(port: P, sum: Tally, now: () => number): P {
  const add = (began: number): void => {
    sum.milliseconds += Math.max(0, now() - began);
  };
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        const began = now();
        sum.requests += 1;
        const answer: unknown = Reflect.apply(member, target, given);
        if (answer instanceof Promise) return answer.finally(() => add(began));
        return isStream(answer) ? measuredStream(answer, now, add) : answer;
      };
    },
  });
}

function isStream(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}

/** Waiting for the next item counts, what is done with it does not. */
async function* measuredStream(
  stream: AsyncIterable<unknown>,
  now: () => number,
  add: (began: number) => void,
): AsyncGenerator {
  let began = now();
  for await (const item of stream) {
    add(began);
    yield item;
    began = now();
  }
  add(began);
}
