import { flagsTakenByNpm, takenByNpmText } from '../../../shared/core/views/npm-flags';

const FLAGS = ['free-ports', 'port', 'json', 'offline'];
const NPM = { npm_lifecycle_event: 'start' };

test.each<[string, Record<string, string>, string[], string[]]>([
  ['without its --', { ...NPM, npm_config_free_ports: 'true' }, [], ['--free-ports']],
  ['with a value', { ...NPM, npm_config_port: '8000' }, [], ['--port']],
  ['behind --', NPM, ['--free-ports'], []],
  ['in both places', { ...NPM, npm_config_port: '8000' }, ['--port=8000'], []],
  [
    'a setting of npm itself says nothing',
    { ...NPM, npm_config_json: 'true', npm_config_offline: 'true' },
    [],
    [],
  ],
  ['not started by npm', { npm_config_free_ports: 'true' }, [], []],
  ['empty', { ...NPM, npm_config_port: '' }, [], []],
])('%s', (_name, env, given, taken) => {
  expect(flagsTakenByNpm(env, FLAGS, given)).toEqual(taken);
});

test('what to write instead', () => {
  expect(takenByNpmText(['--free-ports'], 'npm start')).toBe(
    'npm kept --free-ports for itself; write -- before the options: npm start -- --free-ports',
  );
});
