import { parseTimeSpan } from '../app/time-span';
import { parseRouteTemplate } from '../http/route-template';
import { parsePathPattern } from '../triggers/blob/path-pattern';
import { RestartLimit } from '../worker-process/restart-limit';
import { globToRegExp } from '../worker/glob';

test.each([
  ['00:10:00', 600_000],
  ['1.02:03:04.5', 93_784_500],
  ['00:05', 300_000],
  ['25:00:00', undefined],
  ['soon', undefined],
])('TimeSpan %s', (text, milliseconds) => {
  expect(parseTimeSpan(text)).toBe(milliseconds);
});

test.each([
  ['backups/{name}', 'a/b.bak', { name: 'a/b.bak' }],
  ['backups/{*}', 'a/b.bak', {}],
  ['backups', 'x', {}],
  ['backups/{name}.bak', 'a.trn', undefined],
  ['backups/{name}.bak', 'a.bak.bak', { name: 'a.bak' }],
  ['backups/{server}/{name}.bak', 's/d/a.bak', { server: 's/d', name: 'a' }],
  ['backups/in(1)/{name}', 'in(1)/A', { name: 'A' }],
])('path %s and blob %s', (path, name, parameters) => {
  expect(parsePathPattern(path).match(name)).toEqual(parameters);
});

test.each(['', '/{name}', 'Upper/{name}', '{container}/{name}', 'a-b/{name', 'a-b/name}'])(
  "path '%s' is refused",
  (path) => {
    expect(() => parsePathPattern(path)).toThrow();
  },
);

test.each([
  ['a/{id:int:min(5)}', ['a', '7'], { id: '7' }],
  ['a/{id:int:min(5)}', ['a', '3'], undefined],
  ['a/{id:regex(^x:\\d+$)}', ['a', 'x:1'], { id: 'x:1' }],
  [
    'a/{id:guid}',
    ['a', '0f8fad5b-d9cb-469f-a165-70867728950e'],
    { id: '0f8fad5b-d9cb-469f-a165-70867728950e' },
  ],
  ['a/{b}/{c?}', ['A', 'x'], { b: 'x' }],
  ['a', ['a', 'b'], undefined],
])('route %s and %j', (route, segments, parameters) => {
  expect(parseRouteTemplate(route).match(segments)).toEqual(parameters);
});

test('the more literal route goes first, whatever the order they were registered in', () => {
  const routes = ['a/{*rest}', 'a/{rest?}', 'a/{id}', 'a/{id:int}', 'a/b'];
  const byPrecedence = routes.map(parseRouteTemplate).sort((a, b) => (a.precedence < b.precedence ? -1 : 1));
  expect(byPrecedence.map(({ text }) => text)).toEqual([
    'a/b',
    'a/{id:int}',
    'a/{id}',
    'a/{rest?}',
    'a/{*rest}',
  ]);
});

test.each(['a/{id:regex([)}', 'a/{id:odd}', 'a/x{id}', 'a/{id=5}'])('route %s is refused', (route) => {
  expect(() => parseRouteTemplate(route)).toThrow();
});

test.each([
  ['dist/{index,functions/*}.js', 'dist/functions/a.js', true],
  ['dist/{index,functions/*}.js', 'dist/functions/deep/a.js', false],
  ['dist/**/*.js', 'dist/a.js', true],
  ['dist/**/*.js', 'dist/x/y/a.js', true],
  ['dist/?.js', 'dist/ab.js', false],
])('glob %s and %s', (glob, path, matches) => {
  expect(globToRegExp(glob).test(path)).toBe(matches);
});

test('ten deaths in a minute are survived, the eleventh is not', () => {
  const limit = new RestartLimit();
  const delays = Array.from({ length: 11 }, (_, death) => limit.delayAfterDeath(death * 100));
  expect(delays.at(0)).toBe(50);
  expect(delays.at(9)).toBe(2000);
  expect(delays.at(10)).toBeUndefined();
  expect(limit.delayAfterDeath(200_000)).toBe(50);
});
