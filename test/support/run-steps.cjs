// run-steps.cjs STEP… [-- ARGUMENT…]: npm scripts one after the other until one fails, then how long each took.
// The arguments go to the last step.
const { spawnSync } = require('node:child_process');

/** Runs the steps; what each took, and the code of the last one that ran. */
function runSteps(steps, lastArgs) {
  const took = [];
  for (const step of steps) {
    const began = Date.now();
    const code = run(step, step === steps.at(-1) ? lastArgs : []);
    took.push({ step, ms: Date.now() - began });
    if (code !== 0) return { code, took };
  }
  return { code: 0, took };
}

/** Runs one script; npm comes as the file that runs us, as on Windows it cannot be spawned by its name. */
function run(step, args) {
  const npm = [process.env.npm_execpath, 'run', step, ...(args.length ? ['--', ...args] : [])];
  return spawnSync(process.execPath, npm, { stdio: 'inherit' }).status ?? 1;
}

/** One line: the whole time, each step's, and where it ended when a step failed. */
function describeSteps({ code, took }) {
  const all = took.reduce((sum, { ms }) => sum + ms, 0);
  const each = took.map(({ step, ms }) => `${step} ${seconds(ms)}`).join(', ');
  const failed = code === 0 ? '' : `; ${took.at(-1).step} failed`;
  return `check: ${seconds(all)} (${each})${failed}`;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

function main(given) {
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const result = runSteps(given.slice(0, end), given.slice(end + 1));
  console.log(describeSteps(result));
  process.exitCode = result.code;
}

main(process.argv.slice(2));
