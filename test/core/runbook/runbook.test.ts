/** The runbook of a migration: what is due, what it says, and that no name means more than itself. */
import { ROUTES } from '../../../shared/api/routes';
import { RUNBOOK_STEPS, type RunbookDocument } from '../../../shared/core/runbook/document';
import { toRunbookMarkdown } from '../../../shared/core/runbook/markdown';
import { lastBackupName, tailFileName } from '../../../shared/core/runbook/names';
import { aRegistration, aHold, aControl, aPolicy } from '../../support/facts';
import {
  ENGINES,
  HOSTILE,
  MODES,
  MOMENTS,
  type Moment,
  runbookAt,
  type Situation,
  tSqlOf,
} from './situations';

const MARKS = { done: 'x', current: '>', ahead: '.', unknown: '?', notApplicable: '-' } as const;

/** The states of the steps in one line. */
function line({ steps }: RunbookDocument): string {
  return steps.map(({ state }) => MARKS[state]).join('');
}

const applying = ({ waysBack }: RunbookDocument) =>
  waysBack.flatMap(({ situation, applies }) => (applies === 'no' ? [] : [`${situation} ${applies}`]));

const stepOf = (runbook: RunbookDocument, name: (typeof RUNBOOK_STEPS)[number]) =>
  runbook.steps.find(({ step }) => step === name)!;

const textOf = (situation: Situation, name: (typeof RUNBOOK_STEPS)[number]) =>
  stepOf(runbookAt(situation), name)
    .commands.map(({ text }) => text)
    .join('\n');

test.each([
  ['approve', 'npm run cutover -- group approve wave-1'],
  ['auto', undefined],
] as const)('a member of a group in mode %s is told of its go, and of the one approval', (mode, command) => {
  const facts = { control: aControl({ group: { id: 'wave-1' }, policy: aPolicy({ mode }) }) };
  const { notes, commands } = stepOf(runbookAt({ moment: 'tailNamed', mode, facts }), 'approve');
  expect(notes.join('\n')).toContain(
    'It is a member of group wave-1: besides all of this, it is sent only on',
  );
  expect(commands.map(({ text }) => text).find((text) => text.includes('group approve'))).toBe(command);
});

describe('which step is due', () => {
  //                              before freeze tail name catchUp approve complete verify repoint afterwards
  test.each<[Moment, string, string, readonly string[]]>([
    ['registered', '>.........', 'no', ['sourceUntouched unknown', 'tailTaken unknown']],
    ['seeding', '>.........', 'no', ['sourceUntouched unknown', 'tailTaken unknown']],
    ['tailNamed', 'x?xx>.....', 'no', ['tailTaken yes']],
    ['ready', 'x?xxx>....', 'no', ['tailTaken yes']],
    ['approved', 'x?xxxx>...', 'no', ['tailTaken yes']],
    ['sending', 'x?xxxx>...', 'unknown', ['requestUnclear yes']],
    ['unknown', 'x?xxxx>...', 'unknown', ['requestUnclear yes']],
    ['sent', 'x?xxxx>...', 'yes', ['requestSent yes']],
    ['confirmed', 'x?xxxxx>..', 'yes', ['targetUnwritten unknown', 'targetWritten unknown']],
    ['completedUnproven', 'x?xxxxx>..', 'yes', ['targetUnwritten unknown', 'targetWritten unknown']],
    ['failed', 'x?xxxx----', 'yes', ['endedWithoutCutover yes']],
    ['canceled', '-?xxx-----', 'no', ['endedWithoutCutover yes']],
  ])('%s: %s, passed the point of no return: %s', (moment, states, passed, ways) => {
    for (const engine of ENGINES) {
      const runbook = runbookAt({ moment, engine });
      expect([engine, line(runbook), runbook.pointOfNoReturn.passed, applying(runbook)]).toEqual([
        engine,
        states,
        passed,
        ways,
      ]);
    }
  });

  test('mode auto needs no approval; offline neither names nor approves, and a tail that is there may begin it', () => {
    expect(line(runbookAt({ moment: 'ready', mode: 'auto' }))).toBe('x?xxx->...');
    const offline = runbookAt({ moment: 'ready', mode: 'offline', engine: 'lrs' });
    expect(line(offline)).toBe('x?x->-....');
    expect([offline.mode, offline.pointOfNoReturn.passed]).toEqual(['offline', 'unknown']);
    expect(runbookAt({ mode: 'offline', engine: 'lrs' }).pointOfNoReturn.passed).toBe('no');
    expect(runbookAt({ moment: 'sent', mode: 'offline' }).pointOfNoReturn.passed).toBe('yes');
  });

  test('mode auto of a migration that ran before its registration waits for an approval all the same', () => {
    const control = aControl({ policy: aPolicy({ mode: 'auto' }), manualOnly: 'it was under way' });
    const runbook = runbookAt({ moment: 'ready', mode: 'auto', facts: { control } });
    expect(runbook.current).toBe('approve');
    expect(stepOf(runbook, 'approve').title).toBe('Approve the cutover');
  });

  test('that writes have stopped is never taken as read', () => {
    for (const moment of MOMENTS) expect(stepOf(runbookAt({ moment }), 'freeze').state).not.toBe('done');
  });
});

describe('go or no go', () => {
  const row = (runbook: RunbookDocument, code: string) =>
    stepOf(runbook, 'before').checks.find((check) => check.code === code);

  test('without a preflight it is no go, and says so; every check that needs no tail is there', () => {
    const runbook = runbookAt();
    expect(runbook.go).toBe(false);
    expect(row(runbook, 'preflight')).toMatchObject({ state: 'unknown', reason: 'no preflight has run yet' });
    expect(stepOf(runbook, 'before').checks.map(({ code }) => code)).toEqual([
      'engine.running',
      'engine.operation',
      'full.restored',
      'no-blocking-reason',
      'chain.complete',
      'backups.checksums',
      'source.matches',
      'policy.allows',
      'preflight',
      'newest-backup',
      'not-blocked',
      'not-frozen',
    ]);
    expect(row(runbook, 'newest-backup')?.reason).toBe('shop/log8.trn came 12 min before this assessment');
  });

  test.each(MOMENTS)('step and sentence agree: %s', (moment) => {
    const runbook = runbookAt({ moment });
    if (runbook.pointOfNoReturn.passed === 'no')
      expect(runbook.go).toBe(stepOf(runbook, 'before').state === 'done');
  });

  test('a gap, a hold and a freeze are no go', () => {
    const freeze = { by: 'root', at: '2026-03-01T21:00:00.000Z', reason: 'storage moves' };
    const runbook = runbookAt({ facts: { control: aControl({ holds: [aHold()] }), freeze } });
    expect([row(runbook, 'policy.allows')?.state, row(runbook, 'not-frozen')?.reason]).toEqual([
      'unmet',
      'frozen by root: storage moves',
    ]);
    expect(runbook.current).toBe('before');
  });
});

describe('the tail', () => {
  const URL = "URL = N'https://acct.blob.core.windows.net/sql-backups/shop/prod-shop_tail_1.final.trn'";
  const share = (path: string) => ({ preflight: { share: { path } } });

  test.each<[string, Situation, string, string]>([
    ['dms from a container', {}, URL, 'CHECKSUM'],
    ['lrs', { engine: 'lrs' }, URL, 'CHECKSUM'],
    ['lrs reads no share', { engine: 'lrs', registration: share('\\\\fs.corp\\sql') }, URL, 'CHECKSUM'],
    [
      'dms from a share',
      { registration: share('\\\\fs.corp\\sql\\shop\\') },
      "DISK = N'\\\\fs.corp\\sql\\shop\\prod-shop_tail_1.final.trn'",
      'CHECKSUM, INIT',
    ],
    [
      'dms-classic, whose share is not registered',
      { engine: 'dms-classic' },
      "DISK = N'\\\\<server>\\<share>\\prod-shop_tail_1.final.trn'",
      'CHECKSUM, INIT',
    ],
  ])('%s', (_name, situation, device, options) => {
    const text = textOf(situation, 'tail');
    expect(text).toContain(`BACKUP LOG [Shop] TO ${device}\n  WITH NORECOVERY, ${options};`);
    expect(text).toContain(
      `ALTER DATABASE [Shop] SET READ_ONLY WITH ROLLBACK IMMEDIATE;\nBACKUP LOG [Shop] TO ${device}\n  WITH ${options};`,
    );
    expect(text.includes('sys.credentials')).toBe(device === URL);
  });

  test('its name is safe, new each time, and marked where the policy accepts a mark', () => {
    expect([
      tailFileName('a', 'named', 1),
      tailFileName('a', 'either', 2),
      tailFileName('a', 'marked', 3),
    ]).toEqual(['a_tail_1.trn', 'a_tail_2.final.trn', 'a_tail_3.final.trn']);
  });

  test('offline it has the name that the service was told; where nobody here knows it, none is made up', () => {
    const told = runbookAt({ mode: 'offline', tailFile: 'last.trn' });
    expect(told.tail).toEqual({ blob: 'shop/last.trn', known: false });
    const unknown = runbookAt({ mode: 'offline', engine: 'lrs', tailFile: '' });
    expect(unknown.tail).toBeUndefined();
    expect(stepOf(unknown, 'tail').commands).toEqual([]);
    expect(stepOf(unknown, 'tail').notes.join()).toContain('does not report that name');
    const create = {
      engine: 'lrs',
      authType: 'ManagedIdentity',
      autoComplete: { lastBackupName: 'z.trn' },
    } as const;
    expect(lastBackupName(aRegistration({ create }), {})).toBe('z.trn');
  });

  test('once it is known, every command has its name', () => {
    const runbook = runbookAt({ moment: 'ready' });
    expect(runbook.tail).toEqual({ blob: 'log9.final.trn', known: true });
    expect(JSON.stringify(stepOf(runbook, 'tail').commands)).not.toContain('log9.final.trn');
    expect(stepOf(runbookAt({ moment: 'ready', mode: 'offline' }), 'tail').commands).toEqual([]);
    expect(stepOf(runbook, 'approve').commands.at(-1)).toEqual({
      where: 'shell',
      language: 'sh',
      does: 'approves: the request follows at the next assessment, and cannot be taken back',
      text: 'npm run cutover -- cutover prod-shop --tail log9.final.trn --confirm prod-mi/Shop',
      request: {
        method: 'POST',
        path: '/api/migrations/prod-shop/cutover',
        body: { confirm: 'prod-mi/Shop', expectedTail: 'log9.final.trn' },
      },
    });
  });

  test('an availability group is told that NORECOVERY is refused', () => {
    const source = { databaseName: 'Shop', serverNames: ['SQL01', 'SQL02'] };
    const said = (registration?: Situation['registration']) =>
      stepOf(runbookAt({ registration }), 'freeze').notes.join().includes('availability group');
    expect([said(), said({ source })]).toEqual([false, true]);
  });
});

describe('engines and targets', () => {
  test.each([
    ['dms', 'A count that is missing is unknown, not zero', 'from Completing to Succeeded'],
    ['lrs', 'Restored or Skipped', 'The request names the last file'],
    ['dms-classic', 'It uploads from the share first', 'CUTOVER_IN_PROGRESS'],
  ] as const)('%s', (engine, pending, completes) => {
    const runbook = runbookAt({ moment: 'tailNamed', engine });
    expect(stepOf(runbook, 'catchUp').notes[0]).toContain(pending);
    expect(stepOf(runbook, 'catchUp').notes[1]).toContain(
      'in 2 readings in a row, 30 s apart. Pending logs, as last read: 1.',
    );
    expect(stepOf(runbook, 'complete').notes.join()).toContain(completes);
    expect(stepOf(runbook, 'complete').notes.join()).toContain('Business Critical');
  });

  test('a SQL Server on a virtual machine seeds nothing, has no automatic backups and no name at az sql mi', () => {
    const managedInstanceId =
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm1';
    const runbook = runbookAt({ registration: { target: { managedInstanceId, databaseName: 'Shop' } } });
    expect(runbook.target.kind).toBe('virtualMachine');
    const page = toRunbookMarkdown(runbook);
    expect(page).not.toMatch(/Business Critical|az sql mi|takes its backups by itself/);
    expect(page).toContain('nobody does that for you');
  });
});

const everything = ENGINES.flatMap((engine) =>
  MODES.flatMap((mode) => MOMENTS.map((moment) => ({ engine, mode, moment }))),
);

test('every request is a route of the API, and its body has what the route demands', () => {
  const paths = new Set(Object.values(ROUTES).map(({ method, path }) => `${method} /api/${path}`));
  for (const situation of everything)
    for (const { commands } of [...runbookAt(situation).steps, ...runbookAt(situation).waysBack])
      for (const { request } of commands)
        if (request !== undefined)
          expect(paths).toContain(`${request.method} ${request.path.replace('prod-shop', '{id}')}`);
});

test('what it is made from does not change it, and the same sources give the same document', () => {
  for (const situation of everything) expect(runbookAt(situation)).toEqual(runbookAt(situation));
});

test('G5: no token, key or SAS is in it', () => {
  for (const situation of everything) {
    const text = JSON.stringify(runbookAt(situation));
    expect(text).not.toMatch(/marked-token|sig=|AccountKey=|SECRET|CREATE CREDENTIAL|PASSWORD *=/i);
  }
});

describe('as a page', () => {
  test.each(MOMENTS.filter((moment) => moment !== 'failed' && moment !== 'canceled'))(
    '%s: the current step is the first section after the list of steps',
    (moment) => {
      const runbook = runbookAt({ moment });
      const sections = toRunbookMarkdown(runbook).match(/^## .*$/gm)!;
      const number = RUNBOOK_STEPS.indexOf(runbook.current!) + 1;
      expect(sections[0]).toBe('## Steps');
      expect(sections[1]).toMatch(new RegExp(`^## Now: ${number}\\. `));
      expect(sections).toHaveLength(1 + RUNBOOK_STEPS.length + 1);
    },
  );

  test('a headline and a next step that end a sentence get no second full stop', () => {
    const page = toRunbookMarkdown({
      ...runbookAt({ moment: 'failed' }),
      headline: 'Gap: upload the log.',
      next: { who: 'operator', what: 'start anew' },
    });
    expect(page).toContain('Gap: upload the log.\n');
    expect(page).toContain('**Next, operator:** start anew.\n');
  });

  test('the way back from here follows at once; whether it is go is said only before the point of no return', () => {
    const page = (moment: Moment) => toRunbookMarkdown(runbookAt({ moment }));
    expect(page('ready')).toMatch(
      /## Now: 6[^]*?### Way back\. After the tail[^\n]*\*\*\(now\)\*\*[^]*?## 7\. /,
    );
    expect([page('following'), page('sent')].map((text) => /\*\*(?:No go|Go)\*\*/.test(text))).toEqual([
      true,
      false,
    ]);
    expect(page('canceled')).not.toMatch(/^## Now/m);
  });

  test.each([
    ['is open', { opens: '2026-03-01T21:00' }, /The window is open until 2026-03-02T03:00:00.000Z/],
    ['opens later', { opens: '2026-03-02T21:00' }, /it opens at 2026-03-02T21:00:00.000Z/],
    ['is over', { opens: '2026-02-01T21:00' }, /The window does not open again/],
  ])('a window that %s is told where the cutover is approved', (_, change, told) => {
    const window = { timeZone: 'UTC', minutes: 360, assumeMinutes: 60, ...change };
    const page = toRunbookMarkdown(runbookAt({ moment: 'ready', window }));
    expect(page).toMatch(told);
    expect(page).toContain('until the window closes');
  });

  test.each(HOSTILE)('a database called %j stays a name', (database) => {
    for (const moment of ['following', 'confirmed'] as const) {
      const runbook = runbookAt({ moment, database });
      const name = `[${database.replaceAll(']', ']]')}]`;
      const literal = `N'${database.replaceAll("'", "''")}'`;
      expect(
        stepOf(runbook, 'tail')
          .commands.map(({ text }) => text)
          .join(),
      ).toContain(`BACKUP LOG ${name} TO `);
      expect(stepOf(runbook, 'freeze').commands[0]?.text).toContain(`CHARINDEX(${literal}, s.command)`);
      for (const text of tSqlOf(runbook)) {
        const rest = text.replaceAll(name, '').replaceAll(literal, '');
        expect(rest).not.toContain(database);
        expect(rest).not.toMatch(/DROP|xp_cmdshell|Approved|whoami|--/);
      }
      // A request stands in a code span, where nothing means more than itself.
      const outside = outsideOfFences(toRunbookMarkdown(runbook)).filter((text) => !text.startsWith('or `'));
      expect(outside.join('\n')).not.toMatch(/^## Approved|^GO$|(?<!\\)<img|(?<!\\)\]\(c\)/m);
    }
  });
});

/** Lines of a page that are not within a fence, by CommonMark's rule: as many backticks or more end it. */
function outsideOfFences(page: string): readonly string[] {
  const outside: string[] = [];
  let open: string | undefined;
  for (const text of page.split('\n')) {
    const fence = /^(`{3,})(.*)$/.exec(text);
    if (open === undefined && fence !== null) open = fence[1];
    else if (open === undefined) outside.push(text);
    else if (fence !== null && fence[2] === '' && fence[1]!.length >= open.length) open = undefined;
  }
  expect(open).toBeUndefined();
  return outside;
}
