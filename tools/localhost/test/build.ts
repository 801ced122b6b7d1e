import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const source = resolve(__dirname, '..');
const target = resolve(source, '../../dist/tools/localhost');

/** The compiled host; brought up to date first, file by file, so that the tests never run an old build. */
export function builtHost(): string {
  for (const file of sourceFiles(source)) {
    const output = join(target, relative(source, file)).replace(/\.ts$/, '.js');
    if (modified(output) < modified(file)) compile(file, output);
  }
  return join(target, 'main.js');
}

function compile(file: string, output: string): void {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      esModuleInterop: true,
      isolatedModules: true,
    },
  });
  mkdirSync(dirname(output), { recursive: true });
  const draft = `${output}.${process.pid}`;
  writeFileSync(draft, outputText);
  renameSync(draft, output);
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'test' ? [] : sourceFiles(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

function modified(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
