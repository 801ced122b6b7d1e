/** Of several marked tails an operator chooses one by naming it, under every tailProof; nothing has to be excluded. */
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { ADA, readyWorld, type World, someBackups } from '../support/world';

/** Ready, and the log before the tail is marked as the tail as well. */
async function twoMarked(tailProof: 'named' | 'marked' | 'either'): Promise<World> {
  const world = await readyWorld({}, { tailProof });
  world.put('log2.trn', someBackups()['log2.trn']!, { tail: 'true' });
  await world.assess();
  return world;
}

test.each(['marked', 'either'] as const)(
  'tailProof %s: two marked are not guessed between',
  async (proof) => {
    const world = await twoMarked(proof);
    const { decision } = await world.assess();
    expect(decision.block).toMatchObject({ kind: 'tailAmbiguous' });
    expect(decision.commands).toMatchObject([{ kind: 'wait' }]);
  },
);

test.each(['named', 'marked', 'either'] as const)(
  'tailProof %s: the named one is the tail',
  async (proof) => {
    const world = await twoMarked(proof);
    await nameTail(world.caps, ADA, 'log3.final.trn');
    const { decision, facts } = await world.assess();
    expect(facts.tail).toMatchObject({ kind: 'one', tail: { blob: 'log3.final.trn' }, isMarked: true });
    const check = decision.readiness.checks.find(({ code }) => code === 'tail.proven');
    expect(check).toMatchObject({ state: 'met' });
    expect(facts.chain.status).toBe('complete');
  },
);

test('tailProof marked: one that is named only does not do', async () => {
  const world = await readyWorld({}, { tailProof: 'marked' });
  await nameTail(world.caps, ADA, 'log2.trn');
  const { decision } = await world.assess();
  expect(decision.readiness.checks.find(({ code }) => code === 'tail.proven')).toMatchObject({
    state: 'unmet',
  });
});

test('choosing the older one does not hide the newer one', async () => {
  const world = await twoMarked('either');
  await nameTail(world.caps, ADA, 'log2.trn');
  const { decision } = await world.assess();
  expect(decision.readiness.ready).toBe(false);
  expect(decision.readiness.checks.find(({ code }) => code === 'nothing-newer')?.reason).toContain(
    'log3.final.trn',
  );
});
