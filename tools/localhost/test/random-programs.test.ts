import { HostProcess, sampleApp, temporaryFolder, until } from './host-process';
import { meaning, randomProgram } from './random-program';

/** `PROGRAMS=1000 npx jest tools/localhost/test/random-programs` runs as many of each kind. */
const count = Number(process.env['PROGRAMS'] ?? '100');
const limit = 240_000 + count * 500;
const limitOfOne = 120_000;

/** Programs are started this many at a time, so that a host that is killed often gets some of them to their end. */
const together = 100;

interface Program {
  id: string;
  steps: ReturnType<typeof randomProgram>;
}

interface Ended {
  id: string;
  runtimeStatus: string;
  output: unknown;
}

/** A host that is killed `killEvery` milliseconds after READY, again and again, when that is given. */
class Machine {
  private host: HostProcess | undefined;
  private killer: Promise<void> = Promise.resolve();
  private ending = false;
  kills = 0;
  private readonly state = temporaryFolder();
  private readonly env = { PROGRAM_TRIES: temporaryFolder() };

  constructor(
    readonly args: string[],
    readonly killEvery: number | undefined,
  ) {}

  async start(): Promise<void> {
    const app = sampleApp('programs');
    this.host = await HostProcess.start({
      app,
      state: this.state,
      args: ['--quiet', ...this.args],
      env: this.env,
    });
  }

  killAgainAndAgain(): void {
    if (this.killEvery === undefined) return;
    this.killer = this.kill(this.killEvery);
    // It is awaited at the end, and would count as unhandled until then.
    this.killer.catch(() => undefined);
  }

  private async kill(every: number): Promise<void> {
    while (!this.ending) {
      await new Promise((later) => setTimeout(later, every));
      await this.host?.kill();
      this.kills += 1;
      await this.start();
    }
  }

  async stop(): Promise<void> {
    this.ending = true;
    await this.killer;
    await this.host?.stop();
  }

  /** Starts a program; asked again when nobody answered, and then it may be there already. */
  async begin({ id, steps }: Program): Promise<void> {
    await until(
      `the start of ${id}`,
      async () => {
        const answer = await this.call(`orchestrators/program/${id}`, {
          method: 'POST',
          body: JSON.stringify({ steps }),
        });
        return answer?.status === 202 || answer?.status === 409 || (await this.status(id)) !== undefined;
      },
      limitOfOne,
    );
  }

  /** Waits until a program has ended. */
  async end({ id }: Program): Promise<Ended> {
    let seen: Ended | undefined;
    await until(
      `${id} to end`,
      async () => {
        seen = await this.status(id);
        return seen !== undefined && seen.runtimeStatus !== 'Running' && seen.runtimeStatus !== 'Pending';
      },
      limit,
    );
    return { id, runtimeStatus: seen?.runtimeStatus ?? '', output: seen?.output };
  }

  private async status(id: string): Promise<Ended | undefined> {
    const answer = await this.call(`instances/${id}?showInput=false`, {});
    return answer?.ok === true ? (answer.json().catch(() => undefined) as Promise<Ended>) : undefined;
  }

  private call(path: string, init: RequestInit): Promise<Response | undefined> {
    return this.host?.webhook(path, init).catch(() => undefined) ?? Promise.resolve(undefined);
  }
}

/** Runs programs of `count` seeds and compares everything they gave with what they mean. */
async function runPrograms(
  firstSeed: number,
  { args = [] as string[], killEvery = undefined as number | undefined },
) {
  const machine = new Machine(args, killEvery);
  await machine.start();
  machine.killAgainAndAgain();
  const wrong: unknown[] = [];
  try {
    for (let done = 0; done < count; done += together) {
      const programs = Array.from({ length: Math.min(together, count - done) }, (_, index): Program => {
        const seed = firstSeed + done + index;
        return { id: `seed${seed}`, steps: randomProgram(seed) };
      });
      await Promise.all(programs.map((program) => machine.begin(program)));
      for (const program of programs) {
        const ended = await machine.end(program);
        const right = { id: program.id, runtimeStatus: 'Completed', output: meaning(program.steps) };
        if (JSON.stringify(ended) !== JSON.stringify(right)) wrong.push({ ended, right });
      }
    }
  } finally {
    await machine.stop();
  }
  expect(wrong).toEqual([]);
  return machine.kills;
}

test(
  `${count} random programs under the combinator rule give the right values`,
  () => runPrograms(1, {}),
  limit,
);

test(`and ${count} under the chaos switch`, () => runPrograms(100_001, { args: ['--chaos', '3'] }), limit);

test(
  `and ${count} with kill -9 every 250 ms`,
  async () => {
    expect(await runPrograms(200_001, { killEvery: 250 })).toBeGreaterThan(2);
  },
  limit,
);
