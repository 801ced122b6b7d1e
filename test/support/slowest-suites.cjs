// A reporter: after a run of many suites, the sum of their times and the slowest ones.
const { relative } = require('node:path');

const SHOWN = 10;

/** Lines about where the time of a run went; none for a run of few suites. */
function describeTimes(suites, wallMs) {
  if (suites.length <= SHOWN) return [];
  const total = suites.reduce((sum, { ms }) => sum + ms, 0);
  const slowest = [...suites].sort((a, b) => b.ms - a.ms).slice(0, SHOWN);
  return [
    `${suites.length} suites took ${seconds(total)} side by side in ${seconds(wallMs)}; the slowest:`,
    ...slowest.map(({ name, ms }) => `${seconds(ms).padStart(9)}  ${name}`),
  ];
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

class SlowestSuites {
  constructor(globalConfig) {
    this.rootDir = globalConfig.rootDir;
  }

  onRunComplete(_contexts, { startTime, testResults }) {
    const suites = testResults.map(({ testFilePath, perfStats }) => ({
      name: relative(this.rootDir, testFilePath),
      ms: perfStats.runtime,
    }));
    for (const line of describeTimes(suites, Date.now() - startTime)) process.stderr.write(`${line}\n`);
  }
}

module.exports = SlowestSuites;
module.exports.describeTimes = describeTimes;
