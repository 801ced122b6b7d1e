// The order of the suites: first the whole stack, then what starts processes, then what only computes. Long suites mostly
// wait, so that those that compute fill the cores beside them and no long one runs alone at the end. Within a kind the
// order is jest's: by the times of the last run, and on a fresh clone by size.
const { readFileSync } = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;

const STACK = /(?:^|[\\/])test[\\/]e2e[\\/]/;
const STARTS_PROCESSES =
  /\b(?:endToEnd|onBundledHost|startAzurite|startRestartableAzurite|startParityHost|HostProcess|refusedStart)\b|node:child_process/;

/** 0 for the whole stack, 1 for what starts processes, 2 for what only computes. */
function kindOf(path, source) {
  if (STACK.test(path)) return 0;
  return STARTS_PROCESSES.test(source) ? 1 : 2;
}

class LongestFirst extends Sequencer {
  sort(tests) {
    const ofKind = [[], [], []];
    for (const test of super.sort(tests))
      ofKind[kindOf(test.path, readFileSync(test.path, 'utf8'))].push(test);
    return ofKind.flat();
  }
}

module.exports = LongestFirst;
module.exports.kindOf = kindOf;
