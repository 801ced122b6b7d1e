import { seenFile } from '../../tools/emulator/engine/container-scanner';
import type { RestoreProgress, SeenFile } from '../../tools/emulator/engine/migration';
import { groupSets, nextSet, roleOf, viewRestore } from '../../tools/emulator/engine/restore-walk';
import { reading, type FakeBackup } from './fake-backups';

const inStorage = { kind: 'inStorage' } as const;
const NOTHING: RestoreProgress = { restored: [], freeAt: 0, uploadFreeAt: 0 };

const full = (guid: string, last: string): FakeBackup => ({
  guid,
  type: 'full',
  first: '10',
  last,
  checkpoint: `1${last}`,
});
const diff = (guid: string, last: string, base: string): FakeBackup => ({
  guid,
  type: 'differential',
  first: last,
  last,
  base,
});
const log = (guid: string, first: string, last: string): FakeBackup => ({ guid, type: 'log', first, last });

function filesOf(backups: readonly FakeBackup[]): readonly SeenFile[] {
  return backups.map((backup, index) =>
    seenFile(
      { name: `${backup.guid}.${index}`, etag: String(index), size: 1 },
      reading(backup),
      inStorage,
      0,
    ),
  );
}

/** Restores as long as there is something to restore; gives the ids in order. */
function walk(backups: readonly FakeBackup[]): { order: string[]; pending: string[]; ignored: string[] } {
  const sets = groupSets(filesOf(backups));
  let progress = NOTHING;
  for (;;) {
    const next = nextSet(sets, viewRestore(progress));
    if (!next) break;
    const { type, lastLsn, checkpointLsn } = next.header;
    progress = {
      ...progress,
      restored: [...progress.restored, { setId: next.id, startedAt: 0, at: 0 }],
      chainEnd: lastLsn,
      anchor: type === 'full' ? { setId: next.id, checkpointLsn } : progress.anchor,
    };
  }
  const inRole = (role: string) =>
    sets.filter((set) => roleOf(set, viewRestore(progress)) === role).map((set) => set.id);
  return {
    order: progress.restored.map((set) => set.setId),
    pending: inRole('pending'),
    ignored: inRole('ignored'),
  };
}

describe('the restore walk', () => {
  test.each([
    {
      name: 'nothing without a full',
      backups: [log('l1', '10', '20')],
      order: [],
      pending: ['l1'],
      ignored: [],
    },
    {
      name: 'full, then logs by LSN, whatever the order',
      backups: [log('l2', '30', '40'), full('f', '20'), log('l1', '15', '30')],
      order: ['f', 'l1', 'l2'],
      pending: [],
      ignored: [],
    },
    {
      name: 'the newest full',
      backups: [full('f1', '20'), full('f2', '50'), log('l1', '15', '60')],
      order: ['f2', 'l1'],
      pending: [],
      ignored: ['f1'],
    },
    {
      name: 'the newest differential on the full, covered logs ignored',
      backups: [
        full('f', '20'),
        diff('d1', '30', 'f'),
        diff('d2', '40', 'f'),
        log('l1', '20', '40'),
        log('l2', '40', '50'),
      ],
      order: ['f', 'd2', 'l2'],
      pending: [],
      ignored: ['d1', 'l1'],
    },
    {
      name: 'no differential of another full',
      backups: [full('f', '20'), diff('d', '40', 'g'), log('l1', '20', '30')],
      order: ['f', 'l1'],
      pending: [],
      ignored: ['d'],
    },
    {
      name: 'up to a gap',
      backups: [full('f', '20'), log('l1', '20', '30'), log('l3', '40', '50')],
      order: ['f', 'l1'],
      pending: ['l3'],
      ignored: [],
    },
    {
      name: 'across a gap by a differential',
      backups: [full('f', '20'), log('l3', '40', '50'), diff('d', '45', 'f')],
      order: ['f', 'd', 'l3'],
      pending: [],
      ignored: [],
    },
    {
      name: 'a log that spans the end of the full',
      backups: [full('f', '20'), log('l1', '5', '25')],
      order: ['f', 'l1'],
      pending: [],
      ignored: [],
    },
    {
      name: 'overlapping logs',
      backups: [full('f', '20'), log('l1', '20', '30'), log('l1b', '20', '40'), log('l2', '35', '50')],
      order: ['f', 'l1', 'l1b', 'l2'],
      pending: [],
      ignored: [],
    },
    {
      name: 'no empty log',
      backups: [full('f', '20'), log('e', '20', '20'), log('l1', '20', '30')],
      order: ['f', 'l1'],
      pending: [],
      ignored: ['e'],
    },
    {
      name: 'LSNs by value, not by text',
      backups: [full('f', '99'), log('l1', '99', '1000'), log('l2', '1000', '1100')],
      order: ['f', 'l1', 'l2'],
      pending: [],
      ignored: [],
    },
  ])('takes $name', ({ backups, order: wanted, pending: waiting, ignored: left }) => {
    const { order, pending, ignored } = walk(backups);
    expect({ order, pending: pending.sort(), ignored: ignored.sort() }).toEqual({
      order: wanted,
      pending: waiting,
      ignored: left,
    });
  });

  it('waits for all stripes of a set, and leaves a second copy of one out', () => {
    const stripe = (n: number): FakeBackup => ({ ...full('f', '20'), stripe: [n, 2] });
    expect(walk([stripe(1)]).order).toEqual([]);
    expect(walk([stripe(1), stripe(1)]).order).toEqual([]);
    expect(walk([stripe(2), stripe(1)]).order).toEqual(['f']);
    expect(groupSets(filesOf([stripe(2), stripe(1), stripe(2)]))[0]?.files.map((file) => file.etag)).toEqual([
      '1',
      '0',
    ]);
  });
});
