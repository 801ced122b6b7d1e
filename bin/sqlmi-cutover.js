#!/usr/bin/env node
/**
 * Starts the command from its build, from whatever folder it is called; what is missing is said in a sentence.
 *
 * Plain JavaScript for any Node, so that it runs before anything is installed or built.
 */
'use strict';
var fs = require('fs');
var path = require('path');

var root = path.join(__dirname, '..');
var main = path.join(root, 'dist', 'cli', 'main.js');
var NEEDED_NODE = 20;

start();

function start() {
  if (Number(process.versions.node.split('.')[0]) < NEEDED_NODE)
    return refuse('it needs Node ' + NEEDED_NODE + ' or newer, and this is ' + process.version);
  if (!isInstalled('commander')) return refuse('its packages are not installed; run ' + npm('ci'));
  if (!fs.existsSync(main))
    return refuse('it is not built; run ' + npm(isInstalled('typescript') ? 'run build' : 'ci'));
  // npm runs a script in the folder of the package; paths are meant where the command was typed.
  if (process.env.npm_lifecycle_event === 'cutover' && process.env.INIT_CWD)
    process.chdir(process.env.INIT_CWD);
  require(main);
}

function isInstalled(name) {
  try {
    require.resolve(name, { paths: [root] });
    return true;
  } catch (error) {
    return false;
  }
}

/** The command of npm that works from here. */
function npm(command) {
  if (path.relative(root, typedIn()) === '') return 'npm ' + command;
  return 'npm --prefix ' + (/^[\w./:-]+$/.test(root) ? root : '"' + root + '"') + ' ' + command;
}

function typedIn() {
  return process.env.npm_lifecycle_event === 'cutover' && process.env.INIT_CWD
    ? process.env.INIT_CWD
    : process.cwd();
}

function refuse(reason) {
  var message = 'Cannot start sqlmi-cutover: ' + reason;
  var json = process.argv.indexOf('--json') >= 0;
  process.stderr.write(
    (json ? JSON.stringify({ error: { message: message, exitCode: 1 } }) : message) + '\n',
  );
  process.exitCode = 1;
}
