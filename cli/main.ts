#!/usr/bin/env node
/** The command `sqlmi-cutover`. */
import { run } from './program';
import { processTerminal } from './terminal';

void run(process.argv.slice(2), processTerminal()).then((exitCode) => {
  process.exitCode = exitCode;
});
