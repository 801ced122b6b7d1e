// run-steps.cjs STEP… [-- ARGUMENT…]: npm scripts, then how long each took. All but the last run side by side, one for each
// core, and to their end, so that one run names everything that is wrong. The last one runs alone, with the arguments, once
// the others have passed.
const { spawn } = require('node:child_process');
const { availableParallelism } = require('node:os');

/** Runs the steps; the whole time, what each took, and the first that failed. */
async function runSteps(steps, lastArgs) {
  const began = Date.now();
  const before = await runBeside(steps.slice(0, -1));
  const mayGoOn = before.every(({ code }) => code === 0);
  const last = mayGoOn ? [await timed(steps.at(-1), () => run(steps.at(-1), lastArgs, 'inherit'))] : [];
  const ran = [...before, ...last];
  return { ran, ms: Date.now() - began, failed: ran.find(({ code }) => code !== 0) };
}

/** Runs the steps in lanes; what each says is printed as a whole, in the order given. */
async function runBeside(steps) {
  const started = [];
  const lanes = Array.from({ length: availableParallelism() }, () => Promise.resolve());
  for (const [index, step] of steps.entries()) {
    const lane =
      index < lanes.length ? index : await Promise.race(lanes.map((free, at) => free.then(() => at)));
    const done = timed(step, () => run(step, [], 'pipe'));
    started.push(done);
    lanes[lane] = done;
  }
  const ran = [];
  for (const done of started) {
    const { said, ...step } = await done;
    process.stdout.write(said);
    ran.push(step);
  }
  return ran;
}

async function timed(step, work) {
  const began = Date.now();
  const { code, said } = await work();
  return { step, code, said, ms: Date.now() - began };
}

/** Runs one script; npm comes as the file that runs us, as on Windows it cannot be spawned by its name. */
function run(step, args, output) {
  const npm = [process.env.npm_execpath, 'run', step, ...(args.length ? ['--', ...args] : [])];
  const child = spawn(process.execPath, npm, { stdio: ['inherit', output, output] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? 1, said: Buffer.concat(said) }));
  });
}

/** One line: the whole time, each step's, and the first that failed. */
function describeSteps({ ran, ms, failed }) {
  const each = ran.map(({ step, ms: took }) => `${step} ${seconds(took)}`).join(', ');
  return `check: ${seconds(ms)} (${each})${failed ? `; ${failed.step} failed` : ''}`;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

async function main(given) {
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const result = await runSteps(given.slice(0, end), given.slice(end + 1));
  console.log(describeSteps(result));
  process.exitCode = result.failed?.code ?? 0;
}

void main(process.argv.slice(2));
