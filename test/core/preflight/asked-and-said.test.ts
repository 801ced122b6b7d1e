/** What rows say where neither Azure nor a file can prove it: as what the registration says, or as a question. */
import { note, byClassic, fromContainer, fromShare, type Case } from '../../../tools/estates/cases';
import { outcomeOf } from './judged';

const fromFile = (one: Case): Case => {
  one.plan = { ...one.plan, status: undefined };
  return one;
};

test.each(['RES-12', 'RES-13', 'PERM-02', 'PERM-03', 'STO-09'])(
  '%s of an adoption is told as what the registration says, until the service has reported the migration',
  (id) => {
    expect(outcomeOf(fromFile(fromShare()), id)).toMatchObject({
      state: 'notApplicable',
      found: expect.stringMatching(
        /^the registration says that the migration exists already.*\(start: adopt\); the service has not been asked$/,
      ),
    });
    expect(outcomeOf(fromShare(), id)).toMatchObject({
      state: 'notApplicable',
      found: expect.stringMatching(/^the migration exists already.*: the service reports running$/),
    });
  },
);

describe('backups that were read from copies', () => {
  const fromCopies = (): Case => {
    const one = fromContainer();
    const { backups } = one.plan;
    if (backups === undefined) throw new Error('the case has no backups');
    one.plan = { ...one.plan, backups: { ...backups, readFrom: 'elsewhere' } };
    return one;
  };
  test.each(['STO-14', 'STO-15', 'STO-24'])('%s is asked of the container, not met by the copies', (id) => {
    expect(outcomeOf(fromContainer(), id).state).toBe('met');
    expect(outcomeOf(fromCopies(), id)).toMatchObject({
      state: 'forYou',
      ask: expect.stringContaining('(only copies were read, not the container)'),
      command: { text: expect.stringContaining('az storage blob list --account-name shopbackups') },
    });
  });
});

test('room on the instance: the query shows what is needed beside what is left', () => {
  const one = fromContainer();
  note(one, { sizeGb: 97.5 });
  expect(outcomeOf(one, 'RES-11')).toMatchObject({
    ask: expect.stringContaining('Does this show a left_gb of 98 or more'),
    command: {
      text: expect.stringContaining('- storage_space_used_mb) / 1024 AS left_gb, 98 AS needed_gb'),
    },
  });
});

test("sql_variant is looked for in the database's own tables: Microsoft's have such columns everywhere", () => {
  expect(outcomeOf(byClassic(), 'BKP-13')).toMatchObject({
    command: {
      text: expect.stringMatching(
        /FROM \[Shop\]\.sys\.columns AS c JOIN \[Shop\]\.sys\.tables[^]*is_ms_shipped = 0;$/,
      ),
    },
  });
});

test('a running migration on the retired service is cut over once everything else is met', () => {
  const one = byClassic();
  one.plan = { ...one.plan, now: '2026-06-01T00:00:00.000Z' };
  expect(outcomeOf(one, 'RES-07')).toMatchObject({
    remedy: { text: expect.stringMatching(/^cut over as soon as everything else here is met; /) },
  });
});
