// Prints the import graph in figures, and what is wrong with it: `npm run imports`. Exit code 1 when anything is.
const { readFileSync } = require('node:fs');
const ts = require('typescript');

require.extensions['.ts'] = (module, file) => {
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
  };
  module._compile(ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions }).outputText, file);
};
const { findCycles, findUpwardArrows, readSources } = require('./import-graph.ts');

const sources = readSources();
const imports = sources.flatMap((source) => source.imports);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function printFolders() {
  const folderOf = ({ path }) =>
    /^(shared\/core\/\w+|(?:shared|tools)\/[\w-]+|\w+)\//.exec(path)?.[1] ?? path;
  const row = (name, files) =>
    console.log(
      name.padEnd(28),
      String(files.length).padStart(5),
      String(sum(files.map((file) => file.text.split('\n').length - 1))).padStart(7),
      String(sum(files.map((file) => file.codeLines))).padStart(17),
    );
  console.log(`${'folder'.padEnd(28)} files   lines  without comments`);
  for (const folder of [...new Set(sources.map(folderOf))].sort())
    row(
      folder,
      sources.filter((source) => folderOf(source) === folder),
    );
  row('all', sources);
}

function printFaults(what, faults) {
  console.log(`${what}: ${faults.length}`);
  for (const fault of faults) console.log(`  ${fault}`);
}

printFolders();
console.log(
  `\nimports: ${imports.length}, of them between files here: ${imports.filter(({ to }) => !/^(npm|node):/.test(to)).length}`,
);
const cycles = findCycles(imports);
const upward = findUpwardArrows(imports);
printFaults('cycles, types included', cycles);
printFaults('upward arrows in shared/core', upward);
process.exitCode = cycles.length + upward.length === 0 ? 0 : 1;
