import {
  type FuncProbe,
  type HostFlag,
  chooseHost,
  describeChoice,
} from '../../tools/demo/stack/host-choice';

const PATH_FUNC = '/usr/bin/func';
const NAMED_FUNC = '/opt/tools/func';

interface Row {
  readonly flag?: HostFlag;
  readonly funcPath?: string;
  /** What FUNC_PATH's file is like. */
  readonly named?: FuncProbe;
  readonly onPath?: FuncProbe;
  readonly says: string;
}

const at = (path: string, version: string): FuncProbe => ({ path, version });
const faulty = (path: string, fault: string): FuncProbe => ({ path, fault });

/** What is asked for and found → the sentence, or the beginning of the error's. */
const rows: readonly Row[] = [
  { says: 'host: bundled, because there is no func on PATH' },
  {
    onPath: at(PATH_FUNC, '4.0.7030'),
    says: `host: func 4.0.7030 (${PATH_FUNC}), because it is on PATH; --host=local takes the bundled one`,
  },
  {
    onPath: at(PATH_FUNC, '5.0.0-preview.1'),
    says: `host: func 5.0.0-preview.1 (${PATH_FUNC}), because it is on PATH; --host=local takes the bundled one`,
  },
  {
    onPath: at(PATH_FUNC, '10.0.1'),
    says: `host: func 10.0.1 (${PATH_FUNC}), because it is on PATH; --host=local takes the bundled one`,
  },
  {
    onPath: at(PATH_FUNC, '3.0.4899'),
    says: `host: bundled, because ${PATH_FUNC} is not taken: it is version 3.0.4899, and 4.x or newer is needed`,
  },
  {
    onPath: faulty(PATH_FUNC, 'does not report its version (func --version)'),
    says: `host: bundled, because ${PATH_FUNC} is not taken: it does not report its version (func --version)`,
  },
  {
    funcPath: NAMED_FUNC,
    named: at(NAMED_FUNC, '4.0.6610'),
    onPath: at(PATH_FUNC, '4.0.7030'),
    says: `host: func 4.0.6610 (${NAMED_FUNC}), because FUNC_PATH names it`,
  },
  {
    funcPath: NAMED_FUNC,
    named: faulty(NAMED_FUNC, 'does not exist'),
    onPath: at(PATH_FUNC, '4.0.7030'),
    says: `Cannot use FUNC_PATH ${NAMED_FUNC}: it does not exist. Install`,
  },
  {
    funcPath: NAMED_FUNC,
    named: faulty(NAMED_FUNC, 'is not executable'),
    says: `Cannot use FUNC_PATH ${NAMED_FUNC}: it is not executable. Install`,
  },
  {
    funcPath: NAMED_FUNC,
    named: at(NAMED_FUNC, '2.7.3'),
    says: `Cannot use FUNC_PATH ${NAMED_FUNC}: it is version 2.7.3, and 4.x or newer is needed. Install`,
  },
  { funcPath: '', says: 'host: bundled, because there is no func on PATH' },
  {
    flag: 'local',
    onPath: at(PATH_FUNC, '4.0.7030'),
    says: 'host: bundled, because --host=local asks for it',
  },
  {
    flag: 'local',
    funcPath: NAMED_FUNC,
    named: faulty(NAMED_FUNC, 'does not exist'),
    says: 'host: bundled, because --host=local asks for it',
  },
  {
    flag: 'func',
    onPath: at(PATH_FUNC, '4.0.7030'),
    says: `host: func 4.0.7030 (${PATH_FUNC}), because --host=func asks for it`,
  },
  {
    flag: 'func',
    funcPath: NAMED_FUNC,
    named: at(NAMED_FUNC, '4.0.6610'),
    onPath: at(PATH_FUNC, '4.0.7030'),
    says: `host: func 4.0.6610 (${NAMED_FUNC}), because FUNC_PATH names it`,
  },
  {
    flag: 'func',
    says: 'Cannot use --host=func: there is no func on PATH and FUNC_PATH is not set. Install',
  },
  {
    flag: 'func',
    onPath: at(PATH_FUNC, '3.0.4899'),
    says: `Cannot use --host=func: ${PATH_FUNC} is version 3.0.4899, and 4.x or newer is needed. Install`,
  },
  {
    flag: 'func',
    funcPath: NAMED_FUNC,
    named: faulty(NAMED_FUNC, 'does not exist'),
    onPath: at(PATH_FUNC, '4.0.7030'),
    says: `Cannot use FUNC_PATH ${NAMED_FUNC}: it does not exist. Install`,
  },
];

async function sentence({ flag, funcPath, named, onPath }: Row, looked: string[] = []): Promise<string> {
  const finder = {
    at: (path: string) => {
      looked.push(path);
      return Promise.resolve(named ?? faulty(path, 'was not expected to be looked at'));
    },
    onPath: () => {
      looked.push('PATH');
      return Promise.resolve(onPath);
    },
  };
  return chooseHost(flag, funcPath, finder).then(
    describeChoice,
    (error: unknown) => (error as Error).message,
  );
}

test.each(rows)('$#: $says', async ({ says, ...row }) => {
  const said = await sentence({ ...row, says });
  if (says.startsWith('Cannot')) expect(said).toContain(says);
  else expect(said).toBe(says);
});

test('an error names every remedy', async () => {
  const said = await sentence({ flag: 'func', says: '' });
  for (const remedy of ['azure-functions-core-tools@4', 'FUNC_PATH', '--host=local'])
    expect(said).toContain(remedy);
});

test('nothing is looked at that does not matter: a version costs a second', async () => {
  const looked: string[] = [];
  await sentence({ flag: 'local', funcPath: NAMED_FUNC, says: '' }, looked);
  expect(looked).toEqual([]);
  await sentence({ funcPath: NAMED_FUNC, named: at(NAMED_FUNC, '4.0.1'), says: '' }, looked);
  expect(looked).toEqual([NAMED_FUNC]);
});
