// A host whose clock its parent moves: node host-with-clock.cjs <compiled main.js> <app> <state> <milliseconds ahead>, { advance: ms } by IPC.
const { dirname, join } = require('node:path');

const [, , main, appFolder, stateFolder, ahead0] = process.argv;
const { startHost } = require(join(dirname(main), 'start-host.js'));
const { createLog } = require(join(dirname(main), 'log.js'));

let ahead = Number(ahead0);
const waiting = new Set();
const clock = {
  now: () => Date.now() + ahead,
  after(milliseconds, action) {
    const entry = { due: clock.now() + milliseconds, action };
    waiting.add(entry);
    arm(entry);
    return () => disarm(entry);
  },
};

function arm(entry) {
  const left = Math.min(Math.max(0, entry.due - clock.now()), 2 ** 31 - 1);
  entry.handle = setTimeout(() => {
    if (clock.now() < entry.due) return arm(entry);
    disarm(entry);
    entry.action();
  }, left);
}

function disarm(entry) {
  waiting.delete(entry);
  clearTimeout(entry.handle);
}

process.on('message', ({ advance }) => {
  ahead += advance;
  for (const entry of waiting) {
    clearTimeout(entry.handle);
    arm(entry);
  }
});
process.on('disconnect', () => process.exit(0));

startHost({
  appFolder,
  stateFolder,
  port: 0,
  env: process.env,
  clock,
  log: createLog({ quiet: false, clock }),
  onFatal: (error) => {
    console.error(error.message);
    process.exit(1);
  },
}).then((host) => process.on('SIGTERM', () => host.stop().then(() => process.exit(0))));
