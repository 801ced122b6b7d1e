/** The import arrows of ARCHITECTURE.md, held against every import in the sources. */
import { ALLOWED, CORE_ROOMS } from './architecture-rules';
import { findCycles, findUpwardArrows, readSources, type Import } from './import-graph';

const sources = readSources();
const files = sources.map(({ path }) => path);
const imports = sources.flatMap((source) => source.imports);

function placeOf(file: string): string {
  const fitting = Object.keys(ALLOWED).filter((place) => file === place || file.startsWith(`${place}/`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? '';
}

function isAllowed({ from, to }: Import): boolean {
  const place = placeOf(from);
  return (ALLOWED[place] ?? []).some((arrow) =>
    arrow.endsWith(':') ? to.startsWith(arrow) : to === arrow || to.startsWith(`${arrow}/`),
  );
}

test('every source file lies in a place that has rules', () => {
  expect(files.filter((file) => placeOf(file) === '')).toEqual([]);
});

test('every import follows an allowed arrow', () => {
  expect(imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('there is no import cycle, imports of types included', () => {
  expect(findCycles(imports)).toEqual([]);
});

test('every room of core has its place in their order', () => {
  const rooms = files.flatMap((file) => /^shared\/core\/(\w+\/)/.exec(file)?.[1] ?? []);
  expect([...new Set(rooms)].sort()).toEqual(CORE_ROOMS.filter((room) => room !== '*.ts').sort());
});

test('a file of core imports from its room and from those below it', () => {
  expect(findUpwardArrows(imports)).toEqual([]);
});

test('only the settings, the wiring and the commands read the environment', () => {
  const readers = sources.filter(({ text }) => /\bprocess\.env\b/.test(text));
  expect(
    readers.filter(
      ({ path }) =>
        !/^(functions\/index\.ts|cli\/|tools\/(demo|localhost|bench|package|real-engine)\/|tools\/emulator\/main\.ts)/.test(
          path,
        ),
    ),
  ).toEqual([]);
});
