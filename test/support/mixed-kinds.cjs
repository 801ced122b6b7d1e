// The order of the suites: the whole stack, what starts processes, and what only computes, in turn, so that all kinds end together.
// Long suites mostly wait, and those that compute fill the cores beside them. Within a kind the order is jest's: by the times of the
// last run, and on a fresh clone by size.
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

class MixedKinds extends Sequencer {
  sort(tests) {
    const ofKind = [[], [], []];
    for (const test of super.sort(tests))
      ofKind[kindOf(test.path, readFileSync(test.path, 'utf8'))].push(test);
    return inTurn(ofKind);
  }
}

/** One list of several: each is spread over the whole. */
function inTurn(lists) {
  return lists
    .flatMap((list) => list.map((item, place) => ({ item, at: (place + 0.5) / list.length })))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

module.exports = MixedKinds;
module.exports.kindOf = kindOf;
module.exports.inTurn = inTurn;
