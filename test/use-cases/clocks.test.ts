/** The clocks of a migration from look to look: status, journal and log. */
import { toJson } from '../../shared/core/json';
import { gatherFacts } from '../../shared/use-cases/assess/gather-facts';
import { ID, readyWorld, World } from '../support/world';

const DAY = 86_400;

test('a mark that is passed is one line of the journal; the status has the clock', async () => {
  const world = await readyWorld({}, { mode: 'manual' });
  const expiresAt = new Date(world.clock.now().getTime() + 8 * DAY * 1000).toISOString();
  world.runs('log3.final.trn', { expiresAt });
  const lines = async (): Promise<number> =>
    (await world.stored.journal(ID, { top: 500 })).items.filter(({ facts }) => facts?.event === 'timeRunsOut')
      .length;
  const counts: number[] = [];
  for (const days of [0, 1.5, 0.1, 4, -2, 2]) {
    world.clock.forward(days * DAY);
    await world.assess();
    counts.push(await lines());
  }
  expect(counts).toEqual([0, 1, 1, 2, 2, 2]);
  const status = await world.stored.status(ID);
  expect(status?.clocks?.find(({ kind }) => kind === 'serviceLimit')).toMatchObject({ level: 'urgent' });
});

describe('the SAS that a creation uses', () => {
  const create = { engine: 'lrs', authType: 'Sas', sasTokenSetting: 'CutoverSecret_Sas' } as const;
  const sas = 'sp=rl&se=2026-04-01T00:00:00Z&spr=https&sig=marked';

  test.each<[name: string, setting: string, value: string | undefined, end: string | undefined]>([
    ['a token', 'CutoverSecret_Sas', sas, '2026-04-01T00:00:00.000Z'],
    ['no value', 'CutoverSecret_Sas', undefined, undefined],
    ['no token', 'CutoverSecret_Sas', 'password', undefined],
    ['G5: a setting that is none for secrets', 'LedgerStorage', sas, undefined],
  ])('%s', async (_name, setting, value, end) => {
    const world = new World();
    await world.register({ start: 'create', create: { ...create, sasTokenSetting: setting } });
    if (value !== undefined) world.secrets[setting] = value;
    const gathered = await gatherFacts(world.caps, { id: ID, look: 'routine', stabilityBefore: undefined });
    expect(gathered?.facts.accessEndsAt).toBe(end);
    expect(toJson(gathered?.facts)).not.toContain('marked');
  });
});
